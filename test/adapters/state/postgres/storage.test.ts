import { expect, it } from 'vitest';
import { postgresEngine } from '../../../../src/adapters/state/postgres/engine.js';
import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import { examineTables } from '../../../../src/adapters/state/postgres/storage/examine-tables.js';
import { roomOfTables } from '../../../../src/adapters/state/postgres/storage/room.js';
import { freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const unproven = () => Promise.reject(new Error('nothing is written under a lock here'));

const examine = (server: StateServer) => postgresEngine(server, unproven).snapshot((look) => examineTables(look));

describeWithPostgres('the tables of a server', () => {
  it('are looked at as far as a server can be asked: what is there, and no index that is not valid', async () => {
    const url = await freshDatabase();
    const server = await stateServerAt(url);
    const { problems, looked } = await examine(server);
    expect(problems).toEqual([]);
    expect(looked).toMatch(
      /^\d+ columns and \d+ indexes are there, no index is invalid; the server looks after its files itself$/,
    );
    const { sql } = await sharedServer();
    await sql('DROP INDEX line_ops.token_by_channel; ALTER TABLE line_ops.token DROP COLUMN label', url);
    await sql(
      `ALTER TABLE line_ops.follower_page DROP CONSTRAINT follower_page_pkey;
       UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'line_ops.token_by_fingerprint'::regclass`,
      url,
    );
    expect((await examine(server)).problems).toEqual([
      'the column token.label is not there',
      'the index follower_page_pkey is not there',
      'the index token_by_channel is not there',
      'the index token_by_fingerprint is not valid',
    ]);
  });

  it('take room that the server alone gives back, and that is not called given back', async () => {
    const server = await stateServerAt(await freshDatabase());
    const room = roomOfTables(postgresEngine(server, unproven));
    const empty = await room.bytes();
    await server.write((session) =>
      session.query(
        `INSERT INTO follower_page SELECT 'bot', n, 0, convert_to(md5(n::text), 'UTF8'), '' FROM generate_series(1, 9000) n`,
      ),
    );
    const full = await room.bytes();
    expect(full).toBeGreaterThan(empty + 500_000);
    expect(await room.storedBytes()).toBe(full);
    await server.write((session) => session.query('DELETE FROM follower_page'));
    expect(await room.hasFreeSpace()).toBe(false);
    expect(await room.giveSpaceBack(async () => false)).toBe('by-server');
    expect(room.liesIn).toBe('server');
  });
});
