import type { LineOpsError } from '../../src/domain/failure/failure.js';
import { parseTokenKeyId, parseUserId, type TokenKeyId } from '../../src/domain/line/ids.js';
import { type ChannelAccessToken, channelAccessToken } from '../../src/domain/line/secret.js';
import type { TokenType } from '../../src/domain/tokens/token.js';
import type { IssuedToken, LineApi } from '../../src/ports/line-api.js';
import { lineRefused, tokenRefused, unreachable } from './failures.js';
import { CHANNEL_ID } from './world.js';

interface LiveToken {
  readonly type: TokenType;
  readonly value: string;
  readonly keyId: TokenKeyId | null;
  readonly expiresInSeconds: number;
}

/** The tokens of one channel as LINE keeps them, with LINE's limits, in memory. */
export interface TokenPlatform {
  readonly line: Partial<LineApi>;
  /** Alive at LINE, oldest first. */
  readonly live: LiveToken[];
  /** Every token string ever issued. */
  readonly issued: string[];
  /** The next request is answered with this error: before LINE acted on it, or after. */
  failNext(when: 'before' | 'after', error: LineOpsError): void;
  /** The same for the next request for a token; what is asked before that is answered. */
  failNextIssue(when: 'before' | 'after', error: LineOpsError): void;
  /** Issues a token that no ledger knows. */
  issueElsewhere(type: TokenType): LiveToken;
}

/** LINE took the request and its answer was lost. */
export const lostAnswer = () =>
  unreachable(undefined, {
    details: { mayHaveArrived: true },
  });

const MONTH_SECONDS = 30 * 24 * 60 * 60;
const ENDLESS_SECONDS = 3_138_007_490;

export function createTokenPlatform(): TokenPlatform {
  const live: LiveToken[] = [];
  const issued: string[] = [];
  const failures: { when: 'before' | 'after'; error: LineOpsError; issuesOnly: boolean }[] = [];

  const issue = (type: TokenType, expiresInSeconds: number): LiveToken => {
    const number = issued.length;
    const value = `secret-${type}-token-string-${number}`;
    const keyId = type === 'v2.1' ? parseTokenKeyId(`key-id-${number}`) : null;
    issued.push(value);
    const token = { type, value, keyId, expiresInSeconds };
    live.push(token);
    return token;
  };
  const act = async <Result>(work: () => Result, isIssue = false): Promise<Result> => {
    const failure = isIssue || failures[0]?.issuesOnly === false ? (failures.shift() ?? null) : null;
    if (failure?.when === 'before') throw failure.error;
    const result = work();
    if (failure !== null) throw failure.error;
    return result;
  };
  const answer = ({ value, expiresInSeconds, keyId }: LiveToken): IssuedToken => ({
    token: channelAccessToken(value),
    expiresInSeconds,
    keyId,
  });
  const end = (value: string) => {
    const index = live.findIndex((token) => token.value === value);
    if (index !== -1) live.splice(index, 1);
  };
  const verified = (token: ChannelAccessToken, types: readonly TokenType[]) => {
    const found = live.find(({ value, type }) => value === token.reveal() && types.includes(type));
    return found === undefined
      ? null
      : { channelId: CHANNEL_ID, expiresInSeconds: found.expiresInSeconds, scope: 'P CM' };
  };
  return {
    live,
    issued,
    failNext: (when, error) => failures.push({ when, error, issuesOnly: false }),
    failNextIssue: (when, error) => failures.push({ when, error, issuesOnly: true }),
    issueElsewhere: (type) => issue(type, type === 'long-lived' ? ENDLESS_SECONDS : MONTH_SECONDS),
    line: {
      issueV21Token: (assertion) =>
        act(() => {
          if (30 <= live.filter(({ type }) => type === 'v2.1').length) throw lineRefused();
          return answer(issue('v2.1', lifetimeIn(assertion.reveal())));
        }, true),
      issueShortLivedToken: () =>
        act(() => {
          const others = live.filter(({ type }) => type === 'short-lived');
          const [oldest] = others;
          if (30 <= others.length && oldest !== undefined) end(oldest.value);
          return answer(issue('short-lived', MONTH_SECONDS));
        }, true),
      issueStatelessToken: () => act(() => answer(issue('stateless', 900)), true),
      listV21KeyIds: () => act(() => live.flatMap(({ keyId }) => (keyId === null ? [] : [keyId]))),
      verifyV21Token: (token) => act(() => verified(token, ['v2.1'])),
      verifyToken: (token) => act(() => verified(token, ['short-lived', 'long-lived'])),
      revokeV21Token: (_credentials, token) => act(() => end(token.reveal())),
      revokeToken: (token) => act(() => end(token.reveal())),
      botInfo: (token) =>
        act(() => {
          if (live.every(({ value }) => value !== token.reveal())) throw tokenRefused();
          return {
            userId: parseUserId(`U${'b'.repeat(32)}`),
            basicId: '@shop',
            premiumId: null,
            displayName: 'Shop bot',
            chatMode: 'bot',
            markAsReadMode: 'auto',
          };
        }),
    },
  };
}

/** `token_exp` of an assertion. */
function lifetimeIn(assertion: string): number {
  const payload: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return Number(Reflect.get(Object(payload), 'token_exp'));
}
