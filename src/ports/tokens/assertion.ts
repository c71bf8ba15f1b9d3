import type { ChannelId, SigningKeyId } from '../../domain/line/ids.js';
import type { Assertion, AssertionSigningKey } from '../../domain/line/secret.js';

/** What an assertion says. @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/ */
export interface AssertionClaims {
  readonly channelId: ChannelId;
  readonly signingKeyId: SigningKeyId;
  /** When the assertion itself ends, milliseconds since 1970; at most 30 minutes ahead. */
  readonly expiresAt: number;
  /** Life of the token that is asked for, in seconds. */
  readonly tokenLifetimeSeconds: number;
}

/** A key as somebody gave it. */
export interface ReadKey {
  readonly key: AssertionSigningKey;
  /** The `kid` that stands in it: keys of LINE's own guide have one. */
  readonly keyId: SigningKeyId | null;
}

/** Makes assertion signing keys and signs with them. */
export interface AssertionSigner {
  /** @throws {LineOpsError} `usage` when the key is not a private RSA key of 2048 bits in JWK form, or does not fit together. */
  sign(key: AssertionSigningKey, claims: AssertionClaims): Assertion;
  /**
   * The private key in a text: a JWK, the only private one of a JWK set, or a pair `{"privateKey", "publicKey"}`. `where`
   * names its source for people.
   *
   * @throws {LineOpsError} `usage` as `sign`.
   */
  readKey(text: string, where: string): ReadKey;
  /** The public half of a private key, in the form the console accepts, without `kid`. */
  publicHalf(key: AssertionSigningKey): Readonly<Record<string, string>>;
  /** A new key pair; the public half in the form the console accepts, without `kid`. */
  generate(): Promise<{
    readonly privateKey: AssertionSigningKey;
    readonly publicJwk: Readonly<Record<string, string>>;
  }>;
}
