import { createPublicKey, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { ASSERTION_KEY_ID, ASSERTION_PUBLIC_JWK, type ChannelIdentity, FIRST_CHANNEL } from '../channel.js';
import { isJsonObject } from '../http/line-request.js';

/** What only a private key has. @see https://datatracker.ietf.org/doc/html/rfc7518#section-6.3.2 */
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
/** What a key says of its use must not be another one. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#create-an-assertion-signing-key */
const USE: Readonly<Record<string, unknown>> = { kty: 'RSA', alg: 'RS256', use: 'sig' };
/** LINE takes RSA keys of this size. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/#create-an-assertion-signing-key */
const MODULUS_BITS = 2048;

/** Public halves by the key IDs that were given for them. */
export type SigningKeysData = readonly (readonly [keyId: string, jwk: JsonWebKey])[];

/** The public keys that are registered with a channel: for the first the emulator's own, and what the console was given. */
export class SigningKeys {
  readonly #registered = new Map<string, JsonWebKey>();

  constructor({ id }: ChannelIdentity) {
    if (id === FIRST_CHANNEL.id) this.#registered.set(ASSERTION_KEY_ID, ASSERTION_PUBLIC_JWK);
  }

  find(keyId: unknown): KeyObject | null {
    const jwk = this.#registered.get(String(keyId));
    return jwk === undefined ? null : createPublicKey({ key: jwk, format: 'jwk' });
  }

  /** Registers a public key, as the console does, and answers its key ID; null for what the console does not take. */
  register(jwk: unknown): string | null {
    const publicHalf = readPublicJwk(jwk);
    if (publicHalf === null) return null;
    const keyId = randomUUID();
    this.#registered.set(keyId, publicHalf);
    return keyId;
  }

  toData(): SigningKeysData {
    return [...this.#registered];
  }

  restore(data: SigningKeysData): void {
    for (const [keyId, jwk] of data) this.#registered.set(keyId, jwk);
  }
}

function readPublicJwk(value: unknown): JsonWebKey | null {
  if (!isJsonObject(value) || 'kid' in value || PRIVATE_PARTS.some((part) => part in value)) return null;
  if (Object.entries(USE).some(([name, use]) => value[name] !== undefined && value[name] !== use)) return null;
  const operations = value['key_ops'];
  if (operations !== undefined && !(Array.isArray(operations) && operations.every((use) => use === 'verify')))
    return null;
  try {
    const key = createPublicKey({ key: { ...value }, format: 'jwk' });
    const isTaken = key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === MODULUS_BITS;
    return isTaken ? key.export({ format: 'jwk' }) : null;
  } catch {
    return null;
  }
}
