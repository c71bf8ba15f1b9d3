import type { CredentialFault, Stranger } from '../failure/facts.js';
import { failure, type LineOpsError } from '../failure/failure.js';
import { type ChannelId, parseChannelId, parseSigningKeyId, type SigningKeyId } from './ids.js';
import {
  type ChannelAccessToken,
  type ChannelSecret,
  channelAccessToken,
  channelSecret,
  type IdToken,
  idToken,
} from './secret.js';

// What an operator gives as a credential, wherever it comes from. `where` names the source for people: a variable, an
// option, "stdin", or "what was typed"; the value itself is in no message.

/** Variables of the environment that hold a secret. */
export const SECRET_VARIABLES: readonly string[] = [
  'LINE_CHANNEL_SECRET',
  'LINE_CHANNEL_ACCESS_TOKEN',
  'LINE_ASSERTION_KEY',
  'LINE_OPS_SECRET_KEY',
  'PGPASSWORD',
];

/** The same, and those that may hold one among other things. */
export const VARIABLES_WITH_SECRETS: readonly string[] = [...SECRET_VARIABLES, 'LINE_OPS_STATE_URL'];

/**
 * The text without what copying, files and shells put around a credential: white space and line ends, a byte order mark,
 * one pair of quotes, and `Bearer `.
 */
export function unwrapped(text: string): string {
  const bare = withoutQuotes(text.trim());
  const token = bare.replace(/^Bearer\s+/i, '');
  return token === bare ? bare : bare === text.trim() ? withoutQuotes(token) : token;
}

function withoutQuotes(text: string): string {
  return /^(["']).*\1$/s.test(text) && 1 < text.length ? text.slice(1, -1).trim() : text;
}

/** @throws {LineOpsError} `usage` for what cannot be a channel ID. */
export function readChannelId(text: string, where: string): ChannelId {
  const value = word(text, where, noChannelId);
  if (/^[0-9]{1,20}$/.test(value)) return parseChannelId(value);
  throw noChannelId(where, { type: 'notDigits' });
}

/** LINE documents no alphabet: a word of visible ASCII. @throws {LineOpsError} `usage` for what cannot be a channel secret. */
export function readChannelSecret(text: string, where: string): ChannelSecret {
  return channelSecret(word(text, where, noChannelSecret));
}

/** What a header can carry. @throws {LineOpsError} `usage` for what cannot be a channel access token. */
export function readChannelAccessToken(text: string, where: string): ChannelAccessToken {
  return channelAccessToken(word(text, where, noAccessToken));
}

/** Three parts of base64url. @throws {LineOpsError} `usage` for what cannot be an ID token. */
export function readIdToken(text: string, where: string): IdToken {
  const value = word(text, where, noIdToken);
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(value)) return idToken(value);
  throw noIdToken(where, { type: 'notJws' });
}

/** @throws {LineOpsError} `usage` for what cannot be the key ID of an assertion signing key. */
export function readSigningKeyId(text: string, where: string): SigningKeyId {
  const value = word(text, where, noKeyId);
  if (value.length <= MOST_KEY_ID) return parseSigningKeyId(value);
  throw noKeyId(where, { type: 'tooLong', most: MOST_KEY_ID });
}

/** The console gives UUIDs, and no page gives a length. */
const MOST_KEY_ID = 128;

type Refuse = (where: string, fault: CredentialFault) => LineOpsError;

function word(text: string, where: string, refuse: Refuse): string {
  const value = unwrapped(text);
  if (value === '') throw refuse(where, { type: 'empty' });
  const stranger = strangerIn(value);
  if (stranger !== null) throw refuse(where, { type: 'stranger', stranger });
  return value;
}

const noChannelId: Refuse = (where, fault) => failure('INVALID_CHANNEL_ID', { which: 'credential', where, fault });
const noChannelSecret: Refuse = (where, fault) => failure('INVALID_CHANNEL_SECRET', { where, fault });
const noAccessToken: Refuse = (where, fault) => failure('INVALID_TOKEN_STRING', { where, fault });
const noIdToken: Refuse = (where, fault) => failure('INVALID_ID_TOKEN', { where, fault });
const noKeyId: Refuse = (where, fault) => failure('INVALID_KEY_ID', { which: 'credential', where, fault });

/** The first character that no credential has, with its place; null where there is none. */
export function strangerIn(value: string, allowed: RegExp = CREDENTIAL_CHARACTER): Stranger | null {
  let position = 0;
  for (const character of value) {
    position += 1;
    if (!allowed.test(character)) return { position, character };
  }
  return null;
}

/** Visible ASCII; a quote is left over from a pair. */
const CREDENTIAL_CHARACTER = /^(?!["'])[\x21-\x7e]$/;
