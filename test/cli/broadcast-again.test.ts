import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';

const at = emulated({ followers: 100 });

const messages = (text = 'sale') => ['--messages', at.file(`${text}.json`, JSON.stringify({ type: 'text', text }))];

function to(count: number, from = 0): string[] {
  const ids = Array.from({ length: count }, (_, index) => followerId(from + index));
  return ['--to', at.file(`${from}-${count}.txt`, `${ids.join('\n')}\n`)];
}

async function sent(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await at.line.run('broadcast', 'send', ...words, '--yes', '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout).id;
}

function refusedBecauseOf(earlier: string) {
  return {
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`"code":"SENT_BEFORE".*${earlier}.*--again.*"earlier":"${earlier}"`)),
  };
}

describe('the same message to the same people within a day', () => {
  it('is refused by send and create, which name the earlier broadcast, and goes with --again', async () => {
    const earlier = await sent(...messages(), ...to(20), '--name', 'autumn');
    for (const verb of ['send', 'create']) {
      const again = await at.line.run(
        'broadcast',
        verb,
        ...messages(),
        ...to(20),
        '--json',
        ...(verb === 'send' ? ['--yes'] : []),
      );
      expect(again).toMatchObject(refusedBecauseOf(earlier));
      expect(again.stderr).toContain(`${earlier} (autumn)`);
    }
    expect(JSON.parse((await at.line.run('broadcast', 'list', '--json')).stdout).broadcasts).toHaveLength(1);
    expect(at.emulator.deliveries()).toMatchObject({ recipients: 20, maxPerRecipient: 1 });
    await sent(...messages(), ...to(20), '--again');
    expect(at.emulator.deliveries()).toMatchObject({ recipients: 20, maxPerRecipient: 2 });
  });

  it('is a warning in the plan, and in a dry run', async () => {
    const earlier = await sent(...messages(), ...to(20));
    for (const verb of [['plan'], ['send', '--dry-run']]) {
      const planned = await at.line.run('broadcast', ...verb, ...messages(), ...to(20), '--json');
      expect(planned.exitCode).toBe(0);
      // At some hours of the day the plan warns of these hours too.
      expect(JSON.parse(planned.stdout).warnings).toContainEqual(
        expect.objectContaining({ code: 'SENT_BEFORE', message: expect.stringContaining(earlier) }),
      );
    }
  });

  it('is refused at the first resume of one that was created before, not at a later one', async () => {
    const created = await at.line.run('broadcast', 'create', ...messages(), ...to(20), '--json');
    const { id } = JSON.parse(created.stdout);
    const other = await at.line.run('broadcast', 'create', ...messages(), ...to(20), '--json');
    const first = JSON.parse(other.stdout).id;
    at.emulator.setFaults([{ kind: '500-before', probability: 1, endpoint: 'multicast' }]);
    expect(await at.line.run('broadcast', 'resume', first, '--yes', '--keep-trying', '0s')).toMatchObject({
      exitCode: 7,
    });
    expect(await at.line.run('broadcast', 'resume', id, '--yes', '--json')).toMatchObject(refusedBecauseOf(first));
    at.emulator.setFaults([]);
    expect(await at.line.run('broadcast', 'resume', first)).toMatchObject({ exitCode: 0 });
    expect(await at.line.run('broadcast', 'resume', id, '--yes', '--again')).toMatchObject({ exitCode: 0 });
    expect(at.emulator.deliveries()).toMatchObject({ recipients: 20, maxPerRecipient: 2 });
  });

  it.each([
    ['more than half of them', 20, 9, true],
    ['no more than half of them', 20, 10, false],
  ])('means %s', async (_what, count, from, isRefused) => {
    await sent(...messages(), ...to(20));
    const { exitCode } = await at.line.run('broadcast', 'send', ...messages(), ...to(count, from), '--yes');
    expect(exitCode).toBe(isRefused ? 2 : 0);
  });

  it('means the same word in --to, whatever the way, and not another message', async () => {
    const earlier = await sent(...messages(), '--to', 'followers');
    const again = await at.line.run('broadcast', 'send', ...messages(), '--to', 'followers', '--yes', '--json');
    expect(again).toMatchObject(refusedBecauseOf(earlier));
    await sent(...messages('another'), '--to', 'followers');
    const friends = await sent(...messages(), '--to', 'friends', '--friends', '100');
    const narrowed = ['--to', 'friends', '--friends', '100', '--via', 'narrowcast'];
    expect(await at.line.run('broadcast', 'send', ...messages(), ...narrowed, '--yes', '--json')).toMatchObject(
      refusedBecauseOf(friends),
    );
  });

  it('is no message pushed to somebody before, and no push', async () => {
    const push = ['message', 'push', messages()[1] ?? '', '--to', followerId(0)];
    expect(await at.line.run(...push)).toMatchObject({ exitCode: 0 });
    expect(await at.line.run(...push)).toMatchObject({ exitCode: 0 });
    await sent(...messages(), ...to(1));
    expect(await at.line.run(...push)).toMatchObject({ exitCode: 0 });
  });
});
