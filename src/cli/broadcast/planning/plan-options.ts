import { isAudienceWord } from '../../../domain/audience/audience-group.js';
import { parseBudget, parseGate, parseMaxPerRecipient } from '../../../domain/broadcast/planning/conditions.js';
import { parseHoldOutShare } from '../../../domain/broadcast/planning/hold-out.js';
import { MAX_BATCH_SIZE, parseStages, stageSizeSpec } from '../../../domain/broadcast/planning/stages.js';
import { DEFAULT_NOT_AFTER_MS } from '../../../domain/broadcast/schedule/due.js';
import { DEFAULT_TIME_ZONE, parseQuietHours } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { multicastLimitPerSecond } from '../../../domain/broadcast/sending/pace/pace.js';
import { DEFAULT_KEEP_TRYING_MS } from '../../../domain/broadcast/sending/patience.js';
import type { BroadcastWay } from '../../../domain/broadcast/settings.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { parseNotifyTarget } from '../../../domain/notifying/target.js';
import { formatDuration, parseDuration } from '../../../domain/text/duration.js';
import { parseInstant } from '../../../domain/text/instant.js';
import { parseRate } from '../../../domain/text/rate.js';
import type { BroadcastWish } from '../../../usecases/broadcast/planning/plan-broadcast.js';
import { wholeNumber } from '../../input.js';
import {
  completing,
  flag,
  flagName,
  grouped,
  type OptionValues,
  option,
  optionOr,
  requiredOption,
} from '../../verb.js';
import { boundsFrom, excludedFrom, RECIPIENT_OPTIONS, recipientsFrom } from './recipient-options.js';

/** After a day LINE has forgotten the retry keys of what is in doubt. */
const LONGEST_KEEP_TRYING_DAYS = 1;

/** Of every verb that sets how a run behaves; left out for what is stored, or the default. */
export const KEEP_TRYING_OPTIONS = grouped('Safety', {
  /** Milliseconds. */
  keepTrying: option(
    '<duration>',
    `how long LINE may stay away, refuse by rate or give no token before the run ends (default: ${formatDuration(DEFAULT_KEEP_TRYING_MS)})`,
    (text) => parseDuration(text, LONGEST_KEEP_TRYING_DAYS),
  ),
});

/** Later than that the plan is stale. */
const LONGEST_NOT_AFTER_DAYS = 7;

/** A longer pause is another broadcast. */
const LONGEST_INTERVAL_DAYS = 30;

const MOST = Number.MAX_SAFE_INTEGER;

const NOTIFY_WORDS =
  'told of its end, a pause, doubt or a late start: cmd:<command> (the JSON on its stdin) or an https URL (POST)';

/** What `plan`, `create` and `send` take. */
export const PLAN_OPTIONS = {
  ...grouped('Message', {
    messages: completing(
      requiredOption(
        '<file>',
        'message object, array of 1 to 5, or request body; "-" for stdin; or the ID of a broadcast: the same messages',
      ),
      'file',
      'broadcast',
    ),
    silent: flag('no push notification on the recipients’ devices'),
    unit: option('<name>', 'custom aggregation unit, for statistics', parseUnit),
    name: option('<name>', 'a name of your own, shown in lists'),
  }),
  ...RECIPIENT_OPTIONS,
  ...grouped('Recipients', {
    maxPerRecipient: option(
      '<n>/<time>',
      'leave out whom this state has reached so often, or may have: 2/7d is twice in seven days',
      parseMaxPerRecipient,
    ),
    holdOut: option('<share>', 'never send to this share of the recipients, such as 5%, to compare', parseHoldOutShare),
    holdOutSeed: optionOr('line-ops', '<text>', 'another text holds out other people'),
  }),
  ...grouped('Stages and pace', {
    stages: option('<sizes>', 'share or number of recipients per stage, such as 1%,10%,rest', parseStages),
    stageSize: option('<n>', 'recipients per stage', wholeNumber('--stage-size', { min: 1, max: MOST }), {
      conflicts: ['stages'],
    }),
    /** Milliseconds. */
    interval: optionOr(0, '<duration>', 'pause between two stages, such as 10m', (text) =>
      parseDuration(text, LONGEST_INTERVAL_DAYS),
    ),
    gate: completing(option('<who>', 'who agrees to each next stage: confirm, webhook, or cmd:<command>', parseGate), [
      'confirm',
      'webhook',
      'cmd:',
    ]),
    rate: option(
      '<rate>',
      `requests, such as 50/s; LINE's limit of ${multicastLimitPerSecond()}/s is never passed`,
      parseRate,
    ),
    recipientsPerMinute: option(
      '<n>',
      'recipients per minute at most',
      wholeNumber('--recipients-per-minute', { min: 1, max: MOST }),
    ),
    batchSize: option(
      '<n>',
      `recipients per request; ${MAX_BATCH_SIZE} where it is left out`,
      wholeNumber('--batch-size', { min: 1, max: MAX_BATCH_SIZE }),
    ),
  }),
  ...grouped('Times', {
    at: option('<time>', 'do not begin before this time, such as 2026-11-22T10:00+09:00', parseInstant),
    notAfter: option(
      '<duration>',
      `how late it may still begin by itself; later it pauses (default: ${formatDuration(DEFAULT_NOT_AFTER_MS)})`,
      (text) => parseDuration(text, LONGEST_NOT_AFTER_DAYS),
    ),
    quietHours: option(
      '<hours>',
      `send nothing then, such as 21:00-08:00, in the channel's time zone, else ${DEFAULT_TIME_ZONE}`,
      parseQuietHours,
    ),
    avoidPeak: flag('send nothing in the peak hours that LINE names (12-13 and 17-24 h in Japan)'),
  }),
  ...grouped('Safety', {
    maxRefused: option('<budget>', 'stop a stage when LINE refuses more than this, such as 1% or 50', parseBudget),
    again: flag('send it although the same message went to the same people within 24 hours'),
    allowPartialQuota: flag("go as far as this month's quota reaches"),
  }),
  ...KEEP_TRYING_OPTIONS,
  ...grouped('Output', {
    notify: option('<who>', NOTIFY_WORDS, parseNotifyTarget),
  }),
};

