import { expect, it } from 'vitest';
import { stop } from '../../src/cli/emulator/stop.js';
import type { Session } from '../../src/cli/session.js';
import type { ListedEmulator } from '../../src/ports/emulator.js';
import { holdDocuments } from '../support/documents.js';

/** What `emulator stop` ends of the emulators that run, or the code of its refusal. */
async function stopped(running: readonly (readonly [pid: number, port: number])[], args: string[], all = false) {
  const ended: number[] = [];
  const emulators = running.map(
    ([pid, port]): ListedEmulator => ({
      pid,
      url: `http://127.0.0.1:${port}`,
      startedAt: 0,
      stop: async () => void ended.push(pid),
    }),
  );
  let answer = '';
  const session = {
    terminal: {
      answer: (text: string) => {
        answer += text;
      },
    },
    globals: { json: true },
  } as unknown as Session;
  return stop(session, { emulator: args[0] ?? null, all }, { list: async () => emulators }).then(
    () => {
      holdDocuments(answer);
      return [ended, JSON.parse(answer).stopped.map(({ pid }: { pid: number }) => pid)];
    },
    ({ code }: { code: string }) => [ended, code],
  );
}

const TWO = [
  [10, 8001],
  [8001, 10],
] as const;

it.each([
  ['the only one', [[10, 8001]], [], false, [[10], [10]]],
  ['none where none runs', [], [], false, [[], []]],
  ['no one of several without a name', TWO, [], false, [[], 'SEVERAL_EMULATORS']],
  ['the one with this process ID, not the one with this port', TWO, ['10'], false, [[10], [10]]],
  ['the one with this URL', TWO, ['http://localhost:10/'], false, [[8001], [8001]]],
  ['nothing under a name that nobody has', TWO, ['99'], false, [[], 'NO_SUCH_EMULATOR']],
  [
    'all of them',
    TWO,
    [],
    true,
    [
      [10, 8001],
      [10, 8001],
    ],
  ],
  ['nothing when told both', TWO, ['10'], true, [[], 'CONFLICTING_OPTIONS']],
] as const)('ends %s', async (_what, running, args, all, expected) => {
  expect(await stopped(running, [...args], all)).toEqual(expected);
});
