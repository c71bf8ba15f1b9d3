import { failure, LineOpsError, within } from '../../domain/failure/failure.js';
import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { parseTokenId, type TokenId } from '../../domain/line/ids.js';
import {
  countsAgainstLimit,
  matchesLabel,
  TOKEN_TYPES,
  type TokenRecord,
  tokenName,
  tokenStatus,
} from '../../domain/tokens/token.js';
import { revokeEndpoint } from '../../domain/tokens/token-endpoints.js';
import { liveTokens, type TokenInventory } from '../../domain/tokens/token-inventory.js';
import { channelLabel, requireChannelId } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import {
  orphanTarget,
  type RevokeTarget,
  requireRevocable,
  targetOf,
  targetOfString,
} from '../../usecases/tokens/ending/revoke-targets.js';
import { type RevokeReport, revokeTokens, worstOf } from '../../usecases/tokens/ending/revoke-token.js';
import { rotatableTokens } from '../../usecases/tokens/stored-tokens.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { readInventory, readLedgerInventory } from '../../usecases/tokens/token-inventory.js';
import { confirmOrStop, requireConfirmable } from '../asking/confirm.js';
import { interruptible } from '../asking/interruptible.js';
import { textOf } from '../failures/text-of.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { anyArguments, completing, flag, type OptionValues, option, verb } from '../verb.js';
import { parseLabel } from './hand-out/hand-out.js';
import { chooseToken } from './selection/token-choices.js';
import { readTokenStrings } from './selection/token-strings.js';
import { timeLeft, tokenJson } from './selection/token-view.js';

const OPTIONS = {
  stdin: flag('read token strings from stdin, one a line'),
  label: completing(
    option('<text>', 'every live token of that label; * stands for any characters', parseLabel),
    'label',
  ),
  all: flag('every live token that can be ended; then says what could not'),
};

type RevokeOptions = OptionValues<typeof OPTIONS>;

