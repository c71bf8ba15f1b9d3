import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { ReceivedMessage } from '../content/received-book.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { sentBits, sentMessagesOf } from '../sending/sent-messages.js';
import type { EmulatorState } from '../state/state.js';
import type { SentRequest } from './sent-request.js';

/** A message as it stands in a chat. */
export interface ChatMessage {
  readonly id: string;
  readonly from: 'bot' | 'user';
  /** Who of the chat wrote it; null for the bot. */
  readonly userId: string | null;
  /** ISO 8601, emulator time. */
  readonly at: string;
  /** How the bot sent it, and its request; null for a message of a user. */
  readonly method: SendMethod | null;
  readonly requestId: string | null;
  /** The message object: what the bot sent, or what its webhook was told. */
  readonly message: JsonObject;
}

/** What the chat with a user, a group or a room shows, oldest first; nothing where there is no such chat. */
export function chatOf(state: EmulatorState, chatId: string, now: number): readonly ChatMessage[] {
  const sent = state.sent.requestsTo(chatId, now).flatMap(messagesOf);
  const received = state.received.inChat(chatId).filter(({ isUnsent }) => !isUnsent);
  return [...received.map(asReceived), ...sent].toSorted(byTime);
}

function asReceived({ id, senderId, at, message }: ReceivedMessage): ChatMessage {
  return { id, from: 'user', userId: senderId, at: new Date(at).toISOString(), method: null, requestId: null, message };
}

function messagesOf({ requestId, method, sentAt, to, messages }: SentRequest): readonly ChatMessage[] {
  const at = new Date(to.type === 'set' ? to.reachedAt : sentAt).toISOString();
  const sent = sentMessagesOf(requestId, sentBits({ messages }));
  return messages.filter(isJsonObject).map((message, position) => ({
    id: sent[position]?.id ?? '',
    from: 'bot',
    userId: null,
    at,
    method,
    requestId,
    message,
  }));
}

function byTime(one: ChatMessage, other: ChatMessage): number {
  return one.at < other.at ? -1 : Number(other.at < one.at);
}
