import { createHmac } from 'node:crypto';
import type { ChannelIdentity } from './channel.js';

/** A token that carries its own proof, so that nothing has to be remembered of it. One of another kind or channel proves nothing. */
export function sealed({ secret }: ChannelIdentity, kind: string, content: string): string {
  return Buffer.from(`${content}.${proofOf(secret, kind, content)}`).toString('base64url');
}

/** What a token of the kind was made from; null when the platform never handed it out. */
export function unsealed({ secret }: ChannelIdentity, kind: string, token: string): string | null {
  const text = Buffer.from(token, 'base64url').toString('latin1');
  const end = text.lastIndexOf('.');
  const content = text.slice(0, Math.max(0, end));
  return text.slice(end + 1) === proofOf(secret, kind, content) ? content : null;
}

function proofOf(secret: string, kind: string, content: string): string {
  return createHmac('sha256', secret).update(`${kind} ${content}`).digest('base64url').slice(0, 16);
}
