import { randomBytes } from 'node:crypto';
import type { EventIds } from '../../../domain/webhook/events/event-row.js';
import { messageIdOf, RUN_BYTES, sampleIds } from '../../../domain/webhook/events/sample-ids.js';
import { findEventRow } from '../../../domain/webhook/events/table.js';
import { markAsReadToken } from '../../chat/mark-as-read.js';
import { isJsonObject, type JsonObject } from '../../http/line-request.js';
import { sealed } from '../../sealed-token.js';
import type { EmulatorState } from '../../state/state.js';
import { usualGroup, usualPeople } from './usual-people.js';
import type { Whereabouts } from './whereabouts.js';

/** IDs of this platform, which it knows again: what the event names, and new ones for what it leaves out. */
export function idsFor(
  state: EmulatorState,
  { type = 'message', message }: JsonObject,
  whereabouts: Whereabouts,
): EventIds {
  const { channel, clock } = state;
  const now = clock.now();
  const chance = randomBytes(16);
  const origin = { run: chance.subarray(0, RUN_BYTES), serial: chance.readUInt32BE(RUN_BYTES), user: 0, now };
  const sample = sampleIds({ ...origin, botUserId: channel.botUserId });
  const named = isJsonObject(message) && typeof message['id'] === 'string' ? message['id'] : null;
  const earlierMessageId = whereabouts.earlier?.id ?? sample.earlierMessageId;
  const messageId = named ?? (type === 'messageEdited' ? earlierMessageId : freshMessageId(state, now));
  const groupId = whereabouts.groupId ?? usualGroup(state, type, 'group')?.id ?? sample.groupId;
  const roomId = whereabouts.roomId ?? usualGroup(state, type, 'room')?.id ?? sample.roomId;
  const chat = whereabouts.chat ?? findEventRow(String(type))?.chats[0] ?? 'user';
  const [userId, otherUserId] = usualPeople(state, type, { user: null, group: groupId, room: roomId }[chat]);
  return {
    ...sample,
    userId: whereabouts.userId ?? userId,
    otherUserId,
    groupId,
    roomId,
    replyToken: randomBytes(16).toString('hex'),
    messageId,
    earlierMessageId,
    quoteToken: sealed(channel, 'quote', messageId),
    markAsReadToken: markAsReadToken(channel, messageId),
  };
}

/** An ID that no message has that was received before. */
function freshMessageId({ received }: EmulatorState, now: number): string {
  for (let serial = received.count; ; serial++) {
    const id = messageIdOf(now, serial);
    if (received.find(id) === null) return id;
  }
}
