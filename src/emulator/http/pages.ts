import type { ChannelIdentity } from '../channel.js';
import { sealed, unsealed } from '../sealed-token.js';
import type { EmulatorState } from '../state/state.js';
import { apiError } from './answer.js';
import type { LineRequest, Read } from './line-request.js';

/** `next` may be used this long. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A page of a list, by positions from 0. */
export interface Page {
  readonly first: number;
  /** Behind its last one. */
  readonly end: number;
  /** How an answer continues: nothing where this page is the last. */
  readonly next: { readonly next?: string };
}

/** The page of a list of `total` entries that `start` and `limit` ask for; where `limits` is one number, `limit` means nothing. */
export function readPage(
  { channel }: EmulatorState,
  { query, at }: LineRequest,
  {
    limits,
    total,
  }: { readonly limits: { readonly usual: number; readonly most: number } | number; readonly total: number },
): Read<Page> {
  const { usual, most } = typeof limits === 'number' ? { usual: limits, most: limits } : limits;
  const limit = typeof limits === 'number' ? limits : Number(query.get('limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || most < limit)
    return { ok: false, answer: apiError(400, "The value for the 'limit' parameter is invalid") };
  const start = query.get('start');
  const first = start === null ? 0 : openPageToken(channel, start, at);
  if (first === null) return { ok: false, answer: apiError(400, 'Invalid start param') };
  const end = Math.min(first + limit, total);
  return { ok: true, value: { first, end, next: end < total ? { next: sealPageToken(channel, end, at) } : {} } };
}

/** A `next` that continues at this position. */
export function sealPageToken(channel: ChannelIdentity, position: number, now: number): string {
  return sealed(channel, 'page', `${position}.${Math.floor(now) + PAGE_TOKEN_LIFETIME_MS}`);
}

/** The position of a `start`; null when it was never handed out or is too old. */
export function openPageToken(channel: ChannelIdentity, token: string, now: number): number | null {
  const [position, endsAt] = unsealed(channel, 'page', token)?.split('.') ?? [];
  return now < Number(endsAt) ? Number(position) : null;
}
