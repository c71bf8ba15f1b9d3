import type { Command } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { dayOf, parseInstant } from '../../domain/text/instant.js';
import type { EmulatorWish } from '../../ports/emulator.js';
import { wholeNumber } from '../input.js';

/** The options of the verbs that start an emulator. */
export interface EmulatorOptions {
  readonly port: number;
  readonly followers: number;
  readonly blocked: number;
  readonly quota?: number;
  readonly unverified?: boolean;
  readonly longLived?: boolean;
  readonly latency: number;
  readonly fault?: readonly string[];
  readonly seed: number;
  readonly clock?: Date;
  readonly narrowcastMs: number;
  readonly rateLimits: boolean;
  readonly state?: string;
  readonly import?: string;
}

const MOST = Number.MAX_SAFE_INTEGER;
const FAULT_HELP =
  'what goes wrong: 500-before, 500-after, reset-before, reset-after, hang-after, torn-body or 429, as in 500-after=0.05, or slow=<ms>; @<endpoint> or @* behind it says where (default: push, multicast, narrowcast, broadcast); repeatable';

/** Adds them to a command. */
export function addEmulatorOptions(command: Command): Command {
  return command
    .option('--port <n>', 'TCP port; 0 takes a free one', wholeNumber('--port', { min: 0, max: 65_535 }), 0)
    .option(
      '--followers <n>',
      'users who follow the account',
      wholeNumber('--followers', { min: 0, max: 100_000_000 }),
      1000,
    )
    .option('--blocked <share>', 'share of the followers who blocked the account, such as 3%', parseShare, 0)
    .option('--quota <n>', 'messages a month (default: no limit)', wholeNumber('--quota', { min: 0, max: MOST }))
    .option('--unverified', 'an unverified account: follower IDs are refused with 403')
    .option('--long-lived', 'plant a long-lived token, as the console issues it; it joins the environment')
    .option('--latency <ms>', 'hold every answer back', wholeNumber('--latency', { min: 0, max: 600_000 }), 0)
    .option('--fault <kind=probability>', FAULT_HELP, collect)
    .option(
      '--seed <n>',
      'decides whom faults and limited narrowcasts meet',
      wholeNumber('--seed', { min: 0, max: 2 ** 31 }),
      1,
    )
    .option('--clock <time>', 'where its clock starts, ISO 8601 (default: now)', parseTime)
    .option(
      '--narrowcast-ms <ms>',
      'how long a narrowcast takes',
      wholeNumber('--narrowcast-ms', { min: 0, max: MOST }),
      900,
    )
    .option('--no-rate-limits', 'never answer 429 for the rate')
    .option('--state <file>', 'keep tokens, deliveries and the rest in this file from run to run')
    .option('--import <file>', 'start from this state, where the --state file is not there yet; it is only read');
}

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
    rateLimits: options.rateLimits,
    stateFile: options.state ?? null,
    importFile: options.import ?? null,
  };
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  const share = Number(match?.[1]) / 100;
  if (0 <= share && share <= 1) return share;
  throw new LineOpsError('usage', 'INVALID_SHARE', `"${text}" is not a share from 0% to 100%`, {
    hint: 'Write it as 3%.',
  });
}

function parseTime(text: string): Date {
  return new Date(dayOf(text) ?? parseInstant(text));
}
