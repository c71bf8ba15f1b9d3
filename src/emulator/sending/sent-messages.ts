import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../http/line-request.js';

/** One entry of `sentMessages`. @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export interface SentMessage {
  readonly id: string;
  readonly quoteToken?: string;
}

/** Types whose sent messages can be quoted. @see https://developers.line.biz/en/docs/messaging-api/sending-messages/ */
const QUOTABLE_TYPES: ReadonlySet<unknown> = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template']);
const MAX_MESSAGES = 5;

/**
 * Which of a request's one to five messages can be quoted, in one byte: a bit for each, and above the last a bit that says
 * where the messages end. Never 0 for a request that has messages.
 */
export function sentBits(body: JsonObject): number {
  const messages: readonly unknown[] = Array.isArray(body['messages']) ? body['messages'].slice(0, MAX_MESSAGES) : [];
  return messages.reduce<number>(
    (bits, message, position) =>
      isJsonObject(message) && QUOTABLE_TYPES.has(message['type']) ? bits | (1 << position) : bits,
    1 << messages.length,
  );
}

/** The `sentMessages` of a request. They follow from its ID, so that a 409 repeats them without their being kept. */
export function sentMessagesOf(requestId: string, bits: number): readonly SentMessage[] {
  const count = 31 - Math.clz32(bits);
  return Array.from({ length: count }, (_, position) => {
    const digest = createHash('sha512').update(`${requestId} ${position}`).digest();
    // Eighteen digits, as LINE's message IDs have.
    const id = String(100_000_000_000_000_000n + (digest.readBigUInt64BE() % 900_000_000_000_000_000n));
    return (bits & (1 << position)) === 0 ? { id } : { id, quoteToken: digest.toString('base64url', 8, 56) };
  });
}
