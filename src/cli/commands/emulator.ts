import type { Command } from 'commander';
import { LineOpsError } from '../../domain/failure.js';
import type { Deps } from '../../ports/deps.js';
import type { EmulatorWish, RunningEmulator } from '../../ports/emulator.js';
import { type Context, type Given, runs } from '../context.js';
import { ExitStatus } from '../exit.js';
import { wholeNumber } from '../input.js';
import { show } from '../output.js';

interface EmulatorOptions {
  readonly port: number;
  readonly followers: number;
  readonly quota?: number;
  readonly latency: number;
  readonly fault: readonly string[];
  readonly seed: number;
  readonly state?: string;
  readonly blocked: number;
}

export function addEmulatorVerbs(noun: Command, deps: Deps): void {
  runs(addEmulatorOptions(noun.command('start')).description('serve LINE’s endpoints on 127.0.0.1 until stopped'), deps, start);
  const exec = noun
    .command('exec')
    .description('start it, run a command with its environment, stop it; exits as the command does')
    .argument('<command...>', 'the command, after "--"');
  runs(addEmulatorOptions(exec), deps, execute);
}

function addEmulatorOptions(command: Command): Command {
  const most = Number.MAX_SAFE_INTEGER;
  return command
    .option('--port <n>', 'TCP port; 0 takes a free one', wholeNumber('--port', { min: 0, max: 65_535 }), 0)
    .option('--followers <n>', 'users who follow the account', wholeNumber('--followers', { min: 0, max: 100_000_000 }), 1000)
    .option('--quota <n>', 'messages a month (default: no limit)', wholeNumber('--quota', { min: 0, max: most }))
    .option('--latency <ms>', 'hold every answer back, in milliseconds', wholeNumber('--latency', { min: 0, max: 600_000 }), 0)
    .option('--fault <kind=probability>', '500-before, 500-after, reset-before, reset-after, hang-after, torn-body, 429 or slow:<ms>, as in 500-after=0.05; repeatable', collect, [])
    .option('--blocked <share>', 'share of the followers who blocked the account, such as 3%', parseShare, 0)
    .option('--seed <n>', 'decides which requests the faults strike', wholeNumber('--seed', { min: 0, max: 2 ** 31 }), 1)
    .option('--state <file>', 'keep tokens, deliveries and the rest in this file');
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  const share = Number(match?.[1]) / 100;
  if (0 <= share && share <= 1) return share;
  throw new LineOpsError('usage', 'INVALID_SHARE', `"${text}" is not a share from 0% to 100%`, { hint: 'Write it as 3%.' });
}

function wishFrom(options: EmulatorOptions): EmulatorWish {
  return {
    port: options.port,
    followers: options.followers,
    quota: options.quota ?? null,
    latencyMs: options.latency,
    faults: options.fault,
    seed: options.seed,
    stateFile: options.state ?? null,
    blockedRatio: options.blocked,
  };
}

async function start(context: Context, { options }: Given<EmulatorOptions>): Promise<void> {
  const { deps, terminal } = context;
  const stopped = new Promise<number>((resolve) => {
    deps.interruption.onFirst((signal) => resolve(signal === 'SIGINT' ? 130 : 143));
  });
  const emulator = await deps.startEmulator(wishFrom(options));
  await show(context, { schema: 'line-ops/emulator@1', json: { url: emulator.url, env: emulator.env }, text: () => exportsOf(emulator) });
  terminal.note(`The emulator serves at ${emulator.url}. Ctrl-C stops it.`);
  await stopped;
  await emulator.stop();
}

/** For `eval "$(line-ops emulator start …)"` and the like; the values hold no single quotes. */
function exportsOf({ env }: RunningEmulator): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
}

async function execute({ deps }: Context, { args, options }: Given<EmulatorOptions>): Promise<void> {
  const emulator = await deps.startEmulator(wishFrom(options));
  try {
    throw new ExitStatus(await deps.runCommand(args, { ...deps.env, ...emulator.env }));
  } finally {
    await emulator.stop();
  }
}
