import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentVariables } from '../../../src/ports/host.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';
import {
  type RecordedEmulator,
  type RecordingBot,
  startRecordedEmulator,
  startRecordingBot,
} from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';
import { SAMPLE_MESSAGES } from './sample-messages.js';

/** More than a page of follower IDs, so that the second is asked for too. */
const FOLLOWERS = 1010;
/** LINE's number of aggregation units a month: from here on the program looks for the name. */
const UNITS = 1000;

interface Scene {
  readonly line: CommandLine;
  readonly recorded: RecordedEmulator;
  readonly bot: RecordingBot;
  /** Runs a command that must end so. Gives what it printed. */
  run(exitCode: number, argv: readonly string[], stdin?: string): Promise<string>;
  /** Writes a file and gives its path. */
  file(name: string, text: string): string;
}

/** Drives the real program through every command that makes a request. */
export async function recordProgram(): Promise<readonly Exchange[]> {
  const recorded = await startRecordedEmulator('line-ops', {
    followers: FOLLOWERS,
    longLived: true,
    narrowcastMs: 30,
    audienceMs: 0,
  });
  const bot = await startRecordingBot();
  const env = recorded.emulator.env;
  const scenes = [
    { env: { ...pick(env, 'LINE_OPS_API_URL', 'LINE_OPS_DATA_API_URL') }, play: configuredChannel },
    { env: without(env, 'LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN'), play: assertionAlone },
    {
      env: without(env, 'LINE_ASSERTION_KEY', 'LINE_ASSERTION_KEY_ID', 'LINE_CHANNEL_ACCESS_TOKEN'),
      play: secretAlone,
    },
  ];
  try {
    for (const { env: sceneEnv, play } of scenes) {
      const line = openCommandLine(sceneEnv);
      try {
        await play(sceneOf(line, recorded, bot));
      } finally {
        line.remove();
      }
    }
    return recorded.exchanges;
  } finally {
    await bot.stop();
    await recorded.stop();
  }
}

async function configuredChannel(scene: Scene): Promise<void> {
  const { run, file, recorded } = scene;
  const { env } = recorded.emulator;
  const key = file('key.json', env['LINE_ASSERTION_KEY'] ?? '');
  const kid = env['LINE_ASSERTION_KEY_ID'] ?? '';
  const secret = env['LINE_CHANNEL_SECRET'];
  const add = `channel add shop --channel-id ${env['LINE_CHANNEL_ID']} --channel-secret-stdin --assertion-key-id ${kid}`;
  await run(0, [...add.split(' '), '--assertion-key-file', key], secret);
  await run(0, ['key', 'set-id', kid]);
  await run(0, ['channel', 'show']);
  await tokens(scene);
  await webhooks(scene);
  await messages(scene);
  await broadcasts(scene);
  await audiences(scene);
}

async function tokens({ run, recorded }: Scene): Promise<void> {
  const issue = async (...options: string[]): Promise<string> =>
    JSON.parse(await run(0, ['token', 'issue', '--json', ...options])).token.id;
  const ids = [
    await issue('--type', 'v2.1', '--expires-in', '2d', '--label', 'one'),
    await issue('--type', 'short-lived', '--label', 'two'),
    await issue('--type', 'stateless', '--store'),
  ];
  const [, shortLived = '', stateless = ''] = ids;
  for (const id of ids) await run(0, ['token', 'verify', id]);
  await run(4, ['token', 'verify', '--stdin'], 'aToken.thatNobody.everIssued');
  await run(0, ['token', 'import', '--type', 'long-lived'], recorded.emulator.env['LINE_CHANNEL_ACCESS_TOKEN']);
  await run(0, ['token', 'get', '--min-ttl', '29d']);
  await run(0, ['token', 'list']);
  await run(0, ['token', 'check', '--within', '1h']);
  await run(0, ['token', 'limits']);
  await run(0, ['token', 'rotate', '--label', 'one', '--yes']);
  await run(0, ['token', 'rotate', shortLived, '--yes', '--keep-old']);
  await run(0, ['token', 'revoke', shortLived, '--yes']);
  await run(2, ['token', 'revoke', stateless, '--yes']);
  await run(0, ['token', 'revoke', '--label', 'one', '--yes']);
}

async function webhooks({ run, bot, recorded }: Scene): Promise<void> {
  await run(0, ['webhook', 'show']);
  await run(8, ['webhook', 'test']);
  await run(0, ['webhook', 'set', bot.url, '--yes']);
  await run(0, ['webhook', 'show']);
  await run(0, ['webhook', 'test']);
  bot.status = 500;
  await run(3, ['webhook', 'test', bot.url]);
  bot.status = 200;
  recorded.emulator.setWebhook(null);
}

