import { type Command, Option } from 'commander';
import type { BroadcastWay, ErrorBudget, Gate } from '../../../domain/broadcast/broadcast.js';
import { parseBudget, parseGate } from '../../../domain/broadcast/planning/conditions.js';
import { parseHoldOutShare } from '../../../domain/broadcast/planning/hold-out.js';
import {
  MAX_BATCH_SIZE,
  parseStages,
  type StagePlanSpec,
  stageSizeSpec,
} from '../../../domain/broadcast/planning/stages.js';
import { multicastLimitPerSecond } from '../../../domain/broadcast/sending/pace.js';
import { DEFAULT_KEEP_TRYING_MS } from '../../../domain/broadcast/sending/patience.js';
import { parseRate } from '../../../domain/broadcast/sending/rate.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import { formatDuration, parseDuration } from '../../../domain/text/duration.js';
import { parseInstant } from '../../../domain/text/instant.js';
import type { BroadcastWish } from '../../../usecases/broadcast/planning/plan-broadcast.js';
import { by, wholeNumber } from '../../input.js';
import { addListOptions, boundsFrom, excludedFrom, type ListOptions, recipientsFrom } from './list-options.js';

/** What `plan`, `create` and `send` were given. */
export interface PlanOptions extends ListOptions {
  readonly messages: string;
  readonly via?: BroadcastWay;
  readonly holdOut?: number;
  readonly holdOutSeed: string;
  readonly stages?: StagePlanSpec;
  readonly stageSize?: number;
  readonly interval: number;
  readonly rate?: number;
  readonly recipientsPerMinute?: number;
  readonly batchSize?: number;
  readonly unit?: string;
  readonly silent?: true;
  readonly allowPartialQuota?: true;
  readonly at?: number;
  readonly avoidPeak?: true;
  readonly gate?: Gate;
  readonly maxRefused?: ErrorBudget;
  readonly keepTrying?: number;
  readonly name?: string;
  readonly again?: true;
}

const WAYS: readonly BroadcastWay[] = ['multicast', 'narrowcast', 'broadcast'];

const MOST = Number.MAX_SAFE_INTEGER;

export function addPlanOptions(command: Command): Command {
  return addKeepTryingOption(
    addListOptions(
      command
        .requiredOption('--messages <file>', 'message object, array of 1 to 5, or request body; "-" for stdin')
        .requiredOption(
          '--to <source>',
          'recipients: a .txt, .csv, .tsv, .json or .jsonl file (also .gz), "-" for stdin, "followers", or "friends" (all, without user IDs)',
        )
        .addOption(
          new Option(
            '--via <way>',
            'multicast for user IDs; for friends narrowcast, which has stages, or broadcast, which is one request',
          ).choices(WAYS),
        )
        .option(
          '--friends <n>',
          'how many friends there are, where LINE does not say',
          wholeNumber('--friends', { min: 1, max: MOST }),
        ),
    ),
  )
    .option(
      '--hold-out <share>',
      'never send to this share of the recipients, such as 5%, to compare',
      by(parseHoldOutShare),
    )
    .option('--hold-out-seed <text>', 'another text holds out other people', 'line-ops')
    .option('--stages <sizes>', 'share or number of recipients per stage, such as 1%,10%,rest', by(parseStages))
    .addOption(
      new Option('--stage-size <n>', 'recipients per stage')
        .argParser(wholeNumber('--stage-size', { min: 1, max: MOST }))
        .conflicts('stages'),
    )
    .option('--interval <duration>', 'pause between two stages, such as 10m', by(parseInterval), 0)
    .option(
      '--rate <rate>',
      `requests, such as 50/s; LINE's limit of ${multicastLimitPerSecond()}/s is never passed`,
      by(parseRate),
    )
    .option(
      '--recipients-per-minute <n>',
      'recipients per minute at most',
      wholeNumber('--recipients-per-minute', { min: 1, max: MOST }),
    )
    .option(
      '--batch-size <n>',
      `recipients per request; ${MAX_BATCH_SIZE} where it is left out`,
      wholeNumber('--batch-size', { min: 1, max: MAX_BATCH_SIZE }),
    )
    .option('--unit <name>', 'custom aggregation unit, for statistics', by(parseUnit))
    .option('--silent', 'no push notification on the recipients’ devices')
    .option('--allow-partial-quota', "go as far as this month's quota reaches")
    .option('--at <time>', 'do not begin before this time, such as 2026-11-22T10:00+09:00', by(parseInstant))
    .option('--avoid-peak', 'send nothing in the peak hours that LINE names (12-13 and 17-24 h in Japan)')
    .option('--gate <who>', 'who agrees to each next stage: confirm, webhook, or cmd:<command>', by(parseGate))
    .option(
      '--max-refused <budget>',
      'stop a stage when LINE refuses more than this, such as 1% or 50',
      by(parseBudget),
    )
    .option('--again', 'send it although the same message went to the same people within 24 hours')
    .option('--name <name>', 'a name of your own, shown in lists');
}

/** After a day LINE has forgotten the retry keys of what is in doubt. */
const LONGEST_KEEP_TRYING_DAYS = 1;

