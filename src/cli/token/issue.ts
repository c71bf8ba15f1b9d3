import type { Command } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { parseDuration } from '../../domain/text/duration.js';
import { shown } from '../../domain/text/shown.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  V21_MAX_LIFETIME_SECONDS,
} from '../../domain/tokens/token.js';
import { isFull, isKnownHereOnly } from '../../domain/tokens/token-inventory.js';
import type { Deps } from '../../ports/deps.js';
import { channelLabel, signingIdentityOf } from '../../usecases/channels/channel.js';
import type { IssuableType, IssueRequest } from '../../usecases/tokens/issuing/issue-token.js';
import { tokenLimitReached } from '../../usecases/tokens/issuing/limit-reached.js';
import { lookAtStock, readLedgerStock } from '../../usecases/tokens/token-inventory.js';
import { timeAtLine } from '../../usecases/tokens/token-request.js';
import { confirmOrStop, type Given, runs, type Session } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { by } from '../input.js';
import { type ChangePlan, changePlanView } from '../output/change-plan.js';
import { show } from '../output/view.js';
import { type ChannelAtLine, openSession } from '../session.js';
import { formatOption, type HandOutFormat, parseLabel } from './hand-out/hand-out.js';
import { issueAndHandOut, warnOfOtherSystems } from './hand-out/issue-and-hand-out.js';
import { askLabel, askLife, TYPE_IS_FOR } from './selection/token-choices.js';
import { ofLimit } from './selection/token-view.js';

/** As it is written on the command line. */
export const LONGEST_LIFE = `${V21_MAX_LIFETIME_SECONDS / (24 * 60 * 60)}d`;

interface IssueOptions {
  readonly type?: IssuableType;
  readonly expiresIn?: number;
  readonly label?: string;
  readonly store?: boolean;
  readonly format: HandOutFormat;
  readonly allowEviction?: boolean;
  readonly revokeOldest?: boolean;
}

export function addIssue(noun: Command, deps: Deps): void {
  const verb = noun
    .command('issue')
    .description(
      'issue a token and print it, alone, on stdout. It is counted first: LINE ends or refuses tokens beyond its limits',
    )
    .option(
      '--type <type>',
      'v2.1, short-lived or stateless (default: v2.1 with an assertion key, else stateless)',
      by(parseIssuableType),
    )
    .option(
      '--expires-in <duration>',
      `life of a v2.1 token, 1s to ${LONGEST_LIFE} (default: ${LONGEST_LIFE})`,
      by(parseLifetimeSeconds),
    )
    .option('--label <text>', 'who uses it, to find it again', by(parseLabel))
    .option('--store', 'keep the token string in the secret store (default, except for stateless)')
    .option('--no-store', 'print it, and keep only its row in the ledger')
    .addOption(formatOption())
    .option('--allow-eviction', 'at the limit of short-lived tokens, let LINE end the oldest')
    .option('--revoke-oldest', 'at the limit of v2.1 tokens, revoke the oldest whose string is stored');
  runs(addChangeOptions(verb), deps, issue);
}

async function issue(session: Session, { options }: Given<IssueOptions>): Promise<void> {
  const atLine = await openSession(session);
  const isAsked = session.terminal.canAsk && !session.globals.yes && hasNoWish(options);
  const wish = isAsked ? await askWish(session, atLine, options) : options;
  const request = requestFrom(wish, wish.type ?? (await defaultType(atLine)));
  if (session.globals.dryRun) return show(session, changePlanView(await issuePlan(atLine, request)));
  await warnOfOtherSystems(session, atLine, request, { ask: !isAsked });
  if (isAsked) await confirmPlan(session, atLine, request);
  await issueAndHandOut(session, atLine, options.format, { schema: 'line-ops/token-issue@1', request });
}

function hasNoWish({ type, expiresIn, label, store, allowEviction, revokeOldest }: IssueOptions): boolean {
  return [type, expiresIn, label, store, allowEviction, revokeOldest].every((option) => option === undefined);
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
  const expiresIn = type === 'v2.1' ? await askLife(session) : null;
  const label = await askLabel(session);
  return {
    ...options,
    type,
    ...(expiresIn === null ? {} : { expiresIn }),
    ...(label === null ? {} : { label }),
  };
}

async function confirmPlan(session: Session, atLine: ChannelAtLine, request: IssueRequest): Promise<void> {
  const { changes } = await issuePlan(atLine, request);
  for (const change of changes) session.terminal.warn(`  ${change}`);
  await confirmOrStop(session, `Issue a ${request.type} token for ${channelLabel(atLine.channel)}?`);
}

