import { createHmac } from 'node:crypto';
import { CHANNEL_SECRET } from '../channel.js';

/** `next` may be used this long. @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const PAGE_TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A `next` that continues at this position. It carries its own proof, so that nothing has to be remembered. */
export function sealPageToken(position: number, now: number): string {
  const content = `${position}.${Math.floor(now) + PAGE_TOKEN_LIFETIME_MS}`;
  return Buffer.from(`${content}.${proofOf(content)}`).toString('base64url');
}

/** The position of a `start`; null when it was never handed out or is too old. */
export function openPageToken(token: string, now: number): number | null {
  const [position, endsAt, proof] = Buffer.from(token, 'base64url').toString('latin1').split('.');
  if (proof !== proofOf(`${position}.${endsAt}`)) return null;
  return now < Number(endsAt) ? Number(position) : null;
}

function proofOf(content: string): string {
  return createHmac('sha256', CHANNEL_SECRET).update(content).digest('base64url').slice(0, 16);
}
