import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { eachOnce, exited, MULTICAST, numberAt, openWorld, type World } from '../support/binary.js';

const IDS = Array.from({ length: 1_000 }, (_, index) => followerId(index));

const listOf = (world: World, name: string, from: number, to: number) =>
  world.file(name, `${IDS.slice(from, to).join('\n')}\n`);

async function sent(world: World, list: string, ...more: readonly string[]): Promise<string> {
  const args = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', list, '--yes', ...more];
  return String((await world.insideJson(args))['id']);
}

/** Warnings of a plan, by their codes. */
const codesOf = (plan: Readonly<Record<string, unknown>>) =>
  (plan['warnings'] as { code: string }[]).map(({ code }) => code).filter((code) => code.startsWith('EXCLUDED'));

describe.concurrent('--exclude with the ID of a broadcast', () => {
  it('leaves out whom it reached, says how many each exclusion took, and nobody is messaged twice', async () => {
    await using world = await openWorld({ followers: 1_000 });
    const first = await sent(world, listOf(world, 'first.txt', 0, 400));
    const gone = listOf(world, 'gone.txt', 300, 500);
    const plan = [
      '--messages',
      first,
      '--to',
      listOf(world, 'all.txt', 0, 1_000),
      '--exclude',
      gone,
      '--exclude',
      first,
    ];

    const planned = await world.insideJson(['broadcast', 'plan', ...plan]);
    const card = exited(0, await world.inside(['broadcast', 'plan', ...plan])).stdout;
    const second = await world.insideJson(['broadcast', 'send', ...plan, '--yes']);

    expect(planned).toMatchObject({
      recipients: { total: 1_000, unique: 500, excluded: 500 },
      exclusions: [
        { source: gone, excluded: 200 },
        { source: first, excluded: 300 },
      ],
    });
    expect(card).toMatch(new RegExp(`excluded +200 by .*gone.txt\\n +300 by ${first}`));
    expect(codesOf(planned)).toEqual([]);
    expect(numberAt(second, 'recipients', 'accepted')).toBe(500);
    expect(world.delivered()).toEqual(eachOnce(900));
  });

  it('takes the unknown with the accepted, leaves the pending, and warns that it may go on', {
    timeout: 60_000,
  }, async () => {
    await using world = await openWorld({ followers: 1_000, latencyMs: 30 });
    const list = listOf(world, 'all.txt', 0, 1_000);
    const begin = [
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      list,
      '--batch-size',
      '50',
      '--yes',
    ];
    const running = world.start([...begin, '--rate', '20/s']);
    await world.seen(5, MULTICAST, running);
    await running.kill();
    const first = await world.onlyBroadcast();
    const stood = await world.insideJson(['broadcast', 'show', first]);
    const may = numberAt(stood, 'recipients', 'accepted') + numberAt(stood, 'recipients', 'unknown');
    const rest = ['--messages', first, '--to', list, '--exclude', first];

    const planned = await world.insideJson(['broadcast', 'plan', ...rest]);

    expect(planned).toMatchObject({ recipients: { excluded: may, unique: 1_000 - may } });
    expect(codesOf(planned)).toEqual(['EXCLUDED_MAY_GO_ON']);
    exited(0, await world.inside(['broadcast', 'cancel', first, '--yes']));
    const second = await world.insideJson(['broadcast', 'send', ...rest, '--yes']);
    expect(second['state']).toBe('completed');
    expect(codesOf(await world.insideJson(['broadcast', 'plan', ...rest.slice(0, -1), first]))).toEqual([]);
    expect(world.delivered().most).toBe(1);
  });

  it('takes everybody whom a living run may yet reach, and says so', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 1_000 });
    const list = listOf(world, 'all.txt', 0, 600);
    const begin = [
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      list,
      '--batch-size',
      '50',
      '--yes',
    ];
    const running = world.start([...begin, '--stages', '50,rest', '--interval', '1h']);
    await world.seen(1, MULTICAST, running);
    const first = await world.onlyBroadcast();
    const all = listOf(world, 'others.txt', 0, 1_000);
    const planned = await world.insideJson(['broadcast', 'plan', '--messages', first, '--to', all, '--exclude', first]);
    expect(planned).toMatchObject({ recipients: { excluded: 600, unique: 400 } });
    expect(codesOf(planned)).toEqual(['EXCLUDED_BEING_SENT']);
    await running.kill();
  });

  it('stops before any request where nobody knows whom it reached, or there is none', async () => {
    await using world = await openWorld({ followers: 200 });
    const friends = String(
      (
        await world.insideJson([
          'broadcast',
          'create',
          '--messages',
          world.messagesFile(),
          '--to',
          'friends',
          '--friends',
          '200',
        ])
      )['id'],
    );
    const plan = ['broadcast', 'plan', '--messages', world.messagesFile(), '--to', listOf(world, 'l.txt', 0, 10)];
    const ended = exited(2, await world.inside([...plan, '--exclude', friends]));
    expect(ended.stderr).toContain('to friends whom LINE chose');
    exited(2, await world.inside([...plan, '--exclude', 'b-20260101-zzzzzz']));
    exited(2, await world.inside(['broadcast', 'plan', '--messages', 'b-20260101-zzzzzz', '--to', 'l.txt']));
  });
});

