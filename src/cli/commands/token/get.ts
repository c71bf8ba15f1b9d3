import type { Command } from 'commander';
import { formatDuration, parseDuration } from '../../../domain/duration.js';
import { LineOpsError } from '../../../domain/failure.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  STATELESS_LIFETIME_SECONDS,
  TOKEN_LIMITS,
  V21_MAX_LIFETIME_SECONDS,
} from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import { issueToken } from '../../../usecases/tokens/issue.js';
import { readLedgerStock } from '../../../usecases/tokens/stock.js';
import { findLiveToken } from '../../../usecases/tokens/stored.js';
import { changePlanView } from '../../change-plan.js';
import { type Context, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { by } from '../../input.js';
import { show } from '../../output.js';
import { openSession, type Session } from '../../session.js';
import { formatOption, type HandOutFormat, handOut, parseLabel } from './hand-out.js';
import { defaultType, describe, ISSUE_PATH } from './issue.js';
import { endOf, tokenName } from './token-view.js';

const SCHEMA = 'line-ops/token-get@1';
const DEFAULT_MINIMUM_LIFE_MS = 60 * 60 * 1000;

interface GetOptions {
  readonly minTtl?: number;
  readonly label?: string;
  readonly format: HandOutFormat;
}

export function addGet(noun: Command, deps: Deps): void {
  const verb = noun
    .command('get')
    .description(
      'print a stored token that LINE says is alive, or issue one where none lives long enough: the call for scripts',
    )
    .option('--min-ttl <duration>', 'life it must still have (default: 1h)', by(parseDuration))
    .option('--label <text>', 'only a token of that label; a new one gets it', by(parseLabel))
    .addOption(formatOption());
  runs(addChangeOptions(verb), deps, get);
}

async function get(context: Context, { options }: Given<GetOptions>): Promise<void> {
  const session = await openSession(context);
  const label = options.label ?? null;
  const wish = { minimumLifeMs: options.minTtl ?? DEFAULT_MINIMUM_LIFE_MS, label, record: !context.globals.dryRun };
  const found = await findLiveToken(wish, session);
  if (found === null) return getNew(context, session, options);
  const { record, token, unproven } = found;
  if (unproven !== null)
    context.terminal.warn(
      `LINE could not be asked whether ${tokenName(record)} is still good; the ledger says it is: ${unproven.message}`,
    );
  const { active } = await readLedgerStock(session.channel, session.deps);
  context.terminal.note(
    `Stored ${record.type} token ${tokenName(record)}: ${endOf(record, await context.terminal.painter('stderr'))}.`,
  );
  await handOut(context, options.format, {
    schema: SCHEMA,
    record,
    token,
    active: active[record.type],
    limit: TOKEN_LIMITS[record.type],
  });
}

async function getNew(context: Context, session: Session, { minTtl, label, format }: GetOptions): Promise<void> {
  const type = await defaultType(session);
  const lifetimeSeconds = {
    'v2.1': V21_MAX_LIFETIME_SECONDS,
    'short-lived': SHORT_LIVED_LIFETIME_SECONDS,
    stateless: STATELESS_LIFETIME_SECONDS,
  }[type];
  // Only what was asked for in so many words is refused: without an assertion key, 15 minutes are all there is.
  if (minTtl !== undefined && lifetimeSeconds * 1000 < minTtl) {
    throw new LineOpsError(
      'usage',
      'LIFE_NOT_POSSIBLE',
      `no stored token lives ${formatDuration(minTtl)}, and a new ${type} token would live ${formatDuration(lifetimeSeconds * 1000)}`,
      {
        hint:
          type === 'stateless'
            ? 'Ask for at most 15m, register an assertion key with "line-ops key generate", or issue a short-lived token.'
            : 'Ask for at most 30d.',
      },
    );
  }
  if (context.globals.dryRun) {
    const requests = [{ method: 'POST', path: ISSUE_PATH[type] }];
    return show(context, changePlanView({ requests, changes: [`token ledger: one more ${type} token`] }));
  }
  const request = {
    type,
    lifetimeSeconds,
    label: label ?? null,
    store: type !== 'stateless',
    whenFull: 'refuse',
  } as const;
  const report = await issueToken(request, session);
  await describe(context, session, report, request);
  await handOut(context, format, { schema: SCHEMA, ...report });
  if (report.storeProblem !== null) throw report.storeProblem;
}
