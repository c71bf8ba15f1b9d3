import { type Command, Option } from 'commander';
import type { ErrorBudget, Gate } from '../../../domain/broadcast/broadcast.js';
import { parseBudget, parseGate, parseTime } from '../../../domain/broadcast/conditions.js';
import { multicastLimitPerSecond } from '../../../domain/broadcast/pace.js';
import { parseRate } from '../../../domain/broadcast/rate.js';
import { MAX_BATCH_SIZE, parseStages, type StagePlanSpec, stageSizeSpec } from '../../../domain/broadcast/stages.js';
import { parseDuration } from '../../../domain/duration.js';
import { LineOpsError } from '../../../domain/failure.js';
import type { RecipientSource } from '../../../ports/recipients.js';
import type { BroadcastWish, RecipientsWish } from '../../../usecases/broadcast/plan.js';
import { by, wholeNumber } from '../../input.js';

/** What `plan`, `create` and `send` were given. */
export interface PlanOptions {
  readonly messages: string;
  readonly to: string;
  readonly column?: string;
  readonly stages?: StagePlanSpec;
  readonly stageSize?: number;
  readonly interval: number;
  readonly rate?: number;
  readonly recipientsPerMinute?: number;
  readonly batchSize: number;
  readonly maxRecipients?: number;
  readonly unit?: string;
  readonly silent?: true;
  readonly allowPartialQuota?: true;
  readonly at?: number;
  readonly avoidPeak?: true;
  readonly gate?: Gate;
  readonly maxRefused?: ErrorBudget;
  readonly name?: string;
}

const MOST = Number.MAX_SAFE_INTEGER;

export function addPlanOptions(command: Command): Command {
  return command
    .requiredOption('--messages <file>', 'message object, array of 1 to 5, or request body; "-" for stdin')
    .requiredOption(
      '--to <source>',
      'recipients: a .txt, .csv or .jsonl file (also .gz), "-" for stdin, or "followers"',
    )
    .option('--column <name>', 'column of the user IDs in a .csv, by header name or number')
    .option('--stages <sizes>', 'share or number of recipients per stage, such as 1%,10%,rest', by(parseStages))
    .addOption(
      new Option('--stage-size <n>', 'recipients per stage')
        .argParser(wholeNumber('--stage-size', { min: 1, max: MOST }))
        .conflicts('stages'),
    )
    .option('--interval <duration>', 'pause between two stages, such as 10m', by(parseDuration), 0)
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
      'recipients per request',
      wholeNumber('--batch-size', { min: 1, max: MAX_BATCH_SIZE }),
      MAX_BATCH_SIZE,
    )
    .option(
      '--max-recipients <n>',
      'refuse a list with more recipients than this',
      wholeNumber('--max-recipients', { min: 1, max: MOST }),
    )
    .option('--unit <name>', 'custom aggregation unit, for statistics', by(parseUnit))
    .option('--silent', 'no push notification on the recipients’ devices')
    .option('--allow-partial-quota', "go as far as this month's quota reaches")
    .option('--at <time>', 'do not begin before this time, such as 2026-11-22T10:00+09:00', by(parseTime))
    .option('--avoid-peak', 'send nothing in the peak hours that LINE names (12-13 and 17-24 h in Japan)')
    .option('--gate <who>', 'who agrees to each next stage: confirm, webhook, or cmd:<command>', by(parseGate))
    .option(
      '--max-refused <budget>',
      'stop a stage when LINE refuses more than this, such as 1% or 50',
      by(parseBudget),
    )
    .option('--name <name>', 'a name of your own, shown in lists');
}

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-request-body */
function parseUnit(text: string): string {
  if (/^[a-zA-Z0-9_]{1,30}$/.test(text)) return text;
  throw new LineOpsError('usage', 'INVALID_UNIT', `"${text}" is not an aggregation unit name`, {
    hint: 'Use 1 to 30 letters, digits or "_".',
  });
}

export function wishFrom(options: PlanOptions): BroadcastWish {
  if (options.messages === '-' && options.to === '-') {
    throw new LineOpsError('usage', 'STDIN_TWICE', 'messages and recipients cannot both come from stdin', {
      hint: 'Name a file for one of them.',
    });
  }
  return {
    messagesPath: options.messages,
    recipients: recipientsFrom(options),
    stages:
      options.stages ?? (options.stageSize === undefined ? parseStages('rest') : stageSizeSpec(options.stageSize)),
    intervalMs: options.interval,
    requestsPerSecond: options.rate ?? null,
    recipientsPerMinute: options.recipientsPerMinute ?? null,
    batchSize: options.batchSize,
    maxRecipients: options.maxRecipients ?? null,
    unit: options.unit ?? null,
    silent: options.silent === true,
    allowPartialQuota: options.allowPartialQuota === true,
    startAt: options.at ?? null,
    avoidPeak: options.avoidPeak === true,
    gate: options.gate ?? null,
    maxRefused: options.maxRefused ?? null,
  };
}

function recipientsFrom({ to, column }: PlanOptions): RecipientsWish {
  if (to === 'followers') return { type: 'followers' };
  if (to === 'friends') {
    throw new LineOpsError(
      'usage',
      'FRIENDS_NOT_AVAILABLE',
      'sending to all friends without user IDs is not part of this version',
      {
        hint: 'Use --to followers (verified or premium accounts), or a file of user IDs.',
      },
    );
  }
  const common = { format: null, column: column ?? null };
  const source: RecipientSource = to === '-' ? { type: 'stdin', ...common } : { type: 'file', path: to, ...common };
  return { type: 'list', source };
}
