import { failure } from '../../failure/failure.js';
import type { AudienceId } from '../../line/ids.js';
import type { SendWay } from '../settings.js';
import { writeUserIdsJson } from './user-id-bytes.js';

const HEAD = '{"to":';

/** What is said in a request beside its recipients and messages. */
export interface BodyOptions {
  /** No push notification. */
  readonly silent: boolean;
  /** Custom aggregation unit; null for the one of the message file, if any. */
  readonly unit: string | null;
}

/** What names recipients in a request body, by way. */
const NAMES_RECIPIENTS: Readonly<Record<SendWay, readonly string[]>> = {
  push: ['to'],
  multicast: ['to'],
  narrowcast: ['to', 'recipient', 'filter', 'limit'],
  broadcast: ['to'],
};

/**
 * The request body behind the recipients, from what a message file holds: one message object, an array of them, or a
 * whole body without recipients. Made once per broadcast: every request sends these exact bytes.
 *
 * @throws {LineOpsError} `usage` when the file names recipients itself.
 */
export function bodyTailOf(content: unknown, via: SendWay, { silent, unit }: BodyOptions): string {
  const body = bodyOf(content);
  const naming = NAMES_RECIPIENTS[via].find((property) => property in body);
  if (naming !== undefined) {
    throw failure('MESSAGES_NAME_RECIPIENTS', { naming });
  }
  const { messages, ...others } = body;
  const rest = {
    ...others,
    ...(silent ? { notificationDisabled: true } : {}),
    ...(unit === null ? {} : { customAggregationUnits: [unit] }),
  };
  return `],${JSON.stringify({ messages, ...rest }).slice(1)}`;
}

function bodyOf(content: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(content)) return { messages: content };
  if (typeof content === 'object' && content !== null)
    return 'messages' in content ? { ...content } : { messages: [content] };
  return { messages: content };
}

/** What a body says beside its recipients. */
export interface BodyContent {
  readonly messages: readonly unknown[];
  readonly silent: boolean;
  readonly units: readonly string[];
}

/** Reads back what `bodyTailOf` froze. */
export function contentOf(bodyTail: string): BodyContent {
  const body: Readonly<Record<string, unknown>> = JSON.parse(broadcastBody(bodyTail));
  const { messages, notificationDisabled, customAggregationUnits: units } = body;
  return {
    messages: Array.isArray(messages) ? messages : [],
    silent: notificationDisabled === true,
    units: Array.isArray(units) ? units.map(String) : [],
  };
}

/**
 * What a body says as a message file of its own, for another broadcast of the same messages: whether it is silent, and its
 * unit, belong to the one that it was frozen for.
 */
export function messagesText(bodyTail: string): string {
  const body: Readonly<Record<string, unknown>> = JSON.parse(broadcastBody(bodyTail));
  const { notificationDisabled, customAggregationUnits, ...same } = body;
  return JSON.stringify(same);
}

/** The exact bytes of one batch's request, the same at every attempt: nothing but joined text. */
export function batchBody(via: 'push' | 'multicast', packedRecipients: Uint8Array, bodyTail: string): string {
  const userIds = writeUserIdsJson(packedRecipients);
  // The tail begins with the end of a list, which a push does not have.
  return via === 'push' ? `${HEAD}${userIds}${bodyTail.slice(1)}` : `${HEAD}[${userIds}${bodyTail}`;
}

/** The exact bytes of the one request to all friends. */
export function broadcastBody(bodyTail: string): string {
  return `{${bodyTail.slice(2)}`;
}

/** Whom one narrowcast stage is for. */
export interface NarrowcastTarget {
  /** Null for all friends. */
  readonly audienceId: AudienceId | null;
  /** Narrowcasts of earlier stages, whose people are left out. */
  readonly excludedRequestIds: readonly string[];
  /** People at most; null for no limit. */
  readonly max: number | null;
}

/**
 * The exact bytes of one narrowcast stage: to `max` friends, or people of the audience, or to all, but for whoever got
 * one of the excluded requests.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient
 */
export function narrowcastBody({ max, ...people }: NarrowcastTarget, bodyTail: string): string {
  const recipient = recipientOf(people);
  // In front, so that the frozen bytes of the messages stay as they are.
  const head = {
    ...(recipient === null ? {} : { recipient }),
    ...(max === null ? {} : { limit: { max } }),
  };
  const own = JSON.stringify(head).slice(1, -1);
  return `{${own}${own === '' ? '' : ','}${bodyTail.slice(2)}`;
}

function recipientOf({ audienceId, excludedRequestIds }: Omit<NarrowcastTarget, 'max'>): object | null {
  const audience = audienceId === null ? null : { type: 'audience', audienceGroupId: audienceId };
  if (excludedRequestIds.length === 0) return audience;
  const earlier = excludedRequestIds.map((requestId) => ({ type: 'redelivery', requestId }));
  const others = { type: 'operator', not: { type: 'operator', or: earlier } };
  return audience === null ? others : { type: 'operator', and: [audience, others] };
}