export type PlanOptions = OptionValues<typeof PLAN_OPTIONS>;

export function wishFrom(options: PlanOptions): BroadcastWish {
  const fromStdin = [options.messages, options.to, ...(options.exclude ?? [])].filter((path) => path === '-');
  if (1 < fromStdin.length) {
    throw failure('STDIN_TWICE', {});
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
    ...timesFrom(options),
    gate: options.gate ?? null,
    maxRefused: options.maxRefused ?? null,
    notify: options.notify ?? null,
    keepTryingMs: options.keepTrying ?? DEFAULT_KEEP_TRYING_MS,
    maxPerRecipient: options.maxPerRecipient ?? null,
    again: options.again === true,
  };
}

/** @throws {LineOpsError} `usage` for how late a start may be that has no time. */
function timesFrom({
  at,
  notAfter,
  avoidPeak,
  quietHours,
}: PlanOptions): Pick<BroadcastWish, 'startAt' | 'notAfterMs' | 'avoidPeak' | 'quietHours'> {
  if (notAfter !== undefined && at === undefined)
    throw contradiction('--not-after', 'goes with --at only', 'Say with --at when it begins, or remove it.');
  return {
    startAt: at ?? null,
    notAfterMs: notAfter ?? DEFAULT_NOT_AFTER_MS,
    avoidPeak: avoidPeak === true,
    // Its time zone is the channel's, which is not known yet.
    quietHours: quietHours === undefined ? null : { ...quietHours, timeZone: DEFAULT_TIME_ZONE },
  };
}

/** Options that say how a text is read. */
const FOR_TEXTS = ['column', 'delimiter', 'encoding'] as const;

/** Options that say something of user IDs or batches of them. */
const FOR_USER_IDS = [
  ...FOR_TEXTS,
  'exclude',
  'maxMalformed',
  'rejects',
  'holdOut',
  'maxPerRecipient',
  'batchSize',
  'rate',
  'recipientsPerMinute',
  'unit',
] as const;

/** @throws {LineOpsError} `usage` when the options contradict each other. */
function wayFrom(options: PlanOptions): BroadcastWay {
  if (isAudienceWord(options.to)) return wayToAudience(options);
  return options.to === 'friends' ? wayToFriends(options) : wayToUserIds(options);
}

/** LINE reaches the people of an audience by narrowcast alone. */
function wayToAudience(options: PlanOptions): BroadcastWay {
  const { via, friends, to } = options;
  if (friends !== undefined)
    throw contradiction('--friends', 'goes with --to friends only', 'Remove it: LINE says how many the audience has.');
  if (via !== undefined && via !== 'narrowcast')
    throw contradiction(
      `--via ${via}`,
      via === 'multicast'
        ? 'needs user IDs, and an audience has none'
        : 'reaches all friends, and not an audience alone',
      'Leave it out: an audience is reached by narrowcast.',
    );
  refuseMeaningless(FOR_USER_IDS, options, `Remove it: LINE alone knows who is in ${to}.`);
  return 'narrowcast';
}

function wayToUserIds(options: PlanOptions): BroadcastWay {
  const { to, via, friends, exclude } = options;
  if (to === 'followers' && exclude === undefined)
    refuseMeaningless(FOR_TEXTS, options, 'Remove it: LINE gives the user IDs.');
  if (friends !== undefined)
    throw contradiction('--friends', 'goes with --to friends only', 'Remove it: the list says how many there are.');
  if (via === undefined || via === 'multicast') return 'multicast';
  throw contradiction(`--via ${via}`, 'reaches friends without user IDs', 'Use it with --to friends, or leave it out.');
}

function wayToFriends(options: PlanOptions): BroadcastWay {
  const { via, stages, stageSize } = options;
  if (via === 'multicast') {
    const hint = 'Use --to followers (verified or premium accounts), or --via narrowcast.';
    throw contradiction('--via multicast', 'needs user IDs, and --to friends has none', hint);
  }
  refuseMeaningless(FOR_USER_IDS, options, 'Remove it, or use --to followers or a file of user IDs.');
  const isStaged = stageSize !== undefined || (stages?.type === 'entries' && 1 < stages.entries.length);
  if (via === 'broadcast' && isStaged)
    throw contradiction(
      '--via broadcast',
      'is one request and has no stages',
      'Use --via narrowcast for stages of friends.',
    );
  return via ?? (isStaged ? 'narrowcast' : 'broadcast');
}

function refuseMeaningless(names: readonly (keyof PlanOptions)[], options: PlanOptions, hint: string): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw contradiction(flagName(given), `has no meaning for --to ${options.to}`, hint);
}

export function contradiction(option: string, why: string, hint: string): LineOpsError {
  return failure('CONTRADICTING_OPTIONS', { option, why, hint });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-request-body */
function parseUnit(text: string): string {
  if (/^[a-zA-Z0-9_]{1,30}$/.test(text)) return text;
  throw failure('INVALID_UNIT', { text });
}