it('--messages with the ID of a broadcast sends the same bytes, silent and under a unit as this command line says', async () => {
  await using world = await openWorld({ followers: 20 });
  const messages = world.file(
    'm.json',
    '{"messages":[{"type":"text","text":"caf\\u00e9 \\ud83d\\ude00"},{"type":"text","text":"2","x-own":1.50}]}',
  );
  const args = ['--to', listOf(world, 'a.txt', 0, 10), '--yes', '--silent', '--unit', 'spring'];
  const first = String((await world.insideJson(['broadcast', 'send', '--messages', messages, ...args]))['id']);
  const same = await world.insideJson([
    'broadcast',
    'plan',
    '--messages',
    first,
    '--to',
    listOf(world, 'b.txt', 10, 20),
  ]);
  const fromFile = await world.insideJson([
    'broadcast',
    'plan',
    '--messages',
    messages,
    '--to',
    listOf(world, 'b.txt', 10, 20),
  ]);
  expect(same['planHash']).toBe(fromFile['planHash']);
  const otherwise = `${first} was sent with --silent --unit spring, and this is not: only its messages are taken over`;
  expect(same['warnings']).toContainEqual({ code: 'MESSAGES_SENT_OTHERWISE', message: otherwise });
  const silent = ['--to', listOf(world, 'a.txt', 0, 10), '--silent', '--unit', 'spring', '--again'];
  const again = await world.insideJson(['broadcast', 'plan', '--messages', first, ...silent]);
  const shown = await world.insideJson(['broadcast', 'show', first]);
  expect(again['planHash']).toBe(shown['planHash']);
  expect(again['warnings']).not.toContainEqual(expect.objectContaining({ code: 'MESSAGES_SENT_OTHERWISE' }));
});

it('a plan offers to leave out whom LINE refused earlier, with commands that do it', async () => {
  await using world = await openWorld({ followers: 20, faults: [{ kind: 'hang-after', probability: 1 }] });
  const list = listOf(world, 'a.txt', 0, 10);
  const running = world.start(['broadcast', 'send', '--messages', world.messagesFile(), '--to', list, '--yes']);
  await world.seen(1, MULTICAST, running);
  await running.kill();
  const other = world.file('other.json', '{"type":"text","text":"another"}');
  const plan = ['broadcast', 'plan', '--messages', other, '--to', listOf(world, 'b.txt', 5, 20)];
  const warnings = (await world.insideJson(plan))['warnings'] as { code: string; message: string }[];
  const message = warnings.find(({ code }) => code === 'REFUSED_BEFORE')?.message ?? '';
  expect(message).toContain('5 of these recipients were refused or left unknown');
  const named = /line-ops (broadcast export .*) and add --exclude (\S+)/.exec(message);
  exited(0, await world.run((named?.[1] ?? '').split(' ')));
  const left = await world.json([...plan, '--exclude', named?.[2] ?? '']);
  expect(left).toMatchObject({ recipients: { excluded: 5, unique: 10 } });
  expect((left['warnings'] as { code: string }[]).map(({ code }) => code)).not.toContain('REFUSED_BEFORE');
});
