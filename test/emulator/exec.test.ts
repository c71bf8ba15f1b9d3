import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommand } from '../../src/adapters/commands/own-terminal.js';
import { startPlatform } from '../../src/adapters/emulator/start-platform.js';
import type { EmulatorOptions } from '../../src/cli/emulator/emulator-options.js';
import { namesToForget } from '../../src/cli/emulator/environment.js';
import { execute } from '../../src/cli/emulator/exec.js';
import type { EnvironmentVariables } from '../../src/ports/host.js';
import { OPTIONS } from './options.js';

const BOT_TEST = fileURLToPath(new URL('bot/bot-test.mjs', import.meta.url));
const noInterruption = { onFirst: () => () => undefined };

/** The status that `emulator exec` ends with. */
async function statusOf(
  args: readonly string[],
  options: Partial<EmulatorOptions> = {},
  env: EnvironmentVariables = {},
) {
  const deps = {
    env: { PATH: process.env['PATH'], ...env },
    startEmulator: startPlatform,
    runCommand: (command: readonly string[], childEnv: EnvironmentVariables) =>
      runCommand(command, childEnv, noInterruption),
  };
  const session = { deps, terminal: { answer: () => undefined, note: () => undefined }, globals: { json: false } };
  return execute(session, args, { ...OPTIONS, ...options }).then(
    () => null,
    (ended: { readonly status?: number }) => ended.status ?? ended,
  );
}

it('tests a small bot that uses the SDK and its middleware', async () => {
  expect(await statusOf([process.execPath, BOT_TEST], { longLived: true })).toBe(0);
});

it('notices what a bot gets wrong: without follower IDs its test fails', async () => {
  const quietly = ['sh', '-c', '"$0" "$1" >/dev/null 2>&1', process.execPath, BOT_TEST];
  expect(await statusOf(quietly, { longLived: true, unverified: true })).toBe(1);
});

it.each([
  ['exit 7', 7],
  ['kill -TERM $$', 143],
  // The emulator answers the command, and no credentials of another channel reach it.
  ['test -z "$LINE_CHANNEL_ACCESS_TOKEN$LINE_OPS_CHANNEL$LINE_ASSERTION_KEY_FILE" && test -n "$LINE_OPS_API_URL"', 0],
])('ends as the command %j does', async (script, status) => {
  const foreign = { LINE_CHANNEL_ACCESS_TOKEN: 'x', LINE_OPS_CHANNEL: 'shop', LINE_ASSERTION_KEY_FILE: '/key' };
  expect(await statusOf(['sh', '-c', script], {}, foreign)).toBe(status);
});

it('says what cannot be started', async () => {
  expect(await statusOf(['no-such-command-here'])).toMatchObject({ code: 'COMMAND_NOT_STARTED' });
});

it('a shell forgets another channel before it takes over the environment', () => {
  const own = { PATH: '/bin', LINE_CHANNEL_ID: '1', LINE_CHANNEL_ACCESS_TOKEN: 'x', LINE_OPS_HOME: '/home' };
  expect(namesToForget(own, { LINE_CHANNEL_ID: '2' })).toEqual(['LINE_CHANNEL_ACCESS_TOKEN']);
});
