import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqlite, type SqlValue } from '../../src/adapters/state/sqlite/sqlite.js';
import { holdOutRule } from '../../src/domain/broadcast/planning/hold-out.js';
import { packUserId } from '../../src/domain/broadcast/planning/user-id-bytes.js';
import { parseUserId } from '../../src/domain/line/ids.js';
import { followerId } from '../../src/emulator/bot/followers.js';
import { emulated } from '../support/emulated.js';

const at = emulated({ followers: 100 });

const STRANGER = `U${'5e'.repeat(16)}`;

async function json(...words: string[]) {
  const { exitCode, stdout, stderr } = await at.line.run(...words, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
}

/** A message of its own each time, so that none is the same again. */
function plan(from: number, to: number): readonly string[] {
  const ids = Array.from({ length: to - from }, (_, index) => followerId(from + index));
  const text = `${from} to ${to}`;
  return [
    '--messages',
    at.file('m.json', JSON.stringify({ type: 'text', text })),
    '--to',
    at.file('to.txt', ids.join('\n')),
  ];
}

async function sent(...words: readonly string[]): Promise<string> {
  return (await json('broadcast', 'send', ...words, '--yes')).id;
}

/** Somebody else, or a failing disk, writes into the state file. */
async function strike(sql: string, ...values: SqlValue[]): Promise<void> {
  const database = await openSqlite(join(at.line.home, 'state.db'));
  expect(database.prepare(sql).run(...values).changes).toBe(1);
  database.close();
}

/** A seed that holds out this person. */
function seedFor(userId: string): string {
  const packed = packUserId(parseUserId(userId));
  for (let seed = 0; ; seed += 1) if (holdOutRule({ share: 0.5, seed: `${seed}` })(packed, 0)) return `${seed}`;
}

describe('user show', () => {
  it('names every broadcast and push that has the person: how it stands, when, stage, batch and request', async () => {
    const first = await sent(...plan(0, 50), '--batch-size', '10', '--stages', '30,rest');
    await sent(...plan(60, 80));
    const held = await sent(...plan(10, 50), '--hold-out', '50%', '--hold-out-seed', seedFor(followerId(42)));
    await json(
      'message',
      'push',
      at.file('p.json', JSON.stringify({ type: 'text', text: 'you' })),
      '--to',
      followerId(42),
    );
    const open = (await json('broadcast', 'create', ...plan(40, 45))).id;
    const { profile, known, broadcasts, searched, forgotten } = await json('user', 'show', followerId(42));
    expect({ profile, known, forgotten }).toMatchObject({ profile: { language: 'ja' }, known: true, forgotten: [] });
    expect(searched).toBe(50 + 20 + 40 + 1 + 5);
    expect(broadcasts).toMatchObject([
      { id: open, broadcastState: 'planned', state: 'pending', mayHave: false, at: null, requestId: null },
      { via: 'push', state: 'accepted', mayHave: true, stage: 1, batch: 0 },
      { id: held, state: 'heldOut', mayHave: false, stage: null },
      { id: first, via: 'multicast', state: 'accepted', mayHave: true, stage: 2, batch: 4 },
    ]);
    const { acceptances } = await json('broadcast', 'report', first);
    expect(acceptances).toContainEqual(
      expect.objectContaining({ batch: 4, requestId: broadcasts[3].requestId, at: broadcasts[3].at }),
    );
  });

  it('tells whom LINE refused by name from who is in doubt, and why', async () => {
    at.emulator.setFaults([{ kind: 'reset-after', probability: 1, endpoint: 'multicast' }]);
    const { exitCode } = await at.line.run('broadcast', 'send', ...plan(0, 5), '--yes', '--keep-trying', '0s');
    expect(exitCode).toBe(7);
    at.emulator.setFaults([]);
    expect((await json('user', 'show', followerId(3), '--offline')).broadcasts).toMatchObject([
      { state: 'unknown', mayHave: true, requestId: null },
    ]);
  });

  it('lists what was forgotten, and what LINE chose the recipients of', async () => {
    const forgotten = await sent(...plan(0, 20));
    await json('broadcast', 'prune', '--older-than', '0s', '--yes');
    const friends = await sent(
      '--messages',
      at.file('m.json', JSON.stringify({ type: 'text', text: 'all' })),
      '--to',
      'friends',
      '--friends',
      '100',
    );
    const shown = await json('user', 'show', followerId(3), '--offline');
    expect(shown).toMatchObject({
      known: null,
      profile: null,
      broadcasts: [],
      forgotten: [{ id: forgotten, forgottenAt: expect.any(String) }],
      withoutUserIds: [{ id: friends }],
    });
    const text = await at.line.run('user', 'show', followerId(3), '--offline');
    expect(text.stdout).toContain(`Nobody can tell any more of what was forgotten: ${forgotten}`);
  });

  it('says what it means that LINE has no profile, and still tells what the state knows', async () => {
    const id = await sent(
      '--messages',
      at.file('m.json', JSON.stringify({ type: 'text', text: 'x' })),
      '--to',
      at.file('to.txt', STRANGER),
    );
    expect(await json('user', 'show', STRANGER)).toMatchObject({ known: false, profile: null, broadcasts: [{ id }] });
    expect((await at.line.run('user', 'show', STRANGER)).stdout).toContain('not a friend');
  });

  it.each([
    [
      'whose people are others',
      'UPDATE batch_recipients SET user_ids = zeroblob(160) WHERE idx = 1 AND broadcast_id = ?',
    ],
    ['whose people are gone', 'DELETE FROM batch_recipients WHERE idx = 1 AND broadcast_id = ?'],
    ['in a state that there is not', "UPDATE batch SET state = 'sent' WHERE idx = 2 AND broadcast_id = ?"],
    ['of a broadcast that says nothing', "UPDATE broadcast SET settings = '' WHERE id = ?"],
  ])('names the broadcast of a damaged batch, %s, answers the rest, and is no success', async (_what, sql) => {
    const damaged = await sent(...plan(0, 40), '--batch-size', '10');
    const whole = await sent(...plan(10, 35));
    await strike(sql, damaged);
    const shown = await at.line.run('user', 'show', followerId(25), '--offline', '--json');
    expect(JSON.parse(shown.stderr)).toMatchObject({
      error: { code: 'STATE_DAMAGED', details: { broadcasts: [damaged] }, hint: expect.stringContaining(damaged) },
    });
    expect(shown.exitCode).toBe(1);
    const { broadcasts, unreadable } = JSON.parse(shown.stdout);
    expect(unreadable).toEqual([damaged]);
    expect(broadcasts).toContainEqual(expect.objectContaining({ id: whole, state: 'accepted', mayHave: true }));
  });

  it('finds whom the whole batches of a damaged broadcast have', async () => {
    const id = await sent(...plan(0, 40), '--batch-size', '10');
    await strike('UPDATE batch_recipients SET user_ids = zeroblob(160) WHERE idx = 1 AND broadcast_id = ?', id);
    const { stdout } = await at.line.run('user', 'show', followerId(25), '--offline', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ broadcasts: [{ id, batch: 2 }], unreadable: [id], searched: 30 });
  });

  it('finds people of broadcasts that an early version has stored', async () => {
    const id = await sent(...plan(0, 10));
    const database = await openSqlite(join(at.line.home, 'state.db'));
    const row = database.prepare('SELECT settings FROM broadcast WHERE id = ?').get(id) as { settings: string };
    database.close();
    const { id: _, ...settings } = JSON.parse(row.settings.slice(row.settings.indexOf(' ') + 1));
    for (const later of ['notAfterMs', 'quietHours', 'again', 'keepTryingMs', 'toWord', 'notify', 'agreedPerSecond'])
      delete settings[later];
    await strike('UPDATE broadcast SET settings = ? WHERE id = ?', JSON.stringify({ id, ...settings }), id);
    const { broadcasts, unreadable } = await json('user', 'show', followerId(3), '--offline');
    expect({ broadcasts, unreadable }).toMatchObject({ broadcasts: [{ id, state: 'accepted' }], unreadable: [] });
  });

  it.each([
    ['C4af4980629f3c1a5b0e7d2c96b8a1f04', 'group-or-room-id'],
    ['U4AF4980629F3C1A5B0E7D2C96B8A1F04', 'upper-case'],
    ['U4af4980629f3c1a5b0e7d2c96b8a1f04,', 'trailing-separator'],
    ['@somebody', 'display-id'],
  ])('refuses %s, and says what it is', async (text, kind) => {
    const { exitCode, stderr } = await at.line.run('user', 'show', text, '--json');
    expect({ exitCode, details: JSON.parse(stderr).error.details }).toEqual({ exitCode: 2, details: { kind } });
  });
});
