import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eachOnce, exited, openWorld, until } from '../support/binary.js';
import { holdDocuments } from '../support/documents.js';

describe.concurrent('a broadcast with --notify', () => {
  it('tells each end once, and a second time only where a kill left open whether it was told', {
    timeout: 90_000,
  }, async () => {
    await using world = await openWorld({ followers: 40 });
    const told = world.file('told.ndjson', '');
    const mark = join(told, '..', 'hung-once');
    // The first time it hangs behind what it has done.
    const notify = `cmd:cat >> '${told}'; test -e '${mark}' || { : > '${mark}'; exec sleep 600; }`;
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(40), '--stages', '10,rest'];
    const gate = ['--gate', 'cmd:test -e open'];
    const running = world.start(['broadcast', 'send', ...plan, ...gate, '--notify', notify, '--yes']);
    await until('the command has the document', () => existsSync(mark));
    await running.kill();
    const id = await world.onlyBroadcast();
    expect(lines(told)).toMatchObject([{ schema: 'line-ops/broadcast@1', id, state: 'paused', event: 'paused' }]);

    // The gate is still closed: what was left is told, and the new pause.
    exited(7, await world.run(['broadcast', 'resume', id]));
    expect(lines(told).map(({ event, state }) => [event, state])).toEqual([
      ['paused', 'paused'],
      ['paused', 'paused'],
      ['paused', 'paused'],
    ]);
    expect(lines(told)[1]?.['eventAt']).toBe(lines(told)[0]?.['eventAt']);
    expect(lines(told)[2]?.['error']).toMatchObject({ code: 'GATE_CLOSED', exitCode: 7 });

    exited(0, await world.run(['broadcast', 'verify', id]));
    const report = JSON.parse((await world.run(['broadcast', 'report', id, '--json'])).stdout);
    expect(report.notices).toMatchObject([
      { event: 'paused', state: 'delivered' },
      { event: 'paused', state: 'delivered' },
    ]);
    expect(world.delivered()).toEqual(eachOnce(10));
  });

  it('tells an end although another process is still telling what was before', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 10 });
    const told = world.file('told', '');
    const go = join(told, '..', 'go');
    const waits = `test "$LINE_OPS_EVENT" = ended || until test -e '${go}'; do sleep 0.02; done`;
    const notify = `cmd:echo "$LINE_OPS_EVENT" >> '${told}'; ${waits}`;
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(10), '--stages', '5,rest'];
    const gate = ['--gate', 'cmd:test -e open'];
    const paused = world.start(['broadcast', 'send', ...plan, ...gate, '--notify', notify, '--yes']);
    await until('the pause is being told', () => readFileSync(told, 'utf8') === 'paused\n');

    world.file('open', '');
    const resumed = world.start(['broadcast', 'resume', await world.onlyBroadcast()]);
    await until('the rest is sent', () => resumed.hasEnded || resumed.stdout.includes('completed'));
    world.file('go', '');
    exited(0, await resumed.ended);
    exited(7, await paused.ended);
    expect(readFileSync(told, 'utf8')).toBe('paused\nended\n');
    expect(world.delivered()).toEqual(eachOnce(10));
  });

  it('tells an end also where the state takes no lock any more', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 4 });
    const told = world.file('told', '');
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(4), '--stages', '2,rest'];
    const gate = ['--gate', `cmd:rm -rf '${join(world.home, 'locks')}'; : > '${join(world.home, 'locks')}'; false`];
    const notify = ['--notify', `cmd:echo "$LINE_OPS_EVENT" >> '${told}'`];
    exited(7, await world.run(['broadcast', 'send', ...plan, ...gate, ...notify, '--yes']));
    expect(readFileSync(told, 'utf8')).toBe('paused\n');
  });

  it('ends as without it where the command fails', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 5 });
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(5)];
    const ran = await world.run(['broadcast', 'send', ...plan, '--notify', 'cmd:echo no route >&2; exit 7', '--yes']);
    exited(0, ran);
    expect(ran.stderr).toContain(
      'a command was not notified of "ended" after 1 attempt: it ended with status 7: no route',
    );
    expect(world.delivered()).toEqual(eachOnce(5));
  });
});

function lines(path: string): readonly Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  holdDocuments(text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