/**
 * v2.1 where the channel can sign assertions, else stateless.
 *
 * @throws {LineOpsError} `auth` when the environment gives an assertion key and not its key ID: it was meant to be used.
 */
export async function defaultType({ channel, deps }: ChannelAtLine): Promise<IssuableType> {
  if ((await signingIdentityOf(channel, deps)) !== null) return 'v2.1';
  requireNoKey(deps);
  return 'stateless';
}

function requireNoKey({ env }: Pick<Deps, 'env'>): void {
  const variable = ['LINE_ASSERTION_KEY', 'LINE_ASSERTION_KEY_FILE'].find((name) => env[name]);
  if (variable === undefined) return;
  throw new LineOpsError(
    'auth',
    'ASSERTION_KEY_ID_MISSING',
    `${variable} is set, LINE_ASSERTION_KEY_ID is not, and the key names none as "kid"`,
    {
      hint: `Set LINE_ASSERTION_KEY_ID to the key ID that the console shows beside the public key, or unset ${variable}; --type stateless needs neither.`,
    },
  );
}

/** @throws {LineOpsError} `usage` for an option that the type does not take. */
function requestFrom(
  { expiresIn, label, store, allowEviction, revokeOldest }: IssueOptions,
  type: IssuableType,
): IssueRequest {
  const onlyFor = (option: string, owner: IssuableType) => {
    throw new LineOpsError(
      'usage',
      'OPTION_NOT_FOR_TYPE',
      `${option} is only for ${owner} tokens, and this one is ${type}`,
      { hint: `Leave it out, or add --type ${owner}.` },
    );
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
    store: store ?? type !== 'stateless',
    whenFull: allowEviction ? 'evict' : revokeOldest ? 'revoke-oldest' : 'refuse',
  };
}

/** Where a token of each type is asked for. */
export const ISSUE_PATH: Readonly<Record<IssuableType, string>> = {
  'v2.1': '/oauth2/v2.1/token',
  'short-lived': '/v2/oauth/accessToken',
  stateless: '/oauth2/v3/token',
};

async function issuePlan(atLine: ChannelAtLine, { type, store, whenFull }: IssueRequest): Promise<ChangePlan> {
  const stock = type === 'v2.1' ? await lookAtStock(atLine) : await readLedgerStock(atLine.channel, atLine.deps);
  if (isFull(stock, type) && whenFull === 'refuse') throw tokenLimitReached(type, stock, timeAtLine(atLine));
  const makesRoom = isFull(stock, type) && whenFull !== 'refuse';
  const requests = [
    ...(makesRoom && type === 'v2.1' ? [{ method: 'POST', path: '/oauth2/v2.1/revoke' }] : []),
    { method: 'POST', path: ISSUE_PATH[type] },
  ];
  const changes = [
    `token ledger of ${channelLabel(atLine.channel)}: one more ${type} token, ${ofLimit(stock.active[type], type)} are ${isKnownHereOnly(stock, type) ? 'known here to be alive' : 'alive'} now`,
    ...(makesRoom ? ['token ledger: the oldest token is marked as ended'] : []),
    ...(store ? ['secret store: the token string'] : []),
  ];
  return { requests, changes };
}

/** A commander parser for `--type`. @throws {LineOpsError} `usage` for a type that no program can issue. */
export function parseIssuableType(text: string): IssuableType {
  switch (text) {
    case 'v2.1':
    case 'short-lived':
    case 'stateless':
      return text;
    case 'long-lived':
      throw new LineOpsError(
        'usage',
        'ONLY_CONSOLE_ISSUES',
        'only the LINE Developers Console issues long-lived tokens',
        {
          hint: 'Issue it there, on the Messaging API tab, and take it into the ledger with: line-ops token import --type long-lived',
        },
      );
    default:
      throw new LineOpsError(
        'usage',
        'INVALID_TOKEN_TYPE',
        `"${shown(text)}" is not a type of token that can be issued`,
        { hint: 'Use v2.1, short-lived or stateless.' },
      );
  }
}

/** A commander parser for `--expires-in`. @throws {LineOpsError} `usage` beyond the life that LINE allows. */
export function parseLifetimeSeconds(text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (1 <= seconds && seconds <= V21_MAX_LIFETIME_SECONDS) return seconds;
  throw new LineOpsError('usage', 'INVALID_LIFETIME', `a v2.1 token lives 1s to ${LONGEST_LIFE}, not ${text}`, {
    hint: 'Leave --expires-in out for the longest life that LINE allows.',
  });
}
