import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';

const at = emulated({ followers: 20 });

const FOREIGN = `U${'f0'.repeat(16)}`;

function request(text: string, ids: readonly string[]): readonly string[] {
  return [
    '--messages',
    at.file('m.json', JSON.stringify({ type: 'text', text })),
    '--to',
    at.file('to.txt', ids.join('\n')),
  ];
}

/** What a plan to these people offers to leave out, as a command. */
async function offered(...ids: readonly string[]): Promise<{ readonly said: string; readonly command: string }> {
  const planned = await at.line.run('broadcast', 'plan', ...request('next', ids), '--json');
  const { warnings } = JSON.parse(planned.stdout);
  const said: string = warnings.find(({ code }: { code: string }) => code === 'REFUSED_BEFORE')?.message ?? '';
  return { said, command: /line-ops (broadcast export .*) --out \S+ and add --exclude/.exec(said)?.[1] ?? '' };
}

async function newest(): Promise<string> {
  return JSON.parse((await at.line.run('broadcast', 'list', '--json')).stdout).broadcasts[0].id;
}

it('whom LINE refused is offered to be left out, and nobody else is', async () => {
  const users = { method: 'POST', body: JSON.stringify({ foreign: [FOREIGN] }) };
  await fetch(`${at.emulator.url}/_emulator/users`, users);
  await at.line.run('broadcast', 'send', ...request('first', [followerId(1), FOREIGN, followerId(2)]), '--yes');
  const id = await newest();
  const { said, command } = await offered(FOREIGN, followerId(1));
  expect(said).toContain(`1 of these recipients was refused or left unknown by ${id}`);
  expect(command).toBe(`broadcast export ${id} --refused`);
  expect(await offered(followerId(1), followerId(2))).toMatchObject({ said: '' });
});

it('of whom nobody can tell is offered before and after it was decided that they are not sent to again', async () => {
  at.emulator.setFaults([{ kind: 'reset-after', probability: 1, endpoint: 'multicast' }]);
  const people = [followerId(1), followerId(2)];
  await at.line.run('broadcast', 'send', ...request('first', people), '--yes', '--keep-trying', '0s');
  at.emulator.setFaults([]);
  const id = await newest();
  expect(await offered(...people)).toMatchObject({ command: `broadcast export ${id} --unknown` });
  at.emulator.moveClock(25 * 60 * 60 * 1000);
  expect(await at.line.run('broadcast', 'resume', id, '--yes')).toMatchObject({ exitCode: 7 });
  expect(await at.line.run('broadcast', 'resolve', id, '--unknown', 'skip', '--yes')).toMatchObject({ exitCode: 0 });
  const { command } = await offered(...people, followerId(3));
  expect(command).toBe(`broadcast export ${id} --left-out`);
  const out = join(at.line.home, 'out.txt');
  expect(await at.line.run(...command.split(' '), '--out', out)).toMatchObject({ exitCode: 0 });
  const next = request('next', [...people, followerId(3)]);
  const sent = await at.line.run('broadcast', 'send', ...next, '--exclude', out, '--yes');
  expect(sent).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('left unknown') });
});