/** Milliseconds, in `keepTrying`; left out for what is stored, or the default. */
export function addKeepTryingOption(command: Command): Command {
  return command.option(
    '--keep-trying <duration>',
    `how long LINE may stay away, refuse by rate or give no token before the run ends (default: ${formatDuration(DEFAULT_KEEP_TRYING_MS)})`,
    by((text) => parseDuration(text, LONGEST_KEEP_TRYING_DAYS)),
  );
}

/** A longer pause is another broadcast. */
const LONGEST_INTERVAL_DAYS = 30;

const parseInterval = (text: string) => parseDuration(text, LONGEST_INTERVAL_DAYS);

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-request-body */
function parseUnit(text: string): string {
  if (/^[a-zA-Z0-9_]{1,30}$/.test(text)) return text;
  throw new LineOpsError('usage', 'INVALID_UNIT', `"${text}" is not an aggregation unit name`, {
    hint: 'Use 1 to 30 letters, digits or "_".',
  });
}

export function wishFrom(options: PlanOptions): BroadcastWish {
  const fromStdin = [options.messages, options.to, ...(options.exclude ?? [])].filter((path) => path === '-');
  if (1 < fromStdin.length) {
    throw new LineOpsError('usage', 'STDIN_TWICE', 'only one of messages and lists of recipients can come from stdin', {
      hint: 'Name files for the others.',
    });
  }
  const via = wayFrom(options);
  return {
    messagesPath: options.messages,
    via,
    recipients: recipientsFrom(options),
    exclude: excludedFrom(options),
    ...boundsFrom(options),
    refusesMalformed: true,
    holdOut: options.holdOut === undefined ? null : { share: options.holdOut, seed: options.holdOutSeed },
    stages:
      options.stages ?? (options.stageSize === undefined ? parseStages('rest') : stageSizeSpec(options.stageSize)),
    intervalMs: options.interval,
    requestsPerSecond: options.rate ?? null,
    recipientsPerMinute: options.recipientsPerMinute ?? null,
    batchSize: options.batchSize ?? MAX_BATCH_SIZE,
    unit: options.unit ?? null,
    silent: options.silent === true,
    allowPartialQuota: options.allowPartialQuota === true,
    startAt: options.at ?? null,
    avoidPeak: options.avoidPeak === true,
    gate: options.gate ?? null,
    maxRefused: options.maxRefused ?? null,
    keepTryingMs: options.keepTrying ?? DEFAULT_KEEP_TRYING_MS,
    again: options.again === true,
  };
}

/** Options that say something of user IDs or batches of them, and what they are called. */
const FOR_USER_IDS: readonly (readonly [name: keyof PlanOptions, option: string])[] = [
  ['column', '--column'],
  ['delimiter', '--delimiter'],
  ['encoding', '--encoding'],
  ['exclude', '--exclude'],
  ['maxMalformed', '--max-malformed'],
  ['rejects', '--rejects'],
  ['holdOut', '--hold-out'],
  ['batchSize', '--batch-size'],
  ['rate', '--rate'],
  ['recipientsPerMinute', '--recipients-per-minute'],
  ['unit', '--unit'],
];

/** Options that say how a text is read. */
const FOR_TEXTS: readonly (readonly [name: keyof PlanOptions, option: string])[] = FOR_USER_IDS.filter(([name]) =>
  ['column', 'delimiter', 'encoding'].includes(name),
);

/** @throws {LineOpsError} `usage` when the options contradict each other. */
function wayFrom(options: PlanOptions): BroadcastWay {
  const { to, via, friends, stages, stageSize } = options;
  const isWithoutText = to === 'followers' && options.exclude === undefined;
  for (const [name, option] of isWithoutText ? FOR_TEXTS : []) {
    if (options[name] !== undefined)
      throw contradiction(option, 'has no meaning for --to followers', 'Remove it: LINE gives the user IDs.');
  }
  if (to !== 'friends') {
    if (friends !== undefined)
      throw contradiction('--friends', 'goes with --to friends only', 'Remove it: the list says how many there are.');
    if (via === undefined || via === 'multicast') return 'multicast';
    throw contradiction(
      `--via ${via}`,
      'reaches friends without user IDs',
      'Use it with --to friends, or leave it out.',
    );
  }
  if (via === 'multicast') {
    const hint = 'Use --to followers (verified or premium accounts), or --via narrowcast.';
    throw contradiction('--via multicast', 'needs user IDs, and --to friends has none', hint);
  }
  for (const [name, option] of FOR_USER_IDS) {
    if (options[name] === undefined) continue;
    throw contradiction(
      option,
      'has no meaning for --to friends',
      'Remove it, or use --to followers or a file of user IDs.',
    );
  }
  const isStaged = stageSize !== undefined || (stages?.type === 'entries' && 1 < stages.entries.length);
  if (via === 'broadcast' && isStaged)
    throw contradiction(
      '--via broadcast',
      'is one request and has no stages',
      'Use --via narrowcast for stages of friends.',
    );
  return via ?? (isStaged ? 'narrowcast' : 'broadcast');
}

function contradiction(option: string, why: string, hint: string): LineOpsError {
  return new LineOpsError('usage', 'CONTRADICTING_OPTIONS', `${option} ${why}`, { hint });
}
