import { failure } from '../failure/failure.js';

declare const brand: unique symbol;
/** A string that can only be made by its parser, so that two kinds of ID are never swapped. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `U` and 32 lower-case hexadecimal digits. */
export type UserId = Branded<'UserId'>;
/** Digits, but a string: OAuth calls it `client_id`, an assertion `iss` and `sub`. */
export type ChannelId = Branded<'ChannelId'>;
/** The local name an operator gives a channel. */
export type ChannelName = Branded<'ChannelName'>;
/** The UUID of `X-Line-Retry-Key`. */
export type RetryKey = Branded<'RetryKey'>;
/** `kid` of the assertion signing key, as the console answered it. */
export type SigningKeyId = Branded<'SigningKeyId'>;
/** `key_id` of an issued v2.1 token. */
export type TokenKeyId = Branded<'TokenKeyId'>;
/** Short local ID of a token in the ledger; says nothing about the token string. */
export type TokenId = Branded<'TokenId'>;
/** ID of a stored broadcast. */
export type BroadcastId = Branded<'BroadcastId'>;

/** LINE's number of an audience. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
export type AudienceId = number & { readonly [brand]: 'AudienceId' };

/** Whether it can be one: JSON carries whole numbers of no more digits safely. */
export function isAudienceId(value: number): value is AudienceId {
  return Number.isSafeInteger(value) && 0 < value;
}

/** @throws {LineOpsError} `usage` unless the text is LINE's number of an audience. */
export function parseAudienceId(text: string): AudienceId {
  const id = /^[0-9]{1,16}$/.test(text) ? Number(text) : 0;
  if (isAudienceId(id)) return id;
  throw failure('INVALID_AUDIENCE_ID', { text });
}

/** Characters of a user ID: `U` and 32 hexadecimal digits. @see https://developers.line.biz/en/docs/messaging-api/getting-user-ids/ */
export const USER_ID_LENGTH = 33;

const USER_ID = /^U[0-9a-f]{32}$/;

/** Whether the text is a user ID in LINE's form. @see https://developers.line.biz/en/docs/messaging-api/getting-user-ids/ */
export function isUserId(text: string): text is UserId {
  return USER_ID.test(text);
}

/** @throws {LineOpsError} `usage` unless the text is `U` and 32 hexadecimal digits. */
export function parseUserId(text: string): UserId {
  if (isUserId(text)) return text;
  throw failure('INVALID_USER_ID', { text });
}

/** @throws {LineOpsError} `usage` unless the text is digits. */
export function parseChannelId(text: string): ChannelId {
  if (/^[0-9]{1,20}$/.test(text)) return text as ChannelId;
  throw failure('INVALID_CHANNEL_ID', { which: 'word', text });
}

/** @throws {LineOpsError} `usage` unless the text is 1 to 64 of `a-zA-Z0-9._-`, starting with a letter or digit. */
export function parseChannelName(text: string): ChannelName {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(text)) return text as ChannelName;
  throw failure('INVALID_CHANNEL_NAME', { text });
}

/** @throws {LineOpsError} `usage` unless the text is a hexadecimal UUID. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
export function parseRetryKey(text: string): RetryKey {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return text as RetryKey;
  throw failure('INVALID_RETRY_KEY', { text });
}

/** @throws {LineOpsError} `usage` unless the text is 1 to 128 visible ASCII characters. */
export function parseSigningKeyId(text: string): SigningKeyId {
  if (/^[\x21-\x7e]{1,128}$/.test(text)) return text as SigningKeyId;
  throw failure('INVALID_KEY_ID', { which: 'word', text });
}

/** @throws {LineOpsError} `usage` when the text is empty or over 256 characters. */
export function parseTokenKeyId(text: string): TokenKeyId {
  if (/^[\x21-\x7e]{1,256}$/.test(text)) return text as TokenKeyId;
  throw failure('INVALID_TOKEN_KEY_ID', { text });
}

/** @throws {LineOpsError} `usage` unless the text is a token's short ID, `t-` and 8 characters. */
export function parseTokenId(text: string): TokenId {
  if (/^t-[0-9a-z]{8}$/.test(text)) return text as TokenId;
  throw failure('INVALID_TOKEN_ID', { text });
}

/** Whether a word is the ID of a broadcast, where it may be something else: a file of such a name is `./b-…`. */
export function isBroadcastId(text: string): text is BroadcastId {
  return /^b-[0-9]{8}-[0-9a-z]{6}$/.test(text);
}

/** @throws {LineOpsError} `usage` unless the text is a broadcast ID, `b-`, a date and 6 characters. */
export function parseBroadcastId(text: string): BroadcastId {
  if (isBroadcastId(text)) return text;
  throw failure('INVALID_BROADCAST_ID', { text });
}
