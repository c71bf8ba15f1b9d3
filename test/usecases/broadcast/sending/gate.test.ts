import { expect, it } from 'vitest';
import { parseBroadcastId } from '../../../../src/domain/line/ids.js';
import type { CommandBounds, CommandEnd } from '../../../../src/ports/command.js';
import type { Deps } from '../../../../src/ports/deps.js';
import { askGate } from '../../../../src/usecases/broadcast/sending/gate.js';

async function answerOf(end: CommandEnd, commandTimeoutMs: number | null) {
  let given: CommandBounds | undefined;
  const runCommand: Deps['runCommand'] = async (_command, _env, _stdoutTo, bounds) => {
    given = bounds;
    return end;
  };
  const unused = {} as never;
  const halted = new AbortController().signal;
  const answer = await askGate(
    { type: 'command', command: 'ready' },
    { id: parseBroadcastId('b-20261121-inuuwn'), stage: 1 },
    async () => false,
    { halted, commandTimeoutMs },
    { env: {}, runCommand, api: unused, tokens: unused },
  );
  return { answer, timeoutMs: given?.timeoutMs, hearsHalt: given?.stop === halted };
}

it('a gate’s command has the time it is given, as long as it takes by itself, and says no when it is over', async () => {
  expect(await answerOf({ status: 0, endedBy: 'itself' }, null)).toEqual({
    answer: null,
    timeoutMs: null,
    hearsHalt: true,
  });
  expect(await answerOf({ status: 3, endedBy: 'itself' }, null)).toMatchObject({
    answer: '"ready" ended with status 3',
  });
  expect(await answerOf({ status: 143, endedBy: 'timeout' }, 60_000)).toMatchObject({
    answer: '"ready" did not end within 1 min',
    timeoutMs: 60_000,
  });
});
