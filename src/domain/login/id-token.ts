import type { ExaminationResult } from '../examination/examination.js';
import { formatDuration } from '../text/duration.js';
import { isJsonObject } from '../text/json-object.js';

/** Who issues ID tokens. @see https://developers.line.biz/en/docs/line-login/verify-id-token/ */
const ISSUER = 'https://access.line.me';

const ID_TOKEN_PAGE = 'https://developers.line.biz/en/docs/line-login/verify-id-token/';

/** Claims by their names; nothing about their values is known. */
export type Claims = Readonly<Record<string, unknown>>;

/** What each claim says. @see https://developers.line.biz/en/docs/line-login/verify-id-token/#id-tokens */
const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'who issued it',
  sub: 'user ID of the person, the same in all channels of one provider',
  aud: 'channel ID that it was issued for',
  exp: 'when it ends',
  iat: 'when it was issued',
  auth_time: 'when the person logged in',
  nonce: 'what the authorization request carried, against replays',
  amr: 'how the person logged in',
  name: 'display name',
  picture: 'URL of the profile picture',
  email: 'e-mail address',
};

/** How a person can have logged in. @see https://developers.line.biz/en/docs/line-login/verify-id-token/#id-tokens */
const METHODS: Readonly<Record<string, string>> = {
  pwd: 'e-mail address and password',
  lineautologin: 'automatically, in the LINE app',
  lineqr: 'QR code',
  linesso: 'single sign-on',
  mfa: 'two factors',
};

/** Claims that are times, in seconds since 1970. */
const TIMES = new Set(['exp', 'iat', 'auth_time']);

/** One claim for people and programs. */
export interface ExplainedClaim {
  readonly claim: string;
  readonly value: unknown;
  /** ISO 8601 where it is a time; null else. */
  readonly time: string | null;
  /** Null for a claim that no page of LINE names. */
  readonly meaning: string | null;
}

export function explainClaims(claims: Claims): readonly ExplainedClaim[] {
  return Object.entries(claims).map(([claim, value]) => ({
    claim,
    value,
    time: TIMES.has(claim) && typeof value === 'number' ? timeOf(value) : null,
    meaning: meaningOf(claim, value),
  }));
}

function meaningOf(claim: string, value: unknown): string | null {
  const meaning = MEANINGS[claim] ?? null;
  if (claim !== 'amr' || !Array.isArray(value)) return meaning;
  const methods = value.flatMap((method) => METHODS[String(method)] ?? []);
  return methods.length === 0 ? meaning : `${meaning}: ${methods.join(', ')}`;
}

/** The end of what a date can be, in seconds. */
const END_OF_TIME = 8.64e12;

function timeOf(seconds: number): string | null {
  return Math.abs(seconds) <= END_OF_TIME ? new Date(seconds * 1000).toISOString() : null;
}

/** What an ID token says by itself, whoever made it; null where it cannot be read. */
export function readClaimsOf(token: string): Claims | null {
  const payload = token.split('.')[1] ?? '';
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (unit) =>
      unit.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isJsonObject(claims) ? claims : null;
  } catch {
    return null;
  }
}

/** What an ID token is to be held against. */
interface ExpectedClaims {
  readonly clientId: string;
  readonly nonce: string | null;
  readonly userId: string | null;
}

/** What is looked at. */
type ClaimCheckId = 'issuer' | 'audience' | 'expiry' | 'nonce' | 'user' | 'signature';

/**
 * Each claim held against what is expected, and what LINE said of the whole. LINE says one thing that is wrong, in words
 * alone; which, the claims tell. Where none of them is wrong and LINE refuses, it is the signature or the form.
 *
 * @param claims null where the token cannot be read.
 * @param refusal LINE's words; null where LINE takes the token.
 */
export function claimChecks(
  claims: Claims | null,
  expected: ExpectedClaims,
  { refusal, now }: { readonly refusal: string | null; readonly now: number },
): readonly ExaminationResult[] {
  const own = claims === null ? unread() : ownChecks(claims, expected, { isAccepted: refusal === null, now });
  return [...own, signatureCheck(refusal, own)];
}

function unread(): readonly ExaminationResult[] {
  return (Object.keys(TITLES) as ClaimCheckId[])
    .filter((id) => id !== 'signature')
    .map((id) => check(id, 'skip', 'the token cannot be read'));
}

function ownChecks(
  claims: Claims,
  expected: ExpectedClaims,
  moment: { readonly isAccepted: boolean; readonly now: number },
): readonly ExaminationResult[] {
  return [
    sameCheck('issuer', claims['iss'], ISSUER, 'It was not issued by LINE Login.'),
    sameCheck(
      'audience',
      claims['aud'],
      expected.clientId,
      'It was issued for another channel: give that channel ID, or refuse the token.',
    ),
    expiryCheck(claims['exp'], moment),
    nonceCheck(claims['nonce'], expected.nonce),
    expected.userId === null
      ? check('user', 'skip', 'no user ID was given to compare with')
      : sameCheck('user', claims['sub'], expected.userId, 'It is about somebody else.'),
  ];
}

const TITLES: Readonly<Record<ClaimCheckId, string>> = {
  issuer: 'Issuer (iss)',
  audience: 'Audience (aud)',
  expiry: 'Time left (exp)',
  nonce: 'Nonce',
  user: 'User (sub)',
  signature: "LINE's word, signature included",
};

function check(
  id: ClaimCheckId,
  status: ExaminationResult['status'],
  detail: string,
  hint: string | null = null,
): ExaminationResult {
  return { id, title: TITLES[id], status, detail, hint, docs: ID_TOKEN_PAGE };
}

function sameCheck(id: ClaimCheckId, value: unknown, expected: string, hint: string): ExaminationResult {
  // LINE's example writes the channel ID as text; its SDK has it as a number.
  if (String(value) === expected) return check(id, 'pass', expected);
  return check(id, 'fail', `${value === undefined ? 'missing' : String(value)}; expected ${expected}`, hint);
}

function expiryCheck(
  exp: unknown,
  { isAccepted, now }: { readonly isAccepted: boolean; readonly now: number },
): ExaminationResult {
  if (typeof exp !== 'number') return check('expiry', 'fail', 'missing');
  const leftMs = exp * 1000 - now;
  if (0 < leftMs) return check('expiry', 'pass', `${formatDuration(leftMs)} left`);
  // LINE's clock decides, and ours may be ahead of it.
  if (isAccepted) return check('expiry', 'pass', 'LINE takes it');
  return check('expiry', 'fail', `ended ${formatDuration(-leftMs)} ago`, 'Have the person log in again.');
}

function nonceCheck(nonce: unknown, expected: string | null): ExaminationResult {
  if (expected !== null) return sameCheck('nonce', nonce, expected, 'It belongs to another login: it may be replayed.');
  if (nonce === undefined) return check('nonce', 'skip', 'the token has none, and none was given to compare with');
  return check(
    'nonce',
    'warn',
    'the token has one that was not compared',
    'Give what the authorization request carried.',
  );
}

function signatureCheck(refusal: string | null, own: readonly ExaminationResult[]): ExaminationResult {
  if (refusal === null) return check('signature', 'pass', 'LINE takes it');
  const refused = `LINE refuses it: ${refusal.replace(/\.$/, '')}`;
  const isExplained = own.some(({ status }) => status === 'fail');
  if (isExplained) return check('signature', 'unknown', `${refused}; it names the first thing that is wrong alone`);
  return check(
    'signature',
    'fail',
    refused,
    'No claim is wrong: it was not signed for this channel, or was altered on its way.',
  );
}
