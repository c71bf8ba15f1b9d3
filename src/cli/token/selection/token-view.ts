import { formatDuration } from '../../../domain/text/duration.js';
import {
  secondsLeft,
  TOKEN_LIMITS,
  TOKEN_TYPES,
  type TokenRecord,
  type TokenType,
  tokenName,
  tokenStatus,
} from '../../../domain/tokens/token.js';
import { isKnownHereOnly, type TokenInventory } from '../../../domain/tokens/token-inventory.js';
import type { SecretProtection } from '../../../ports/store.js';
import type { Painter } from '../../../ports/terminal.js';
import { isoTime } from '../../output/view.js';

/** A token as JSON, the same in every command; the token string is never in it. */
export function tokenJson(record: TokenRecord, now: number): Record<string, unknown> {
  const { id, type, channelId, keyId, label, issuedAt, expiresAt, stored } = record;
  const status = tokenStatus(record, now);
  const hasEnded = status !== 'active' && status !== 'unknown';
  return {
    id,
    type,
    channelId,
    keyId,
    label,
    status,
    issuedAt: isoTime(issuedAt),
    expiresAt: isoTime(expiresAt),
    expiresInSeconds: hasEnded ? 0 : secondsLeft(record, now),
    stored,
  };
}

/** How long the token still lives, for people. */
export function timeLeft(record: TokenRecord, now: number): string {
  const seconds = secondsLeft(record, now);
  return seconds === null ? 'no end' : formatDuration(seconds * 1000);
}

const DAY_SECONDS = 24 * 60 * 60;

/** How much the time that is left is to worry about: a day is for hurry, a week for planning. */
export function timeLeftTone(record: TokenRecord, now: number): 'good' | 'warn' | 'bad' {
  const seconds = secondsLeft(record, now);
  if (seconds === null) return 'warn';
  return seconds < DAY_SECONDS ? 'bad' : seconds < 7 * DAY_SECONDS ? 'warn' : 'good';
}

/** When the token ends, for people. */
export function endOf({ expiresAt }: TokenRecord, paint: Painter): string {
  return expiresAt === null ? 'it has no end' : `it ends ${paint.time(expiresAt)}`;
}

/** How long ago the token was issued, for people. */
export function age({ issuedAt }: TokenRecord, now: number): string {
  return issuedAt === null ? 'not known' : formatDuration(now - issuedAt);
}

/** `3 of 30`; the bare number where LINE sets no limit. */
export function ofLimit(active: number, type: TokenType): string {
  const limit = TOKEN_LIMITS[type];
  return limit === null ? String(active) : `${active} of ${limit}`;
}

/** How many are alive, in lines: what LINE says, and what this ledger alone knows. */
export function countLines(inventory: TokenInventory): readonly string[] {
  const line = (head: string, types: readonly TokenType[]) =>
    types.length === 0
      ? []
      : [`${head}${types.map((type) => `${type} ${ofLimit(inventory.active[type], type)}`).join(', ')}`];
  return [
    ...line(
      'Alive: ',
      TOKEN_TYPES.filter((type) => !isKnownHereOnly(inventory, type)),
    ),
    ...line(
      'Known here: ',
      TOKEN_TYPES.filter((type) => isKnownHereOnly(inventory, type)),
    ),
  ];
}

/** `{"v2.1":{"active","limit"},…}` */
export function limitsJson({ active }: TokenInventory): Record<string, unknown> {
  return Object.fromEntries(TOKEN_TYPES.map((type) => [type, { active: active[type], limit: TOKEN_LIMITS[type] }]));
}

/** Where secrets lie, in words that claim nothing more than is true. */
export function storeWords(protection: SecretProtection): string {
  switch (protection.type) {
    case 'keyring':
      return "the secret store: a file encrypted with a key in this computer's keyring";
    case 'key-variable':
      return 'the secret store: a file encrypted with LINE_OPS_SECRET_KEY';
    case 'server':
      return `the secret store of the team, encrypted here with LINE_OPS_SECRET_KEY: ${protection.name}`;
    case 'plain':
      return `the secret store: a plain file that only this user can read, not encrypted (${protection.why})`;
  }
}

/** LINE's advice about tokens without an end. @see https://developers.line.biz/en/docs/basics/channel-access-token/#long-lived-channel-access-token */
export function longLivedWarning(live: readonly TokenRecord[], paint: Painter): readonly string[] {
  return live
    .filter(({ type }) => type === 'long-lived')
    .map((token) =>
      paint.warn(
        `${tokenName(token)} is long-lived, which LINE advises against: a leak has no end. Replace it: line-ops token rotate ${token.id}`,
      ),
    );
}
