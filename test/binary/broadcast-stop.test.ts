import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eachOnce, exited, MULTICAST, openWorld, until, type World } from '../support/binary.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import { sit } from '../support/sitting.js';

function send(world: World, ...options: readonly string[]): readonly string[] {
  const list = world.followersFile(40);
  return ['broadcast', 'send', '--messages', world.messagesFile(), '--to', list, '--batch-size', '2', ...options];
}

it('a terminal that goes away ends a broadcast as SIGTERM does: nothing new, all saved, exit 143', async () => {
  await using world = await openWorld({ followers: 40 });
  const running = world.start(send(world, '--rate', '10/s', '--yes'));
  await world.seen(3, MULTICAST, running);

  // From the kernel, and from the shell.
  running.signal('SIGHUP');
  running.signal('SIGHUP');
  const ended = exited(143, await running.ended);

  expect(ended.stderr).toContain('line-ops broadcast resume');
  const id = await world.onlyBroadcast();
  expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({
    state: 'paused',
    recipients: { unknown: 0 },
  });
  exited(0, await world.run(['broadcast', 'resume', id]));
  expect(world.delivered()).toEqual(eachOnce(40));
});

describe('a pause from another terminal', () => {
  it('ends the command of a gate, with what that has started', async () => {
    await using world = await openWorld({ followers: 40 });
    const pids = join(world.folder, 'gate.pids');
    const gate = `cmd:sleep 600 & echo $$ $! > ${pids}; wait`;
    const running = world.start(send(world, '--stages', '2,rest', '--gate', gate, '--yes'));
    await until('the gate to run', () => existsSync(pids) && readFileSync(pids, 'utf8').endsWith('\n'));

    const id = await world.onlyBroadcast();
    const paused = await world.json(['broadcast', 'pause', id]);

    expect(paused).toMatchObject({ state: 'paused', recipients: { accepted: 2, pending: 38, unknown: 0 } });
    expect(exited(7, await running.ended).stderr).toContain('paused from another terminal');
    const [shell, sleeper] = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
    await until('the command and its child to be gone', () => !isAlive(shell) && !isAlive(sleeper));
  });

  it.runIf(hasPseudoTerminal)('takes back the question of a gate', async () => {
    await using world = await openWorld({ followers: 40 });
    const { sees, type, ended } = sit(world, send(world, '--stages', '2,rest', '--gate', 'confirm'));
    await sees('Type the number to go ahead');
    type('40\r');
    await sees('Begin stage 2?');

    await world.json(['broadcast', 'pause', await world.onlyBroadcast()]);

    await sees('paused from another terminal');
    expect(await ended).toBe(7);
  });
});

it.runIf(hasPseudoTerminal)('Ctrl-C at the question of a gate stops the run, resumable, with exit 130', async () => {
  await using world = await openWorld({ followers: 40 });
  const { sees, type, ended } = sit(world, send(world, '--stages', '2,rest', '--gate', 'confirm'));
  await sees('Type the number to go ahead');
  type('40\r');
  await sees('Begin stage 2?');
  type('\u0003');

  await sees('line-ops broadcast resume');
  expect(await ended).toBe(130);
  const id = await world.onlyBroadcast();
  expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({
    state: 'paused',
    recipients: { accepted: 2 },
  });
});

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    // A process that nobody has waited for yet is dead all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
