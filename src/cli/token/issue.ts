import { failure } from '../../domain/failure/failure.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  V21_MAX_LIFETIME_SECONDS,
} from '../../domain/tokens/token.js';
import { ISSUE_ENDPOINTS, revokeEndpoint } from '../../domain/tokens/token-endpoints.js';
import { isFull, isKnownHereOnly } from '../../domain/tokens/token-inventory.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import type { IssuableType, IssueRequest } from '../../usecases/tokens/issuing/issue-request.js';
import { tokenLimitReached } from '../../usecases/tokens/issuing/limit-reached.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { peekAtInventory, readLedgerInventory } from '../../usecases/tokens/token-inventory.js';
import { confirmOrStop } from '../asking/confirm.js';
import { type ChangePlan, changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, grouped, type OptionValues, option, verb } from '../verb.js';
import { FORMAT_OPTIONS, parseLabel } from './hand-out/hand-out.js';
import { defaultType, LONGEST_LIFE, parseIssuableType, parseLifetimeSeconds } from './hand-out/issuable.js';
import { issueAndHandOut, warnOfOtherSystems } from './hand-out/issue-and-hand-out.js';
import { askLabel, askLife, TYPE_IS_FOR } from './selection/token-choices.js';
import { ofLimit } from './selection/token-view.js';

const OPTIONS = {
  ...grouped('The token', {
    type: completing(
      option(
        '<type>',
        'v2.1, short-lived or stateless (default: v2.1 with an assertion key, else stateless)',
        parseIssuableType,
      ),
      ['v2.1', 'short-lived', 'stateless'],
    ),
    expiresIn: option(
      '<duration>',
      `life of a v2.1 token, 1s to ${LONGEST_LIFE} (default: ${LONGEST_LIFE})`,
      parseLifetimeSeconds,
    ),
    label: completing(option('<text>', 'who uses it, to find it again', parseLabel), 'label'),
  }),
  ...grouped('Output', {
    store: flag('keep the token string in the secret store (default, except for stateless)'),
    noStore: flag('print it, and keep only its row in the ledger'),
  }),
  ...grouped('Output', FORMAT_OPTIONS),
  ...grouped('At the limit', {
    allowEviction: flag('at the limit of short-lived tokens, let LINE end the oldest'),
    revokeOldest: flag('at the limit of v2.1 tokens, revoke the oldest whose string is stored'),
  }),
};

type IssueOptions = OptionValues<typeof OPTIONS>;

export const tokenIssue = verb({
  path: 'token issue',
  summary:
    'issue a token and print it, alone, on stdout. It is counted first: LINE ends or refuses tokens beyond its limits',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'token issue --label shop-backend', does: 'for one system' },
    { line: 'token issue --type stateless --format env >> .env', does: 'for one job' },
    { line: 'token issue --expires-in 7d --dry-run', does: 'what would be asked of LINE' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/token-issue@1'],
  exits: { limit: 'the type is at its limit of live tokens' },
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: issue,
});

async function issue(session: Session, { options }: { readonly options: IssueOptions }): Promise<void> {
  const atLine = await session.atLine();
  const isAsked = session.terminal.canAsk && !session.globals.yes && hasNoWish(options);
  const wish = isAsked ? await askWish(session, atLine, options) : options;
  const request = requestFrom(wish, wish.type ?? (await defaultType(atLine)));
  if (session.globals.dryRun) return show(session, changePlanView(await issuePlan(atLine, request)));
  await warnOfOtherSystems(session, atLine, request, { ask: !isAsked });
  if (isAsked) await confirmPlan(session, atLine, request);
  await issueAndHandOut(session, atLine, options.format, { schema: 'line-ops/token-issue@1', request });
  sayNext(session, 'token issue', {});
}

function hasNoWish({ type, expiresIn, label, store, noStore, allowEviction, revokeOldest }: IssueOptions): boolean {
  return [type, expiresIn, label, store, noStore, allowEviction, revokeOldest].every((option) => option === undefined);
}

/** What a person wants, asked step by step. */
async function askWish(session: Session, atLine: ChannelAtLine, options: IssueOptions): Promise<IssueOptions> {
  const { terminal } = session;
  const hasKey = (await defaultType(atLine)) === 'v2.1';
  const types: readonly IssuableType[] = hasKey ? ['v2.1', 'short-lived', 'stateless'] : ['stateless', 'short-lived'];
  const type = await terminal.choose(
    'What kind of token?',
    types.map((value) => ({ name: value, value, description: TYPE_IS_FOR[value] })),
  );
  const expiresIn = type === 'v2.1' ? await askLife(session) : undefined;
  const label = (await askLabel(session)) ?? undefined;
  return { ...options, type, expiresIn, label };
}

async function confirmPlan(session: Session, atLine: ChannelAtLine, request: IssueRequest): Promise<void> {
  const { changes } = await issuePlan(atLine, request);
  for (const change of changes) session.terminal.warn(`  ${change}`);
  await confirmOrStop(session, `Issue a ${request.type} token for ${channelLabel(atLine.channel)}?`);
}

/** @throws {LineOpsError} `usage` for an option that the type does not take. */
function requestFrom(
  { expiresIn, label, store, noStore, allowEviction, revokeOldest }: IssueOptions,
  type: IssuableType,
): IssueRequest {
  const onlyFor = (option: string, owner: IssuableType) => {
    throw failure('OPTION_NOT_FOR_TYPE', { which: 'option', option, owner, type });
  };
  if (expiresIn !== undefined && type !== 'v2.1') onlyFor('--expires-in', 'v2.1');
  if (revokeOldest && type !== 'v2.1') onlyFor('--revoke-oldest', 'v2.1');
  if (allowEviction && type !== 'short-lived') onlyFor('--allow-eviction', 'short-lived');
  return {
    type,
    lifetimeSeconds: {
      'v2.1': expiresIn ?? V21_MAX_LIFETIME_SECONDS,
      'short-lived': SHORT_LIVED_LIFETIME_SECONDS,
      stateless: STATELESS_LIFETIME_SECONDS,
    }[type],
    label: label ?? null,
    store: store ?? (noStore !== true && type !== 'stateless'),
    whenFull: allowEviction ? 'evict' : revokeOldest ? 'revoke-oldest' : 'refuse',
  };
}

async function issuePlan(atLine: ChannelAtLine, { type, store, whenFull }: IssueRequest): Promise<ChangePlan> {
  const inventory =
    type === 'v2.1' ? await peekAtInventory(atLine) : await readLedgerInventory(atLine.channel, atLine.deps);
  if (isFull(inventory, type) && whenFull === 'refuse') throw tokenLimitReached(type, inventory, timeAtLine(atLine));
  const makesRoom = isFull(inventory, type) && whenFull !== 'refuse';
  const requests = [...(makesRoom && type === 'v2.1' ? [revokeEndpoint(type)] : []), ISSUE_ENDPOINTS[type]];
  const changes = [
    `token ledger of ${channelLabel(atLine.channel)}: one more ${type} token, ${ofLimit(inventory.active[type], type)} are ${isKnownHereOnly(inventory, type) ? 'known here to be alive' : 'alive'} now`,
    ...(makesRoom ? ['token ledger: the oldest token is marked as ended'] : []),
    ...(store ? ['secret store: the token string'] : []),
  ];
  return { requests, changes };
}
