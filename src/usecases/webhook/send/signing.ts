import { type ChannelSecret, channelSecret } from '../../../domain/line/secret.js';
import type { Deps } from '../../../ports/deps.js';
import type { WebhookRequest } from '../../../ports/webhook/sender.js';
import { signatureOf } from '../signature.js';
import { signingChannel } from '../signing-secret.js';

/** Whether a request is signed as LINE signs it, as somebody who does not know the secret would, or not at all. */
export type SignatureWish = 'valid' | 'wrong' | 'missing';

/** What requests are signed with, and which account they are for, where it is known. */
export interface Signing {
  /** Null for none. */
  readonly secret: ChannelSecret | null;
  readonly botUserId: string | null;
}

/**
 * The secret that a wish needs: of a signature that is wrong or missing, none of the channel's. No access token is asked
 * for.
 *
 * @throws {LineOpsError} `auth` where a valid signature is wished for and no secret is known.
 */
export async function findSigning(wish: SignatureWish, named: string | null, deps: Deps): Promise<Signing> {
  if (wish === 'missing') return { secret: null, botUserId: null };
  if (wish === 'wrong') return { secret: STRANGERS_SECRET, botUserId: null };
  const { secret, channel } = await signingChannel(named, deps);
  return { secret, botUserId: channel?.botUserId ?? null };
}

/** In the form of a channel secret, and nobody's. */
const STRANGERS_SECRET = channelSecret('deadbeefdeadbeefdeadbeefdeadbeef');

/** A webhook request with the headers that LINE's have. @see https://developers.line.biz/en/reference/messaging-api/#request-headers */
export function signedRequest(body: Uint8Array, { secret }: Signing, version: string): WebhookRequest {
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': `LineBotWebhook/2.0 line-ops/${version}`,
      ...(secret === null ? {} : { 'x-line-signature': signatureOf(secret, body) }),
    },
    body,
  };
}
