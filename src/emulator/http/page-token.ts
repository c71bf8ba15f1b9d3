import { sealed, unsealed } from '../sealed-token.js';

/** `next` may be used this long. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A `next` that continues at this position. */
export function sealPageToken(position: number, now: number): string {
  return sealed('page', `${position}.${Math.floor(now) + PAGE_TOKEN_LIFETIME_MS}`);
}

/** The position of a `start`; null when it was never handed out or is too old. */
export function openPageToken(token: string, now: number): number | null {
  const [position, endsAt] = unsealed('page', token)?.split('.') ?? [];
  return now < Number(endsAt) ? Number(position) : null;
}
