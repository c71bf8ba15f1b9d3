import type { Broadcast } from '../broadcast.js';
import type { BroadcastSettings } from '../settings.js';
import { contentOf } from './body.js';

/** For so long the same message to the same people is taken for a slip: a job run twice, a double click. */
export const SAME_AGAIN_MS = 24 * 60 * 60 * 1000;

/** What makes two broadcasts the same to the people who get them. */
export type SentTo = Pick<BroadcastSettings, 'channelId' | 'botUserId' | 'bodyTail' | 'toWord'>;

/** What tells a channel. */
type OfChannel = Pick<BroadcastSettings, 'channelId' | 'botUserId'>;

/** Whether it is the same message from the same channel; how it is sent does not matter. A push is a test, and never is. */
export function isSameMessage(wanted: SentTo, { settings }: Pick<Broadcast, 'settings'>): boolean {
  return (
    settings.via !== 'push' &&
    isSameChannel(wanted, settings) &&
    messagesIn(wanted.bodyTail) === messagesIn(settings.bodyTail)
  );
}

/** The bot says it; where LINE did not name it, the channel ID. */
export function isSameChannel(one: OfChannel, other: OfChannel): boolean {
  if (one.botUserId !== null && other.botUserId !== null) return one.botUserId === other.botUserId;
  return one.channelId === other.channelId;
}

/** The message objects alone, without what else the body says. */
function messagesIn(bodyTail: string): string {
  return JSON.stringify(contentOf(bodyTail).messages);
}

/** Whether one word, such as `followers`, names the people of both. */
export function isSameWord({ toWord }: SentTo, { settings }: Pick<Broadcast, 'settings'>): boolean {
  return toWord !== null && toWord === settings.toWord;
}

/** How many of a list are too many to have got the message already: more than half. */
export function tooManyOf(recipients: number): number {
  return Math.floor(recipients / 2) + 1;
}

/**
 * How many people it reached, or may have; of one that is being sent, those whom it will reach too. Recipients that LINE
 * refused are none of them, but those of whom nobody could tell, and who were given up.
 */
export function reachedBy({ recipients, stages }: Broadcast, isBeingSent: boolean): number {
  const givenUp = stages.reduce((sum, { skipped }) => sum + skipped, 0);
  const { accepted, unknown, inFlight, pending } = recipients;
  return accepted + unknown + inFlight + givenUp + (isBeingSent ? pending : 0);
}
