import { failure } from '../../domain/failure/failure.js';
import { dayOf, parseInstant } from '../../domain/text/instant.js';
import type { EmulatorWish } from '../../ports/emulator.js';
import { wholeNumber } from '../input.js';
import { flag, grouped, type OptionValues, option, optionOr, repeatableOption } from '../verb.js';

const MOST = Number.MAX_SAFE_INTEGER;
const FAULT_HELP =
  'what goes wrong: 500-before, 500-after, reset-before, reset-after, hang-after, torn-body or 429, as in 500-after=0.05, or slow=<ms>; @<endpoint> or @* behind it says where (default: push, multicast, narrowcast, broadcast); repeatable';

/** The options of the verbs that start an emulator. */
export const EMULATOR_OPTIONS = {
  ...grouped('Server', {
    port: optionOr(0, '<n>', 'TCP port; 0 takes a free one', wholeNumber('--port', { min: 0, max: 65_535 })),
  }),
  ...grouped('The account', {
    followers: optionOr(
      1000,
      '<n>',
      'users who follow the account',
      wholeNumber('--followers', { min: 0, max: 100_000_000 }),
    ),
    blocked: optionOr(0, '<share>', 'share of the followers who blocked the account, such as 3%', parseShare),
    quota: option('<n>', 'messages a month (default: no limit)', wholeNumber('--quota', { min: 0, max: MOST })),
    unverified: flag('an unverified account: follower IDs are refused with 403'),
    addChannel: repeatableOption(
      '<id:secret>',
      'a channel beside 1234567890, with followers, tokens and quota of its own; invent the secret, a real one would be seen by others on this machine; repeatable',
      parseChannel,
    ),
    longLived: flag('plant a long-lived token, as the console issues it; it joins the environment'),
  }),
  ...grouped('Faults and times', {
    latency: optionOr(0, '<ms>', 'hold every answer back', wholeNumber('--latency', { min: 0, max: 600_000 })),
    fault: repeatableOption('<kind=probability>', FAULT_HELP),
    seed: optionOr(
      1,
      '<n>',
      'decides whom faults and limited narrowcasts meet',
      wholeNumber('--seed', { min: 0, max: 2 ** 31 }),
    ),
    clock: option('<time>', 'where its clock starts, ISO 8601 (default: now)', parseTime),
    narrowcastMs: optionOr(
      500,
      '<ms>',
      'how long a narrowcast takes',
      wholeNumber('--narrowcast-ms', { min: 0, max: MOST }),
    ),
    audienceMs: optionOr(
      500,
      '<ms>',
      'how long an upload to an audience takes until it counts',
      wholeNumber('--audience-ms', { min: 0, max: MOST }),
    ),
    menuBatchMs: optionOr(
      500,
      '<ms>',
      'how long a batch of rich menu operations takes',
      wholeNumber('--menu-batch-ms', { min: 0, max: MOST }),
    ),
    noRateLimits: flag('never answer 429 for the rate'),
    mutate: flag('webhooks also carry what LINE may add any day: unknown properties, types and events in between'),
  }),
  ...grouped('State', {
    state: option('<file>', 'keep tokens, deliveries and the rest in this file from run to run'),
    record: option(
      '<file>',
      'write what happens into this file, a line of JSON each: requests, what reached whom, webhooks; begun anew at each start',
    ),
    import: option('<file>', 'start from this state, where the --state file is not there yet; it is only read'),
  }),
};

/** What an emulator was asked to be. */
export type EmulatorOptions = OptionValues<typeof EMULATOR_OPTIONS>;

/** What the options ask for. */
export function wishFrom(options: EmulatorOptions): EmulatorWish {
  return {
    port: options.port,
    followers: options.followers,
    blockedRatio: options.blocked,
    quota: options.quota ?? null,
    verified: options.unverified !== true,
    longLived: options.longLived === true,
    latencyMs: options.latency,
    faults: options.fault ?? [],
    seed: options.seed,
    clock: options.clock ?? null,
    narrowcastMs: options.narrowcastMs,
    audienceMs: options.audienceMs,
    menuBatchMs: options.menuBatchMs,
    channels: options.addChannel ?? [],
    recordFile: options.record ?? null,
    rateLimits: options.noRateLimits !== true,
    mutate: options.mutate === true,
    stateFile: options.state ?? null,
    importFile: options.import ?? null,
  };
}

function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  const share = Number(match?.[1]) / 100;
  if (0 <= share && share <= 1) return share;
  throw failure('INVALID_SHARE', { text });
}

/** What is wrong is not repeated: it may be a secret. */
function parseChannel(text: string): { readonly id: string; readonly secret: string } {
  const [, id, secret] = /^([0-9]{1,20}):(.+)$/s.exec(text) ?? [];
  if (id !== undefined && secret !== undefined) return { id, secret };
  throw failure('INVALID_CHANNEL', { which: 'ofOption' });
}

function parseTime(text: string): Date {
  return new Date(dayOf(text) ?? parseInstant(text));
}
