import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { databaseOf, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';
import { MovingWorld } from './moving-world.js';

/** What docs/team.md says an administrator types: the roles, then what the owner grants. */
const [CREATE = '', GRANT = ''] = [...readFileSync('docs/team.md', 'utf8').matchAll(/```sql\n(.*?)```/gs)].map(
  ([, sql = '']) => sql,
);

/** The same with names of this test's own: roles belong to the whole server. */
async function asThePageSays() {
  const { sql, port } = await sharedServer();
  const suffix = crypto.randomUUID().slice(0, 8).replaceAll('-', '');
  const named = (text: string) =>
    text.replaceAll(/\bline_ops(_owner)?\b(?!\.| TO)(?<!SCHEMA line_ops)/g, `$&_${suffix}`);
  for (const statement of CREATE.split(';').filter((one) => one.trim() !== '')) await sql(named(statement));
  const url = (role: string, password: string) =>
    `postgres://${role}_${suffix}:${encodeURIComponent(password)}@127.0.0.1:${port}/line_ops_${suffix}`;
  const [owner, everyday] = [url('line_ops_owner', 'change this'), url('line_ops', 'and this')];
  // The first command of the owner makes the tables.
  await (await stateServerAt(owner)).close();
  const grants = GRANT.replaceAll(/TO line_ops;|FROM line_ops;/g, (end) => end.replace(';', `_${suffix};`));
  await sql(`SET ROLE line_ops_owner_${suffix}; ${grants}`, owner);
  expect(databaseOf(everyday)).toBe(`line_ops_${suffix}`);
  return everyday;
}

describeWithPostgres('the everyday role of docs/team.md', () => {
  it('is enough for a move there and back, may do nothing that it need not, and cannot drop', async () => {
    const url = await asThePageSays();
    const world = new MovingWorld(url);
    await world.fill();
    const before = await world.contents('folder');
    await (await world.mover('server')).move(() => {});
    expect(await world.contents('server')).toEqual(before);
    const { server } = await (await world.state('server').wholeState()).facts();
    expect(server?.excess).toEqual([]);

    const everyday = await stateServerAt(url);
    for (const statement of [
      'DROP TABLE token',
      'TRUNCATE token',
      'ALTER TABLE token ADD COLUMN x TEXT',
      'UPDATE form SET number = 9',
    ])
      await expect(everyday.write((session) => session.query(statement))).rejects.toMatchObject({
        code: 'STATE_SERVER_REFUSED',
      });

    await (await world.mover('folder')).move(() => {});
    expect(await world.contents('folder')).toEqual(before);
  });
});
