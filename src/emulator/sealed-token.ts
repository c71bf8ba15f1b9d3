import { createHmac } from 'node:crypto';
import type { ChannelIdentity } from './channel.js';

/** A token that carries its own proof, so that nothing has to be remembered of it. One of another kind or channel proves nothing. */
export function sealed(channel: ChannelIdentity, kind: string, content: string): string {
  return Buffer.from(`${content}.${proofOf(channel, kind, content)}`).toString('base64url');
}

/** What a token of the kind was made from; null when the platform never handed it out. */
export function unsealed(channel: ChannelIdentity, kind: string, token: string): string | null {
  const text = Buffer.from(token, 'base64url').toString('latin1');
  const end = text.lastIndexOf('.');
  const content = text.slice(0, Math.max(0, end));
  return text.slice(end + 1) === proofOf(channel, kind, content) ? content : null;
}

function proofOf({ id, secret }: ChannelIdentity, kind: string, content: string): string {
  return createHmac('sha256', secret).update(`${id} ${kind} ${content}`).digest('base64url').slice(0, 16);
}
