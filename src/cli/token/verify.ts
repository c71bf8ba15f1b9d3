import { failure, failureAs } from '../../domain/failure/failure.js';
import { readChannelAccessToken } from '../../domain/line/credential-text.js';
import { parseTokenId, type TokenId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import { formatDuration } from '../../domain/text/duration.js';
import { secondsLeft, type TokenRecord, tokenName } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { Painter } from '../../ports/terminal.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { storedToken } from '../../usecases/tokens/token-string.js';
import {
  askAboutToken,
  findByString,
  recordVerdict,
  tokenNotValid,
  type Verdict,
} from '../../usecases/tokens/verify-token.js';
import { openLineApi } from '../channel/channel-at-line.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, optionalArgument, verb } from '../verb.js';
import { readTokenString } from './selection/token-strings.js';
import { tokenJson } from './selection/token-view.js';

export const tokenVerify = verb({
  path: 'token verify',
  summary: 'ask LINE whether a token is good, of which channel it is, and how long it lives',
  args: {
    id: completing(
      optionalArgument('short ID of a stored token (default: LINE_CHANNEL_ACCESS_TOKEN)', parseTokenId),
      'token',
    ),
  },
  options: { stdin: flag('read the token string from stdin') },
  examples: [
    { line: 'token verify t-0abc1def', does: 'a stored one' },
    { line: 'token verify --stdin < token.txt', does: 'one from anywhere: of which channel is it?' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/token-verify@1'],
  exits: {
    auth: 'the token is not good, or none is there',
    unavailable: 'LINE cannot be reached',
    limit: 'LINE answers 429 for too long',
    refused: 'LINE refuses the request',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token-v2-1'],
  run: (session, { args: { id }, options: { stdin } }) => verify(session, id ?? null, stdin === true),
});

/** Needs no configured channel: the token string says it all. */
async function verify(session: Session, id: TokenId | null, isOnStdin: boolean): Promise<void> {
  const { deps } = session;
  const { token, record } = await subject(session, id, isOnStdin);
  const api = await openLineApi(record?.channelId ?? null, session);
  const verdict = await askAboutToken(token, record?.type ?? null, api);
  const now = timeAtLine({ api, deps });
  const settled = record === null ? null : await recordVerdict(record, verdict, deps, now);
  await showVerdict(session, verdict, settled, now);
  if (!verdict.valid) throw tokenNotValid();
}

async function subject(
  session: Session,
  id: TokenId | null,
  isOnStdin: boolean,
): Promise<{ token: ChannelAccessToken; record: TokenRecord | null }> {
  const { deps } = session;
  if (id !== null && isOnStdin) throw failure('CONFLICTING_OPTIONS', { which: 'token' });
  if (id !== null) return storedSubject(id, deps);
  const given = deps.env['LINE_CHANNEL_ACCESS_TOKEN'];
  if (!isOnStdin && !given) throw failure('MISSING_ARGUMENT', { which: 'tokenToVerify' });
  const token =
    isOnStdin || !given
      ? await readTokenString(session, { ask: true })
      : readChannelAccessToken(given, 'LINE_CHANNEL_ACCESS_TOKEN');
  deps.redactor.register(token.reveal());
  return { token, record: await findByString(token, deps) };
}

async function storedSubject(
  tokenId: TokenId,
  deps: Deps,
): Promise<{ token: ChannelAccessToken; record: TokenRecord }> {
  const record = await (await deps.tokenLedger()).find(tokenId);
  if (record === null) throw failure('UNKNOWN_TOKEN', { which: 'anywhere', tokenId });
  const token = await storedToken(tokenId, deps);
  if (token !== null) return { token, record };
  throw failureAs('usage', 'TOKEN_NOT_STORED', { which: 'toVerify', name: tokenName(record) });
}

async function showVerdict(session: Session, verdict: Verdict, record: TokenRecord | null, now: number): Promise<void> {
  const left = verdict.expiresInSeconds ?? (verdict.valid && record !== null ? secondsLeft(record, now) : null);
  const channelId = verdict.channelId ?? record?.channelId ?? null;
  await show(session, {
    schema: 'line-ops/token-verify@1',
    json: {
      valid: verdict.valid,
      token: record === null ? null : tokenJson(record, now),
      type: verdict.type,
      channelId,
      expiresInSeconds: left,
      scope: verdict.scope,
    },
    text: (paint) => verdictText(verdict, { record, channelId, left }, paint),
  });
}

function verdictText(
  { valid, type, scope, source }: Verdict,
  { record, channelId, left }: { record: TokenRecord | null; channelId: string | null; left: number | null },
  paint: Painter,
): string {
  const life = type === 'long-lived' ? 'no end' : left === null ? 'LINE does not say' : formatDuration(left * 1000);
  const rows = [
    ['token', record === null ? 'not in the ledger' : tokenName(record)],
    ['valid', valid ? paint.good('yes') : paint.bad('no')],
    ['type', type ?? 'not known'],
    ['channel', channelId ?? 'not known'],
    ...(valid ? [['time left', life]] : []),
    ...(scope === null ? [] : [['scope', scope]]),
  ];
  const caveat =
    source === 'verify'
      ? []
      : [
          '',
          `No documented endpoint verifies a stateless token; the bot info was asked with it, and LINE ${valid ? 'answered' : 'refused'}.`,
        ];
  return [paint.table([], rows), ...caveat].join('\n');
}
