/**
 * A value that must never reach a screen, a log or a file by accident: printing, string conversion, JSON and
 * inspection all give the label in its place.
 */
export class Secret<Label extends string = string> {
  readonly #value: string;

  constructor(
    readonly label: Label,
    value: string,
  ) {
    this.#value = value;
  }

  /** The value itself. Called where it leaves for LINE, for the secret store, or for the one command that hands it out. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[${this.label}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The secret that authorises Messaging API calls. */
export type ChannelAccessToken = Secret<'channel access token'>;
/** The channel secret of the Basic settings tab. */
export type ChannelSecret = Secret<'channel secret'>;
/** A signed JWT, sent as `client_assertion`. */
export type Assertion = Secret<'assertion'>;
/** The private half of the assertion signing key: the text of a JWK. */
export type AssertionSigningKey = Secret<'assertion signing key'>;

/** What LINE Login says of a person who has logged in: a signed JWT. */
export type IdToken = Secret<'ID token'>;

export const channelAccessToken = (value: string): ChannelAccessToken => new Secret('channel access token', value);
export const channelSecret = (value: string): ChannelSecret => new Secret('channel secret', value);
export const assertion = (value: string): Assertion => new Secret('assertion', value);
export const idToken = (value: string): IdToken => new Secret('ID token', value);
export const assertionSigningKey = (value: string): AssertionSigningKey => new Secret('assertion signing key', value);

/** The members of a private RSA key that are secrets one by one. @see https://www.rfc-editor.org/rfc/rfc7518#section-6.3.2 */
const PRIVATE_NUMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** Every value of a private key that may appear nowhere: its text, and each of its private numbers. */
export function secretsOf(key: AssertionSigningKey): readonly string[] {
  const jwk: unknown = JSON.parse(key.reveal());
  const numbers = typeof jwk === 'object' && jwk !== null ? Object.entries(jwk) : [];
  return [
    key.reveal(),
    ...numbers.flatMap(([name, value]) => (PRIVATE_NUMBERS.includes(name) && typeof value === 'string' ? [value] : [])),
  ];
}
