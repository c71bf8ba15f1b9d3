import type { EventIds } from './event-row.js';

/**
 * What every ID and every reply token that stands for nobody begins with, behind the letter of its kind. LINE itself used
 * it when it sent events to try a webhook.
 */
export const SAMPLE_MARK = 'deadbeefdeadbeef';

/** Stands for an account whose own ID is not known. */
export const SAMPLE_BOT_ID = `U${SAMPLE_MARK}${'0'.repeat(16)}`;

/** Random bytes that tell one run from the next. */
export const RUN_BYTES = 5;

/** What the IDs of a sample follow from. */
interface SampleOrigin {
  /** `RUN_BYTES` of chance. */
  readonly run: Uint8Array;
  /** Counts the events of a run. */
  readonly serial: number;
  /** Counts the users, from 0. */
  readonly user: number;
  /** Milliseconds. */
  readonly now: number;
  /** The account's own ID, where it is known. */
  readonly botUserId: string | null;
}

/**
 * IDs in LINE's forms for an event that has not happened: users, groups, rooms and reply tokens carry the mark of
 * samples, and belong to nobody. Events of one run never have an ID in common, and sort in the order of their serials.
 */
export function sampleIds({ run, serial, user, now, botUserId }: SampleOrigin): EventIds {
  const own = `${hex(run)}${serial.toString(16).padStart(10, '0')}`;
  const chat = `${SAMPLE_MARK}${(user + 1).toString(16).padStart(16, '0')}`;
  const messageId = messageIdOf(now, serial);
  return {
    timestamp: Math.floor(now),
    webhookEventId: ulid(now, [...run, ...bytesOf(serial)]),
    userId: `U${chat}`,
    otherUserId: `U${SAMPLE_MARK}ffff${(user + 1).toString(16).padStart(12, '0')}`,
    groupId: `C${chat}`,
    roomId: `R${chat}`,
    botUserId: botUserId ?? SAMPLE_BOT_ID,
    replyToken: `${SAMPLE_MARK}${own.slice(-16)}`,
    messageId,
    earlierMessageId: messageIdOf(now - EARLIER_MS, serial),
    quoteToken: `sample-quote-token-${own}`,
    markAsReadToken: `sample-mark-as-read-token-${own}`,
  };
}

const EARLIER_MS = 60_000;
const SERIAL_BYTES = 5;

/** Digits, as LINE writes it. */
export function messageIdOf(now: number, serial: number): string {
  return `${Math.floor(now)}${String(serial % 100_000).padStart(5, '0')}`;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;

/**
 * A ULID: ten characters of time, sixteen of ten more bytes.
 *
 * @see https://github.com/ulid/spec
 */
export function ulid(now: number, bytes: Iterable<number>): string {
  let [time, left] = ['', Math.floor(now)];
  for (let character = 0; character < TIME_CHARACTERS; character++) {
    time = `${CROCKFORD[left % 32]}${time}`;
    left = Math.floor(left / 32);
  }
  let [rest, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0x1fff;
    for (bits += 8; 5 <= bits; bits -= 5) rest += CROCKFORD[(held >> (bits - 5)) & 31];
  }
  return time + rest;
}

function bytesOf(serial: number): readonly number[] {
  return Array.from({ length: SERIAL_BYTES }, (_, index) =>
    Number((BigInt(serial) >> BigInt(8 * (SERIAL_BYTES - 1 - index))) & 255n),
  );
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
