import { createHmac } from 'node:crypto';
import type { ChannelSecret } from '../../domain/line/secret.js';

/**
 * The signature of a webhook body as LINE makes it: HMAC-SHA256 under the channel secret, over the exact bytes.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#signature-validation
 */
export function hmacOf(secret: ChannelSecret, body: Uint8Array | string): Buffer {
  return createHmac('sha256', secret.reveal()).update(body).digest();
}

/** The same as the header `x-line-signature` has it. */
export function signatureOf(secret: ChannelSecret, body: Uint8Array | string): string {
  return hmacOf(secret, body).toString('base64');
}