async function messages({ run, file, recorded }: Scene): Promise<void> {
  const to = recorded.emulator.followerId(0);
  for (const [name, sample] of Object.entries(SAMPLE_MESSAGES)) {
    const path = file(`${name}.json`, JSON.stringify(sample));
    for (const method of ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'])
      await run(0, ['message', 'validate', '--remote', '--for', method, path]);
    await run(0, ['message', 'push', '--yes', '--to', to, path]);
  }
  recorded.emulator.setFaults(['500-after=1@push']);
  await run(7, ['message', 'push', '--yes', '--to', to, file('text.json', '{"type":"text","text":"Hello"}')]);
  recorded.emulator.setFaults([]);
}

async function broadcasts(scene: Scene): Promise<void> {
  const { run, file, recorded } = scene;
  const { emulator } = recorded;
  const text = file('text.json', '{"type":"text","text":"Hello"}');
  const list = file('list.txt', [0, 1, 2, 3, 4, 5].map((index) => emulator.followerId(index)).join('\n'));
  const send = (exitCode: number, ...options: string[]) =>
    run(exitCode, ['broadcast', 'send', '--messages', text, '--yes', ...options]);

  await run(0, ['quota']);
  await run(0, ['user', 'show', emulator.followerId(0)]);
  await run(0, ['broadcast', 'plan', '--messages', text, '--to', 'friends']);
  // One batch a stage, one after the other: so the same faults strike the same requests in every run.
  emulator.setFaults(['500-after=0.3@multicast', '500-before=0.2@multicast', '429=0.2@multicast']);
  await send(0, '--to', list, '--stages', '1,1,1,rest', '--silent', '--unit', 'spring');
  emulator.setFaults([]);
  await run(0, ['broadcast', 'insight', await latest(scene)]);
  await send(0, '--to', 'followers', '--batch-size', '200');
  for (const sample of Object.keys(SAMPLE_MESSAGES))
    await run(0, [
      'broadcast',
      'send',
      '--messages',
      file(`${sample}.json`, JSON.stringify(SAMPLE_MESSAGES[sample])),
      '--to',
      list,
      '--yes',
    ]);

  await send(0, '--to', 'friends', '--silent');
  await run(0, ['broadcast', 'insight', await latest(scene)]);
  await run(8, ['broadcast', 'plan', '--messages', text, '--to', 'audience:7']);
  const audience = await plantAudience(recorded);
  await send(0, '--to', `audience:${audience}`, '--stages', '100,rest', '--silent');
  emulator.setFaults(['500-after=0.7@narrowcast']);
  await send(0, '--to', 'friends', '--stages', '100,rest', '--silent', '--again');
  emulator.setFaults([]);
  useUnits(recorded);
  await send(5, '--to', list, '--unit', 'one_too_many');
}

async function audiences({ run, file, recorded }: Scene): Promise<void> {
  const { emulator } = recorded;
  const list = file('audience.txt', emulator.followerId(0));
  const ids = Array.from({ length: 10_001 }, (_, index) => `U${index.toString(16).padStart(32, '0')}`);
  emulator.setFaults(['500-after=1@audience-create']);
  const created = JSON.parse(await run(0, ['audience', 'create', '--from', list, '--json']));
  emulator.setFaults([]);
  await run(0, ['audience', 'create', '--from', file('large.txt', ids.join('\n')), '--no-wait']);
  const state = JSON.parse(emulator.exportState());
  for (const { jobs } of state.audiences.audiences) for (const job of jobs) job.failure = 'INTERNAL_ERROR';
  emulator.importState(JSON.stringify(state));
  // What failed at LINE is added again.
  await run(7, ['audience', 'create', '--from', list, '--json']);
  await run(0, ['audience', 'create', '--from', list, '--json']);
  await run(0, ['audience', 'list']);
  await run(0, ['audience', 'delete', String(created.audience.id), '--yes']);
}

/** An audience of the account as LINE Official Account Manager makes one. */
async function plantAudience({ emulator }: RecordedEmulator): Promise<number> {
  const create = { name: 'spring', followers: 300 };
  const answer = await fetch(`${emulator.url}/_emulator/audiences`, {
    method: 'POST',
    body: JSON.stringify({ create }),
  });
  return JSON.parse(await answer.text()).audienceGroupId;
}

/** The broadcast that was created last. */
async function latest({ run }: Scene): Promise<string> {
  return JSON.parse(await run(0, ['broadcast', 'list', '--json'])).broadcasts[0].id;
}

/** Has the month's aggregation units used up, as if many other messages had been sent. */
function useUnits({ emulator }: RecordedEmulator): void {
  const state = JSON.parse(emulator.exportState());
  const [month] = state.usage.units[0];
  state.usage.units = [[month, Array.from({ length: UNITS }, (_, index) => `unit_${index}`)]];
  emulator.importState(JSON.stringify(state));
}

async function assertionAlone({ run }: Scene): Promise<void> {
  await run(0, ['quota']);
  await run(0, ['token', 'issue', '--type', 'stateless']);
}

async function secretAlone({ run, recorded }: Scene): Promise<void> {
  await run(0, ['quota']);
  recorded.emulator.setFaults(['429=1@bot-info']);
  await run(5, ['channel', 'show']);
  recorded.emulator.setFaults([]);
}

function sceneOf(line: CommandLine, recorded: RecordedEmulator, bot: RecordingBot): Scene {
  return {
    line,
    recorded,
    bot,
    run: async (exitCode, argv, stdin = '') => {
      const ran = await line.runIn({ stdin }, ...argv);
      if (ran.exitCode === exitCode) return ran.stdout;
      throw new Error(`line-ops ${argv.join(' ')}: exit ${ran.exitCode}, not ${exitCode}\n${ran.stdout}${ran.stderr}`);
    },
    file: (name, content) => {
      const path = join(line.home, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

function pick(env: EnvironmentVariables, ...names: readonly string[]): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)));
}

function without(env: EnvironmentVariables, ...names: readonly string[]): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
