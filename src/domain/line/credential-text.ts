import { LineOpsError } from '../failure/failure.js';
import { type ChannelId, parseChannelId, parseSigningKeyId, type SigningKeyId } from './ids.js';
import { type ChannelAccessToken, type ChannelSecret, channelAccessToken, channelSecret } from './secret.js';

// What an operator gives as a credential, wherever it comes from. `where` names the source for people: a variable, an
// option, "stdin", or "what was typed"; the value itself is in no message.

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
  const value = word(text, where, CHANNEL_ID);
  if (/^[0-9]{1,20}$/.test(value)) return parseChannelId(value);
  throw notOne(where, CHANNEL_ID, 'it has other characters than digits, or too many');
}

/** LINE documents no alphabet: a word of visible ASCII. @throws {LineOpsError} `usage` for what cannot be a channel secret. */
export function readChannelSecret(text: string, where: string): ChannelSecret {
  return channelSecret(word(text, where, CHANNEL_SECRET));
}

/** What a header can carry. @throws {LineOpsError} `usage` for what cannot be a channel access token. */
export function readChannelAccessToken(text: string, where: string): ChannelAccessToken {
  return channelAccessToken(word(text, where, ACCESS_TOKEN));
}

/** @throws {LineOpsError} `usage` for what cannot be the key ID of an assertion signing key. */
export function readSigningKeyId(text: string, where: string): SigningKeyId {
  const value = word(text, where, KEY_ID);
  if (value.length <= MOST_KEY_ID) return parseSigningKeyId(value);
  throw notOne(where, KEY_ID, `it is longer than ${MOST_KEY_ID} characters`);
}

/** The console gives UUIDs, and no page gives a length. */
const MOST_KEY_ID = 128;

interface Kind {
  readonly name: string;
  readonly code: string;
  readonly hint: string;
}

const CHANNEL_ID: Kind = {
  name: 'a channel ID',
  code: 'INVALID_CHANNEL_ID',
  hint: 'The channel ID is the number on the Basic settings tab of the LINE Developers Console.',
};
const CHANNEL_SECRET: Kind = {
  name: 'a channel secret',
  code: 'INVALID_CHANNEL_SECRET',
  hint: 'Copy it again from the Basic settings tab: one word of 32 characters.',
};
const ACCESS_TOKEN: Kind = {
  name: 'a channel access token',
  code: 'INVALID_TOKEN_STRING',
  hint: 'A token is one word of letters, digits and a few signs: copy it again, on one line.',
};
const KEY_ID: Kind = {
  name: 'a key ID',
  code: 'INVALID_KEY_ID',
  hint: 'Copy the key ID (kid) that the console showed when the public key was registered.',
};

function word(text: string, where: string, kind: Kind): string {
  const value = unwrapped(text);
  if (value === '') throw notOne(where, kind, 'it is empty');
  const stranger = strangerIn(value);
  if (stranger !== null) throw notOne(where, kind, stranger);
  return value;
}

function notOne(where: string, { name, code, hint }: Kind, why: string): LineOpsError {
  return new LineOpsError('usage', code, `${where} does not hold ${name}: ${why}`, { hint });
}

/** The first character that no credential has, in words and with its place; null where there is none. */
export function strangerIn(value: string, allowed: RegExp = CREDENTIAL_CHARACTER): string | null {
  let position = 0;
  for (const character of value) {
    position += 1;
    if (!allowed.test(character)) return `character ${position} is ${nameOf(character)}`;
  }
  return null;
}

/** Visible ASCII; a quote is left over from a pair. */
const CREDENTIAL_CHARACTER = /^(?!["'])[\x21-\x7e]$/;

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'a space',
  '\t': 'a tab',
  '\n': 'a line break',
  '\r': 'a carriage return',
  '"': 'a quote',
  "'": 'a quote',
  '\u00a0': 'a no-break space',
  '\u3000': 'a full-width space',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2060': 'a zero-width word joiner',
  '\ufeff': 'a byte order mark, which has no width',
};

function nameOf(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES[character];
  if (name !== undefined) return codePoint < 0x80 ? name : `${name} (${number})`;
  if (0xff01 <= codePoint && codePoint <= 0xff5e) return `a full-width character (${number})`;
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return `an invisible character (${number})`;
  return /\p{Cc}/u.test(character) ? `a control character (${number})` : `not one that it can have (${number})`;
}
