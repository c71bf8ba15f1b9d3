import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';

const at = emulated({ followers: 100 });
let messages = 0;

/** A message of its own each time, so that none is the same again. */
function message(): string {
  messages += 1;
  return at.file('m.json', JSON.stringify({ type: 'text', text: `message ${messages}` }));
}

function plan(from: number, to: number): readonly string[] {
  const ids = Array.from({ length: to - from }, (_, index) => followerId(from + index));
  return ['--messages', message(), '--to', at.file('to.txt', ids.join('\n'))];
}

async function json(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await at.line.run(...words, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
}

const sent = async (...words: readonly string[]) => (await json('broadcast', 'send', ...words, '--yes')).id;

describe('--max-per-recipient', () => {
  it('leaves out whom broadcasts and pushes of this bot reached so often, and says how many', async () => {
    await sent(...plan(0, 20));
    await sent(...plan(10, 30));
    await json('message', 'push', message(), '--to', followerId(5));
    const limited = ['--max-per-recipient', '2/7d'];
    const planned = await json('broadcast', 'plan', ...plan(0, 40), ...limited);
    expect(planned).toMatchObject({
      recipients: { total: 40, unique: 29, excluded: 11 },
      maxPerRecipient: { times: 2, window: '7d', leftOut: 11 },
    });
    expect((await at.line.run('broadcast', 'plan', ...plan(0, 40), ...limited)).stdout).toContain(
      '11 reached twice or more in 7d',
    );
    const id = await sent(...plan(0, 40), ...limited);
    expect(await json('broadcast', 'show', id)).toMatchObject({
      recipients: { unique: 29, excluded: 11, accepted: 29 },
    });
    expect(at.emulator.deliveries()).toMatchObject({ maxPerRecipient: 2 });
  });

  it('refuses where it cannot be read whom a broadcast reached', async () => {
    await sent(...plan(0, 20), '--batch-size', '10');
    const database = await openSqlite(join(at.line.home, 'state.db'));
    database.exec('UPDATE batch_recipients SET user_ids = zeroblob(160) WHERE idx = 1');
    database.close();
    const refused = await at.line.run('broadcast', 'create', ...plan(0, 20), '--max-per-recipient', '1/7d', '--json');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('STATE_DAMAGED') });
  });

  it('counts whom --exclude names there, and who are in doubt as reached', async () => {
    at.emulator.setFaults([{ kind: 'reset-after', probability: 1, endpoint: 'multicast' }]);
    expect(await at.line.run('broadcast', 'send', ...plan(0, 10), '--yes', '--keep-trying', '0s')).toMatchObject({
      exitCode: 7,
    });
    at.emulator.setFaults([]);
    await json('broadcast', 'create', ...plan(10, 20));
    const exclude = ['--exclude', at.file('not.txt', [followerId(0), followerId(15)].join('\n'))];
    expect(await json('broadcast', 'plan', ...plan(0, 20), ...exclude, '--max-per-recipient', '1/1d')).toMatchObject({
      recipients: { unique: 9, excluded: 11 },
      maxPerRecipient: { leftOut: 9 },
    });
  });

  it('refuses a time that reaches into what was forgotten, and says what it cannot count', async () => {
    const id = await sent(...plan(0, 10));
    await json('broadcast', 'prune', '--older-than', '0s', '--yes');
    const friends = await sent('--messages', message(), '--to', 'friends', '--friends', '100');
    const refused = await at.line.run('broadcast', 'create', ...plan(0, 20), '--max-per-recipient', '2/7d', '--json');
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(new RegExp(`"code":"RECIPIENTS_FORGOTTEN".*"broadcasts":\\["${id}"\\]`)),
    });
    const { warnings } = await json('broadcast', 'plan', ...plan(0, 20), '--max-per-recipient', '1/0s');
    expect(warnings).not.toContainEqual(expect.objectContaining({ code: 'REACHED_UNCOUNTED' }));
    expect(friends).toMatch(/^b-/);
  });

  it('warns of broadcasts whose recipients LINE chose', async () => {
    const friends = await sent('--messages', message(), '--to', 'friends', '--friends', '100');
    const { warnings } = await json('broadcast', 'plan', ...plan(0, 20), '--max-per-recipient', '1/1d');
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'REACHED_UNCOUNTED', message: expect.stringContaining(friends) }),
    );
  });

  it.each(['2', '0/7d', '256/7d', '2/7w', '-1/7d'])('refuses %s', async (text) => {
    expect(
      await at.line.run('broadcast', 'plan', ...plan(0, 2), `--max-per-recipient=${text}`, '--json'),
    ).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('"code":"INVALID_MAX_PER_RECIPIENT"'),
    });
  });
});
