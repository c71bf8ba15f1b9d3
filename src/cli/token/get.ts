import { failure } from '../../domain/failure/failure.js';
import { parseDuration } from '../../domain/text/duration.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  TOKEN_LIMITS,
  TOKEN_TYPES,
  tokenName,
  V21_MAX_LIFETIME_SECONDS,
} from '../../domain/tokens/token.js';
import { ISSUE_ENDPOINTS } from '../../domain/tokens/token-endpoints.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import type { IssuableType } from '../../usecases/tokens/issuing/issue-request.js';
import { findLiveToken, type LiveToken, type StoredWish, storedTokens } from '../../usecases/tokens/stored-tokens.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { readLedgerInventory } from '../../usecases/tokens/token-inventory.js';
import { textOf } from '../failures/text-of.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { choice, completing, type OptionValues, option, verb } from '../verb.js';
import { DEFAULT_MINIMUM_LIFE_MS, FORMAT_OPTIONS, parseLabel } from './hand-out/hand-out.js';
import { defaultType, parseIssuableType } from './hand-out/issuable.js';
import { issueAndHandOut, warnOfOtherSystems } from './hand-out/issue-and-hand-out.js';
import { handOutOrKeep } from './hand-out/not-taken.js';
import { endOf } from './selection/token-view.js';

const SCHEMA = 'line-ops/token-get@1';
/** Where nothing but a stateless token is issued: it has 15 minutes in all. */
const DEFAULT_MINIMUM_STATELESS_LIFE_MS = 5 * 60 * 1000;
/** A stateless token that was asked for with more than this would be over before it is used. */
const MOST_STATELESS_LIFE_MS = 14 * 60 * 1000;

const OPTIONS = {
  minTtl: option('<duration>', 'life it must still have (default: 1h; 5m for stateless)', parseDuration),
  label: completing(option('<text>', 'only a token of that label; a new one gets it', parseLabel), 'label'),
  type: choice(
    '<type>',
    'only a token of that type; a new one is of it (default: as for "issue"; stateless where the channel comes from the environment)',
    TOKEN_TYPES,
  ),
  ...FORMAT_OPTIONS,
};

type GetOptions = OptionValues<typeof OPTIONS>;

export const tokenGet = verb({
  path: 'token get',
  summary:
    'print a stored token that LINE says is alive, or issue one where none lives long enough: the call for scripts',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'token get --label shop-backend', does: 'of that system; new where it has none' },
    { line: 'token get --min-ttl 12h --format env > line.env', does: 'one that outlives the night' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: [SCHEMA],
  exits: { limit: 'one would have to be issued, and the type is at its limit of live tokens' },
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: get,
});

async function get(session: Session, { options }: { readonly options: GetOptions }): Promise<void> {
  const atLine = await session.atLine();
  const isStateless = options.type === 'stateless' || (options.type === undefined && keepsNothing(atLine));
  if (isStateless) requireStatelessLife(options);
  const wish: StoredWish = {
    minimumLifeMs: options.minTtl ?? (isStateless ? DEFAULT_MINIMUM_STATELESS_LIFE_MS : DEFAULT_MINIMUM_LIFE_MS),
    type: options.type ?? null,
    label: options.label ?? null,
    record: !session.globals.dryRun,
  };
  const stored = await storedTokens(wish, atLine);
  const found = await findLiveToken(stored, wish, atLine);
  if (found !== null) return handOutStored(session, atLine, options, found);
  const seen = stored.map(({ id }) => id);
  return getNew(session, atLine, options, async () =>
    findLiveToken(await storedTokens(wish, atLine, seen), wish, atLine),
  );
}

async function handOutStored(
  session: Session,
  atLine: ChannelAtLine,
  options: GetOptions,
  { record, token, unproven }: LiveToken,
): Promise<void> {
  if (unproven !== null) {
    const { message } = await textOf(unproven);
    session.terminal.warn(
      `LINE could not be asked whether ${tokenName(record)} is still good; the ledger says it is: ${message}`,
    );
  }
  const now = timeAtLine(atLine);
  const { active } = await readLedgerInventory(atLine.channel, atLine.deps, now);
  session.terminal.note(
    `Stored ${record.type} token ${tokenName(record)}: ${endOf(record, await session.terminal.painter('stderr'))}.`,
  );
  await handOutOrKeep(session, atLine, options.format, {
    schema: SCHEMA,
    record,
    token,
    active: active[record.type],
    limit: TOKEN_LIMITS[record.type],
    now,
  });
  sayNext(session, 'token get', {});
}

/**
 * A runner whose channel comes from the environment alone starts with an empty ledger each time: a token that it
 * issued would live on for 30 days, out of reach, and 30 runs would fill every place there is.
 */
function keepsNothing({ channel, deps }: ChannelAtLine): boolean {
  return channel.name === null && !deps.env['LINE_OPS_STATE_URL'];
}

/** @throws {LineOpsError} `usage` for a life that no stateless token has. */
function requireStatelessLife({ minTtl }: GetOptions): void {
  if (minTtl === undefined || minTtl <= MOST_STATELESS_LIFE_MS) return;
  throw failure('LIFE_NOT_POSSIBLE', {
    which: 'stateless',
    livesMs: STATELESS_LIFETIME_SECONDS * 1000,
    minTtl,
    mostMs: MOST_STATELESS_LIFE_MS,
    places: TOKEN_LIMITS['v2.1'],
  });
}

/** Where nobody has issued one since: `storedSince` finds the one of another process, which may be another machine's. */
async function getNew(
  session: Session,
  atLine: ChannelAtLine,
  options: GetOptions,
  storedSince: () => Promise<LiveToken | null>,
): Promise<void> {
  const { minTtl, label, format } = options;
  const type = await typeOfNew(atLine, options);
  const lifetimeSeconds = {
    'v2.1': V21_MAX_LIFETIME_SECONDS,
    'short-lived': SHORT_LIVED_LIFETIME_SECONDS,
    stateless: STATELESS_LIFETIME_SECONDS,
  }[type];
  // Only what was asked for in so many words is refused: without an assertion key, 15 minutes are all there is.
  if (minTtl !== undefined && lifetimeSeconds * 1000 < minTtl) {
    throw failure('LIFE_NOT_POSSIBLE', { which: 'newToken', minTtl, type, lifetimeSeconds });
  }
  if (session.globals.dryRun) {
    const requests = [ISSUE_ENDPOINTS[type]];
    return show(session, changePlanView({ requests, changes: [`token ledger: one more ${type} token`] }));
  }
  const request = {
    type,
    lifetimeSeconds,
    label: label ?? null,
    store: type !== 'stateless',
    whenFull: 'refuse',
  } as const;
  await warnOfOtherSystems(session, atLine, request, { ask: true });
  const found = await issueAndHandOut(session, atLine, format, { schema: SCHEMA, request, storedSince });
  if (found !== null) return handOutStored(session, atLine, options, found);
  sayNext(session, 'token get', {});
}

function typeOfNew(atLine: ChannelAtLine, { type }: GetOptions): IssuableType | Promise<IssuableType> {
  if (type !== undefined) return parseIssuableType(type);
  return keepsNothing(atLine) ? 'stateless' : defaultType(atLine);
}
