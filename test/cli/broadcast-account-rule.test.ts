import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

let line: CommandLine;
let emulator: Emulator;

async function open(followers: number): Promise<void> {
  emulator = await startEmulator({ followers });
  line = openCommandLine(emulator.env);
  writeFileSync(join(line.home, 'm.json'), '{"type":"text","text":"hi"}');
  writeFileSync(join(line.home, 'ids.txt'), Array.from({ length: 10 }, (_, index) => followerId(index)).join('\n'));
}

afterEach(async () => {
  line.remove();
  await emulator.stop();
});

const send = (verb: string, ...options: readonly string[]) =>
  line.run(
    ...['broadcast', verb, '--messages', join(line.home, 'm.json'), '--to', join(line.home, 'ids.txt')],
    ...options,
  );

const timesAsked = () =>
  emulator.requests().endpoints.find(({ path }) => path === '/v2/bot/insight/followers')?.count ?? 0;

/** But for the time of day. */
const warningsIn = (stdout: string): readonly string[] =>
  JSON.parse(stdout)
    .warnings.map(({ code }: { readonly code: string }) => code)
    .filter((code: string) => code !== 'PEAK_HOURS');

const RULE = 'LINE asks accounts with over 1,000,000 friends to send in stages, and this one has 1,000,010';

it('warns of an account with over a million friends, however short the list is', async () => {
  await open(1_000_010);
  const { exitCode, stdout } = await send('plan', '--json');
  expect(exitCode).toBe(0);
  expect(warningsIn(stdout)).toEqual(['ONE_MILLION_UNSTAGED']);
  expect((await send('plan')).stdout.replace(/\s+/g, ' ')).toContain(RULE);
  const staged = await send('plan', '--json', '--stages', '5,rest');
  expect(warningsIn(staged.stdout)).toEqual([]);
});

it('asks LINE for the friends once a day', async () => {
  await open(1_000_010);
  expect((await send('create', '--yes')).stderr).toContain('1,000,010');
  expect(timesAsked()).toBe(1);
  expect((await send('create', '--yes', '--again')).stderr).toContain('1,000,010');
  expect(timesAsked()).toBe(1);
});

it('warns of no smaller account', async () => {
  await open(1_000_000);
  expect(warningsIn((await send('plan', '--json')).stdout)).toEqual([]);
});