export const tokenRevoke = verb({
  path: 'token revoke',
  summary: 'end tokens at LINE, and prove that they have ended',
  args: { id: completing(anyArguments('short IDs of stored tokens', parseTokenId), 'live token') },
  options: OPTIONS,
  examples: [
    { line: 'token revoke t-0abc1def', does: 'one, by its short ID' },
    { line: "token revoke --label 'ci-*' --yes", does: 'all whose label begins so, without a question' },
    { line: 'token revoke --all', does: 'in an incident: what can be ended from here' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/token-revoke@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#revoke-channel-access-token-v2-1'],
  run: (session, { args: { id: ids }, options }) => revoke(session, ids, options),
});

async function revoke(session: Session, given: readonly TokenId[], options: RevokeOptions): Promise<void> {
  const isAsked = session.terminal.canAsk && waysOf(given, options) === 0;
  if (!isAsked) requireOneWay(given, options);
  // Exit 2 promises that no request was made: a consent that cannot come is missed before LINE is asked for its list.
  if (options.all && !session.globals.dryRun) requireConfirmable(session);
  const atLine = await session.atLine();
  const ids = isAsked ? [(await askWhich(session, atLine)).id] : given;
  const targets = await chooseTargets(session, atLine, ids, options);
  const isNamed = options.all !== true && options.label === undefined;
  if (isNamed && (!options.stdin || targets.length === 1)) requireRevocable(targets);
  const work = targets.filter(({ type }) => type === 'known' || type === 'foreign');
  if (session.globals.dryRun) return showRevokePlan(session, targets);
  if (0 < work.length) await confirmOrStop(session, question(work, atLine));
  const stop = interruptible(session);
  const report = await revokeTokens(targets, atLine, stop.signal).finally(stop.release);
  await showReport(session, report, timeAtLine(atLine));
  if (stop.signal.aborted && 0 < report.failed.length) throw stop.signal.reason;
  const problem = worstOf(report);
  if (problem !== null) throw problem;
  sayNext(session, 'token revoke', {});
}

async function askWhich(session: Session, atLine: ChannelAtLine): Promise<TokenRecord> {
  const tokens = await rotatableTokens(atLine);
  if (0 < tokens.length) return chooseToken(session, 'Which token is to end?', tokens);
  throw failure('MISSING_ARGUMENT', { which: 'tokenToRevoke' });
}

function waysOf(ids: readonly TokenId[], { stdin, label, all }: RevokeOptions): number {
  return [0 < ids.length, stdin === true, label !== undefined, all === true].filter(Boolean).length;
}

function requireOneWay(ids: readonly TokenId[], options: RevokeOptions): void {
  const ways = waysOf(ids, options);
  if (ways === 1) return;
  throw ways === 0
    ? failure('MISSING_ARGUMENT', { which: 'revoke' })
    : failure('CONFLICTING_OPTIONS', { which: 'revoke' });
}

async function chooseTargets(
  session: Session,
  atLine: ChannelAtLine,
  ids: readonly TokenId[],
  { stdin, label, all }: RevokeOptions,
): Promise<readonly RevokeTarget[]> {
  const { channel, deps } = atLine;
  if (stdin) return Promise.all((await readTokenStrings(session)).map((token) => targetOfString(token, deps)));
  if (all) return everyTarget(atLine);
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  if (label !== undefined) {
    const labelled = records.filter(
      (record) => matchesLabel(record, label) && (record.stored || countsAgainstLimit(record, deps.clock.now())),
    );
    if (labelled.length === 0) throw failure('UNKNOWN_LABEL', { label });
    return Promise.all(labelled.map((record) => targetOf(record, deps)));
  }
  // Every ID is looked up before the first token ends: a slip of the pen must not leave half of the work done.
  const found = [...new Set(ids)].map((id) => {
    const record = records.find((candidate) => candidate.id === id);
    if (record === undefined)
      throw failure('UNKNOWN_TOKEN', { which: 'ofChannel', id, channel: channelLabel(channel) });
    return record;
  });
  return Promise.all(found.map((record) => targetOf(record, deps)));
}

/**
 * In an incident: the live tokens; those with a string here that have ended by our word alone, such as that of our clock;
 * and what only LINE knows of. A list that cannot be read keeps nothing alive that can be ended without it.
 */
async function everyTarget(atLine: ChannelAtLine): Promise<readonly RevokeTarget[]> {
  const { channel, deps } = atLine;
  const { inventory, problem } = await inventoryOrProblem(atLine);
  const now = timeAtLine(atLine);
  const notProven = inventory.tokens.filter((record) => record.stored && !countsAgainstLimit(record, now));
  const live = TOKEN_TYPES.flatMap((type) => liveTokens(inventory, type, now));
  return [
    ...(await Promise.all([...live, ...notProven].map((record) => targetOf(record, deps)))),
    ...inventory.unknownKeyIds.map(orphanTarget),
    ...(problem === null ? [] : [listNotRead(channelLabel(channel), problem)]),
  ];
}

async function inventoryOrProblem(
  atLine: ChannelAtLine,
): Promise<{ inventory: TokenInventory; problem: LineOpsError | null }> {
  try {
    return { inventory: await readInventory(atLine), problem: null };
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    return { inventory: await readLedgerInventory(atLine.channel, atLine.deps), problem: error };
  }
}

function listNotRead(label: string, problem: LineOpsError): RevokeTarget {
  return { type: 'impossible', id: null, problem: within(problem, 'listNotRead', { label }, { details: null }) };
}

function question(work: readonly RevokeTarget[], { channel }: ChannelAtLine): string {
  const [only, second] = work;
  if (only?.type === 'known' && second === undefined)
    return `Revoke ${only.record.type} token ${tokenName(only.record)} of ${channelLabel(channel)}? Whoever uses it is cut off at once.`;
  return `Revoke ${plural(work.length, 'token')} of ${channelLabel(channel)}? Whoever uses them is cut off at once.`;
}

/** For a string whose type nobody knows here. */
const EITHER_REVOKE = {
  method: 'POST',
  path: `${ENDPOINTS.revokeV21Token.path} or ${ENDPOINTS.revokeToken.path}`,
};

async function showRevokePlan(session: Session, targets: readonly RevokeTarget[]): Promise<void> {
  const known = targets.flatMap((target) => (target.type === 'known' ? [target.record] : []));
  const requests = targets.flatMap((target) => {
    if (target.type === 'known') return [revokeEndpoint(target.record.type)];
    return target.type === 'foreign' ? [EITHER_REVOKE] : [];
  });
  const changes = known.map(
    (record) => `token ledger: ${tokenName(record)} revoked; secret store: its string forgotten`,
  );
  await show(session, changePlanView({ requests, changes }));
}

async function showReport(
  session: Session,
  { revoked, failed: problems, endingByThemselves }: RevokeReport,
  now: number,
): Promise<void> {
  const failed = await Promise.all(
    problems.map(async ({ id, problem }) => ({ id, reason: (await textOf(problem)).message })),
  );
  await show(session, {
    schema: 'line-ops/token-revoke@1',
    json: {
      revoked: revoked.map((record) => tokenJson(record, now)),
      failed,
      endingByThemselves: endingByThemselves.map((record) => tokenJson(record, now)),
    },
    text: (paint) =>
      [
        ...revoked.map(
          (record) => `${paint.good(tokenStatus(record, now))}  ${tokenName(record)}: ${outcome(record, now)}`,
        ),
        ...endingByThemselves.map(
          (record) =>
            `${paint.warn('not revocable')}  ${tokenName(record)}: stateless, ends by itself in ${timeLeft(record, now)}`,
        ),
        ...(failed.length + revoked.length + endingByThemselves.length === 1
          ? []
          : failed.map(({ id, reason }) => `${paint.bad('failed')}  ${failureText(id, reason)}`)),
      ].join('\n'),
  });
}

function failureText(id: string | null, reason: string): string {
  return id === null || reason.includes(id) ? reason : `${id}: ${reason}`;
}

function outcome(record: TokenRecord, now: number): string {
  return tokenStatus(record, now) === 'expired' ? 'its time was over' : (record.endReason ?? 'ended');
}
