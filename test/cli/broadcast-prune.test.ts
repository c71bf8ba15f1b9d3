import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';

const at = emulated({ followers: 100 });

async function json(...words: string[]) {
  const { exitCode, stdout, stderr } = await at.line.run(...words, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
}

function plan(count: number): readonly string[] {
  const ids = Array.from({ length: count }, (_, index) => followerId(index));
  const messages = at.file('sale.json', JSON.stringify({ type: 'text', text: 'sale' }));
  return ['--messages', messages, '--to', at.file('to.txt', `${ids.join('\n')}\n`)];
}

async function sent(count: number, ...words: string[]): Promise<string> {
  return (await json('broadcast', 'send', ...plan(count), '--yes', ...words)).id;
}

describe('broadcast prune', () => {
  it('forgets whom ended broadcasts were for, and nothing else of them', async () => {
    const ended = await sent(40, '--name', 'spring');
    const open = (await json('broadcast', 'create', ...plan(30), '--again')).id;
    const before = await json('broadcast', 'show', ended);
    const report = await json('broadcast', 'report', ended);
    const pruned = await json('broadcast', 'prune', '--older-than', '0s', '--yes');
    expect(pruned).toMatchObject({ broadcasts: [{ id: ended, state: 'completed' }], recipients: 40, dryRun: false });
    expect(await json('broadcast', 'show', ended)).toEqual(before);
    expect(await json('broadcast', 'report', ended)).toEqual(report);
    expect(await json('broadcast', 'verify', open)).toMatchObject({ ok: true });
    const { ok, checks } = await json('broadcast', 'verify', ended);
    const skipped = checks.filter(({ status }: { status: string }) => status === 'skip');
    expect({ ok, skipped: skipped.map(({ id }: { id: string }) => id) }).toEqual({
      ok: true,
      skipped: ['checksums', 'once', 'held-out', 'set-aside', 'plan-hash'],
    });
    expect(skipped[0].detail).toContain('the recipients were forgotten on');
    expect(await at.line.run('broadcast', 'export', ended, '--accepted', '--json')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`"code":"RECIPIENTS_FORGOTTEN".*broadcast report ${ended}`)),
    });
    expect(await json('broadcast', 'prune', '--older-than', '0s')).toMatchObject({ broadcasts: [], recipients: 0 });
  });

  it('asks, names what is lost, and changes nothing where the answer is no, nor in a dry run', async () => {
    const id = await sent(20);
    const no = await at.line.runIn({ answers: [false] }, 'broadcast', 'prune', '--older-than', '0s');
    expect(no).toMatchObject({ exitCode: 130 });
    expect(no.stderr).toContain(id);
    expect(await at.line.run('broadcast', 'prune', '--older-than', '0s')).toMatchObject({ exitCode: 2 });
    const dry = await json('broadcast', 'prune', '--older-than', '0s', '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, broadcasts: [{ id }], bytesAfter: null });
    expect((await json('broadcast', 'verify', id)).checks).toContainEqual(
      expect.objectContaining({ id: 'checksums', status: 'pass' }),
    );
  });

  it('takes the age from the configuration, and needs one', async () => {
    const none = await at.line.run('broadcast', 'prune', '--json');
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"code":"KEEP_RECIPIENTS_UNSET"') });
    at.file('config.json', JSON.stringify({ broadcast: { keepRecipients: '30d' } }));
    expect(await json('broadcast', 'prune')).toMatchObject({ olderThan: '30d', broadcasts: [] });
    at.file('config.json', JSON.stringify({ broadcast: { keepRecipients: 'long' } }));
    expect(await at.line.run('broadcast', 'prune', '--json')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('CONFIG_DAMAGED'),
    });
  });

  it('is what config.json asks for when somebody calls it: a list, a doctor and the first create say so', async () => {
    const first = await at.line.run('broadcast', 'create', ...plan(10));
    expect(first.stderr).toContain('"broadcast": {"keepRecipients": "90d"} in config.json');
    expect((await at.line.run('broadcast', 'create', ...plan(10))).stderr).not.toContain('keepRecipients');
    const id = await sent(20, '--again');
    const age = await openSqlite(join(at.line.home, 'state.db'));
    age.prepare('UPDATE broadcast SET finished_at = finished_at - ? WHERE id = ?').run(31 * 24 * 60 * 60 * 1000, id);
    age.close();
    expect(await json('broadcast', 'list')).toMatchObject({
      stateBytes: expect.any(Number),
      keepRecipients: null,
      keptTooLong: [],
    });
    at.file('config.json', JSON.stringify({ broadcast: { keepRecipients: '30d' } }));
    expect(await json('broadcast', 'list')).toMatchObject({ keepRecipients: '30d', keptTooLong: [id] });
    expect((await at.line.run('broadcast', 'list')).stderr).toMatch(/1 broadcast .* longer than 30d .*broadcast prune/);
    const { checks } = JSON.parse((await at.line.run('doctor', '--json')).stdout);
    expect(checks).toContainEqual(expect.objectContaining({ id: 'state-size', status: 'warn' }));
    expect(await json('broadcast', 'prune', '--yes')).toMatchObject({ broadcasts: [{ id }] });
    expect(await json('broadcast', 'list')).toMatchObject({ keptTooLong: [] });
  });

  it('does not take from the configuration what would let a message of today go out twice', async () => {
    at.file('config.json', JSON.stringify({ broadcast: { keepRecipients: '23h' } }));
    expect(await at.line.run('broadcast', 'prune', '--json')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/CONFIG_DAMAGED.*less than 1d/),
    });
    expect(await at.line.run('broadcast', 'send', ...plan(10), '--yes')).toMatchObject({ exitCode: 0 });
    expect(at.emulator.deliveries()).toMatchObject({ recipients: 10 });
  });

  it('leaves nobody to compare with: the same message within a day is refused without --again', async () => {
    const earlier = await sent(20);
    await json('broadcast', 'prune', '--older-than', '0s', '--yes');
    for (const verb of [['create'], ['send', '--yes']]) {
      const again = await at.line.run('broadcast', ...verb, ...plan(20), '--json');
      expect(again).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(new RegExp(`"code":"RECIPIENTS_FORGOTTEN".*${earlier}.*--again`)),
      });
    }
    const { warnings } = await json('broadcast', 'plan', ...plan(20));
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'SENT_BEFORE', message: expect.stringContaining('forgotten') }),
    );
    await sent(20, '--again');
    expect(at.emulator.deliveries()).toMatchObject({ recipients: 20, maxPerRecipient: 2 });
    expect(existsSync(join(at.line.home, 'state.db'))).toBe(true);
  });
});
