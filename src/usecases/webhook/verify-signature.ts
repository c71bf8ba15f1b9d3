import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { UserId } from '../../domain/line/ids.js';
import type { ChannelSecret } from '../../domain/line/secret.js';
import { earlierBodies, likelyAlteration } from '../../domain/webhook/altered/altered-body.js';
import { hmacOf } from './signature.js';
import {
  altered,
  inHexadecimal,
  MALFORMED,
  OTHER_BASE64,
  otherAlgorithm,
  otherChannel,
  otherSecret,
  probablyAltered,
  type SignatureFault,
  UNKNOWN,
} from './signature-faults.js';

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

/** Another configured channel, which a request may be of. */
export interface OtherChannel {
  readonly name: string;
  readonly secret: ChannelSecret | null;
  readonly botUserId: UserId | null;
}

export type SignatureVerdict =
  | { readonly valid: true; readonly secret: 'current' | 'previous' }
  | ({ readonly valid: false } & SignatureFault);

/**
 * Checks a webhook signature over the raw bytes, in constant time, and names the likely cause when it is wrong.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function verifySignature(
  request: SignedRequest,
  secrets: SigningSecrets,
  others: readonly OtherChannel[] = [],
): SignatureVerdict {
  const secret = signedBy(request, secrets);
  return secret === null ? { valid: false, ...faultOf(request, secrets, others) } : { valid: true, secret };
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

function faultOf(
  { signature, body }: SignedRequest,
  { current, previous, botUserId }: SigningSecrets,
  others: readonly OtherChannel[],
): SignatureFault {
  const secrets = previous === null ? [current] : [current, previous];
  const isRight = (bytes: Uint8Array, of = body) => secrets.some((secret) => isSignedBy(secret, bytes, of));
  const given = signatureBytes(signature);
  if (given === null) return formFault(signature.trim(), body, secrets, isRight);
  const signer = others.find(({ secret }) => secret !== null && isSignedBy(secret, given, body));
  if (signer !== undefined) return otherSecret(signer.name);
  if (createHash('sha256').update(body).digest().equals(given)) return otherAlgorithm('SHA-256 without a key');
  for (const { alteration, bytes } of earlierBodies(body)) if (isRight(given, bytes)) return altered(alteration);
  const destination = destinationOf(body);
  if (destination !== null && botUserId !== null && destination !== botUserId) {
    const owner = others.find((other) => other.botUserId === destination);
    return otherChannel(destination, botUserId, owner?.name ?? null);
  }
  const likely = likelyAlteration(body);
  return likely === null ? UNKNOWN : probablyAltered(likely);
}

/** By their lengths. */
const OTHER_ALGORITHMS: readonly (readonly [bytes: number, algorithm: string, name: string])[] = [
  [16, 'md5', 'HMAC-MD5'],
  [20, 'sha1', 'HMAC-SHA1'],
  [48, 'sha384', 'HMAC-SHA384'],
  [64, 'sha512', 'HMAC-SHA512'],
];

/** A signature that is not the Base64 form of 32 bytes. */
function formFault(
  signature: string,
  body: Uint8Array,
  secrets: readonly ChannelSecret[],
  isRight: (bytes: Uint8Array) => boolean,
): SignatureFault {
  if (/^[0-9a-f]{64}$/i.test(signature)) return inHexadecimal(isRight(Buffer.from(signature, 'hex')));
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length === SIGNATURE_BYTES) return isRight(bytes) ? OTHER_BASE64 : MALFORMED;
  for (const given of [bytes, Buffer.from(signature, 'hex')]) {
    const other = OTHER_ALGORITHMS.find(
      ([length, algorithm]) =>
        given.length === length &&
        secrets.some((secret) => createHmac(algorithm, secret.reveal()).update(body).digest().equals(given)),
    );
    if (other !== undefined) return otherAlgorithm(other[2]);
  }
  return MALFORMED;
}

function destinationOf(body: Uint8Array): string | null {
  return /"destination"\s*:\s*"(U[0-9a-f]{32})"/.exec(Buffer.from(body).toString('latin1'))?.[1] ?? null;
}
