import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { eachOnce, exited, MULTICAST, numberAt, openWorld } from '../support/binary.js';

const IDS = Array.from({ length: 400 }, (_, index) => followerId(index));

it('sends to nobody who is excluded or held out, counts them, and lists whom it held out', async () => {
  await using world = await openWorld({ followers: 400 });
  const gone = world.file(
    'gone.csv',
    `name,userId\n${IDS.slice(0, 50)
      .map((id) => `x,${id}`)
      .join('\n')}\n`,
  );
  const told = world.file('told.txt', `${IDS.slice(40, 100).join('\n')}\n`);
  const plan = [
    ...['--to', world.file('list.txt', `${[...IDS, IDS[200]].join('\n')}\n`), '--messages', world.messagesFile()],
    ...['--exclude', gone, '--exclude', told, '--hold-out', '20%', '--batch-size', '20'],
  ];
  const { planHash } = await world.insideJson(['broadcast', 'plan', ...plan]);

  const sent = await world.json(['broadcast', 'send', ...plan, '--confirm-plan', String(planHash)]);

  const counts = sent['recipients'];
  const heldOut = numberAt(sent, 'recipients', 'heldOut');
  const unique = numberAt(sent, 'recipients', 'unique');
  expect(counts).toMatchObject({ total: 401, duplicates: 1, malformed: 0, excluded: 100, accepted: unique });
  expect(unique + heldOut).toBe(300);
  expect(heldOut).toBeGreaterThan(30);
  expect(world.delivered()).toEqual(eachOnce(unique));

  const id = String(sent['id']);
  const csv = join(world.folder, 'held-out.csv');
  exited(0, await world.run(['broadcast', 'report', id, '--held-out-csv', csv]));
  const listed = readFileSync(csv, 'utf8').trimEnd().split('\n').slice(1);
  expect(listed).toHaveLength(heldOut);
  const mayBeHeldOut = new Set<string>(IDS.slice(100));
  expect(listed.every((userId) => mayBeHeldOut.has(userId))).toBe(true);
  exited(0, await world.inside(['broadcast', 'verify', id]));
});

it.each([
  ['a file that is not there', ['--exclude', 'nowhere.txt']],
  ['a share of everybody', ['--hold-out', '100%']],
  ['everybody', ['--exclude', 'list.txt']],
])('stops before any request for %s', async (_what, more) => {
  await using world = await openWorld({ followers: 1 });
  world.file('list.txt', `${IDS[0]}\n`);
  const args = ['broadcast', 'send', '--to', 'list.txt', '--messages', world.messagesFile(), '--yes', ...more];

  const ended = exited(2, await world.run(args));

  expect(ended.stdout).toBe('');
  expect(ended.stderr).toContain('hint: ');
  expect(world.requestsTo(MULTICAST)).toBe(0);
});
