import { timingSafeEqual } from 'node:crypto';
import type { UserId } from '../../domain/line/ids.js';
import type { ChannelSecret } from '../../domain/line/secret.js';
import { type Alteration, earlierBodies } from '../../domain/webhook/altered-body.js';
import { hmacOf } from './signature.js';

export interface SignedRequest {
  /** `x-line-signature`, as it came. */
  readonly signature: string;
  /** The raw bytes of the request. */
  readonly body: Uint8Array;
}

export interface SigningSecrets {
  readonly current: ChannelSecret;
  /** While a secret is being changed. */
  readonly previous: ChannelSecret | null;
  /** The channel's own bot, where it is known: LINE names it as `destination`. */
  readonly botUserId: UserId | null;
}

export type SignatureVerdict =
  | { readonly valid: true; readonly secret: 'current' | 'previous' }
  | {
      readonly valid: false;
      readonly cause: Alteration | 'signature-malformed' | 'other-channel' | 'unknown';
      readonly explanation: string;
      readonly hint: string;
    };

/**
 * Checks a webhook signature over the raw bytes, in constant time, and names the likely cause when it is wrong.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function verifySignature(
  { signature, body }: SignedRequest,
  { current, previous, botUserId }: SigningSecrets,
): SignatureVerdict {
  const given = signatureBytes(signature);
  if (given === null) return malformed(signature.trim());
  const secret = signedBy({ signature, body }, { current, previous });
  if (secret !== null) return { valid: true, secret };
  const secrets = previous === null ? [current] : [current, previous];
  const earlier = earlierBodies(body).find(({ bytes }) => secrets.some((secret) => isSignedBy(secret, given, bytes)));
  if (earlier !== undefined) return { valid: false, cause: earlier.alteration, ...ALTERATIONS[earlier.alteration] };
  return otherChannel(body, botUserId) ?? UNKNOWN;
}

/** Which secret signed the raw bytes, compared in constant time; null where neither did. */
export function signedBy(
  { signature, body }: SignedRequest,
  { current, previous }: Pick<SigningSecrets, 'current' | 'previous'>,
): 'current' | 'previous' | null {
  const given = signatureBytes(signature);
  if (given === null) return null;
  if (isSignedBy(current, given, body)) return 'current';
  return previous !== null && isSignedBy(previous, given, body) ? 'previous' : null;
}

const SIGNATURE_BYTES = 32;

/** Null where it is not the Base64 form of that many bytes. */
function signatureBytes(signature: string): Buffer | null {
  const bytes = Buffer.from(signature.trim(), 'base64');
  return bytes.length === SIGNATURE_BYTES && bytes.toString('base64') === signature.trim() ? bytes : null;
}

function isSignedBy(secret: ChannelSecret, signature: Uint8Array, body: Uint8Array): boolean {
  return timingSafeEqual(hmacOf(secret, body), signature);
}

function malformed(signature: string): SignatureVerdict {
  const isHex = /^[0-9a-f]{64}$/i.test(signature);
  return {
    valid: false,
    cause: 'signature-malformed',
    explanation: isHex
      ? 'the signature is written in hexadecimal; LINE writes it in Base64'
      : 'the signature is not the Base64 form of 32 bytes',
    hint: 'Copy the value of the header x-line-signature whole, with the "=" at its end.',
  };
}

function otherChannel(body: Uint8Array, botUserId: UserId | null): SignatureVerdict | null {
  const destination = /"destination"\s*:\s*"(U[0-9a-f]{32})"/.exec(Buffer.from(body).toString('latin1'))?.[1];
  if (destination === undefined || botUserId === null || destination === botUserId) return null;
  return {
    valid: false,
    cause: 'other-channel',
    explanation: `the request is for the bot ${destination}, and this channel's bot is ${botUserId}`,
    hint: 'Choose the channel of that bot with --channel.',
  };
}

const KEEP_RAW = 'Verify the raw bytes of the request before anything parses or rewrites them.';

const ALTERATIONS: Readonly<Record<Alteration, { readonly explanation: string; readonly hint: string }>> = {
  'byte-order-mark': {
    explanation: 'a byte order mark (BOM) was put before the body',
    hint: 'Save and pass on the body as bytes, not as text.',
  },
  'line-end-added': {
    explanation: 'a line break or white space was added at the end of the body',
    hint: 'Save and pass on the body as it is; many editors add a line break.',
  },
  'line-end-lost': { explanation: 'the line break at the end of the body was lost', hint: KEEP_RAW },
  'line-ends-changed': { explanation: 'the line ends of the body were changed (CRLF and LF)', hint: KEEP_RAW },
  reserialised: {
    explanation: 'the body was parsed and written again as JSON, with other white space',
    hint: KEEP_RAW,
  },
  'escapes-changed': {
    explanation: 'the body was parsed and written again as JSON, with other escapes (\\uXXXX, \\/)',
    hint: KEEP_RAW,
  },
  'encoding-changed': {
    explanation: 'the body was read in another encoding than UTF-8 and written again',
    hint: KEEP_RAW,
  },
};

const UNKNOWN: SignatureVerdict = {
  valid: false,
  cause: 'unknown',
  explanation: 'the signature was made with another secret, or over another body',
  hint: 'Check that the channel secret is the current one (a reissue ends the old at once) and that body and signature are of the same request; a forged request must be refused.',
};
