import type { ChannelId, SigningKeyId } from '../domain/ids.js';
import type { Assertion, AssertionSigningKey } from '../domain/secret.js';

/** What an assertion says. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
export interface AssertionClaims {
  readonly channelId: ChannelId;
  readonly signingKeyId: SigningKeyId;
  /** When the assertion itself ends, milliseconds since 1970; at most 30 minutes ahead. */
  readonly expiresAt: number;
  /** Life of the token that is asked for, in seconds. */
  readonly tokenLifetimeSeconds: number;
}

/** Makes assertion signing keys and signs with them. */
export interface AssertionSigner {
  /** @throws {LineOpsError} `usage` when the key is not a private RSA key of 2048 bits in JWK form, or does not fit together. */
  sign(key: AssertionSigningKey, claims: AssertionClaims): Assertion;
  /** Checks the text of a JWK and answers it as a key. @throws {LineOpsError} `usage` as `sign`. */
  readKey(text: string): AssertionSigningKey;
  /** A new key pair; the public half in the form the console accepts, without `kid`. */
  generate(): Promise<{
    readonly privateKey: AssertionSigningKey;
    readonly publicJwk: Readonly<Record<string, string>>;
  }>;
}
