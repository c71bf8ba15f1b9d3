import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRedactor } from '../../../../src/adapters/redaction/redactor.js';
import { createServerSecrets } from '../../../../src/adapters/secrets/server/server-secrets.js';
import { SCHEMA } from '../../../../src/adapters/state/postgres/server.js';
import { databaseOf, freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const KEY = 'the key of the whole team';
const SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** One state, and machines at it. */
async function team() {
  const url = await freshDatabase();
  const { sql } = await sharedServer();
  const machine = async (key: string | null = KEY, env: Readonly<Record<string, string>> = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'line-ops-team-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const said: string[] = [];
    const redactor = createRedactor();
    const server = await stateServerAt(url);
    const open = () =>
      createServerSecrets({
        server,
        folder,
        env: { ...(key === null ? {} : { LINE_OPS_SECRET_KEY: key }), ...env },
        redactor,
        warn: (line) => said.push(line),
      });
    return { secrets: open(), open, said, redactor, folder };
  };
  await stateServerAt(url);
  await sql(`ALTER DATABASE ${databaseOf(url)} SET search_path = ${SCHEMA}`);
  return { machine, sql: (text: string) => sql(text, url) };
}

describeWithPostgres('secrets in a server', () => {
  it('are what any machine of the team stored last, or forgot', async () => {
    const { machine } = await team();
    const [{ secrets: one }, { secrets: other }] = [await machine(), await machine()];
    expect(await other.get('token/a')).toBeNull();
    await one.set({ 'token/a': 'first', 'channel/1/secret': SECRET });
    expect(await other.get('token/a')).toBe('first');
    await other.set({ 'token/a': 'second' });
    expect(await one.get('token/a')).toBe('second');
    expect(await one.entries()).toEqual({ 'channel/1/secret': SECRET, 'token/a': 'second' });
    await one.set({ 'token/a': null });
    expect(await other.get('token/a')).toBeNull();
    expect(await other.entries()).toEqual({ 'channel/1/secret': SECRET });
    expect(await one.protection()).toMatchObject({ type: 'server', name: expect.stringContaining('127.0.0.1') });
  });

  it('are all there when many machines store the first ones at once', async () => {
    const { machine } = await team();
    const machines = await Promise.all(Array.from({ length: 6 }, () => machine()));
    await Promise.all(machines.map(({ secrets }, index) => secrets.set({ [`token/${index}`]: `string ${index}` })));
    expect(Object.values(await (await machine()).secrets.entries()).toSorted()).toEqual(
      machines.map((_machine, index) => `string ${index}`),
    );
  });

  it('never reach the server in the clear, nor does the key', async () => {
    const { machine, sql } = await team();
    const { secrets, redactor } = await machine();
    await secrets.set({ 'channel/1/secret': SECRET, 'channel/1/assertion-key': '{"kty":"RSA","d":"privateprivate"}' });
    const rows = JSON.stringify([await sql('SELECT * FROM secret'), await sql('SELECT * FROM secret_key')]);
    const decoded = [...rows.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)].map(([text]) =>
      Buffer.from(text, 'base64').toString('latin1'),
    );
    for (const plain of [SECRET, 'privateprivate', KEY])
      for (const stored of [rows, ...decoded]) expect(stored).not.toContain(plain);
    expect(redactor.redact(`${SECRET} ${KEY}`)).toBe('[redacted] [redacted]');
  });

  it('are known to the redactor of who reads them', async () => {
    const { machine } = await team();
    await (await machine()).secrets.set({ 'channel/1/secret': SECRET });
    const { secrets, redactor } = await machine();
    await secrets.get('channel/1/secret');
    expect(redactor.redact(SECRET)).toBe('[redacted]');
  });

  it('are not opened, overwritten or forgotten with another key', async () => {
    const { machine, sql } = await team();
    const { secrets } = await machine();
    await secrets.set({ 'token/a': 'kept' });
    const before = await sql('SELECT * FROM secret NATURAL FULL JOIN secret_key');
    const { secrets: stranger } = await machine('a key that nobody else has');
    const differs = { kind: 'auth', code: 'SECRET_KEY_DIFFERS' };
    await expect(stranger.get('token/a')).rejects.toMatchObject(differs);
    await expect(stranger.set({ 'token/a': 'mine' })).rejects.toMatchObject(differs);
    await expect(stranger.set({ 'token/b': 'mine' })).rejects.toMatchObject(differs);
    await expect(stranger.set({ 'token/a': null })).rejects.toMatchObject(differs);
    await expect(stranger.requireReadable()).rejects.toMatchObject(differs);
    await expect(stranger.requireWritable()).rejects.toMatchObject(differs);
    await expect(stranger.entries()).rejects.toMatchObject(differs);
    expect(await sql('SELECT * FROM secret NATURAL FULL JOIN secret_key')).toEqual(before);
    expect(await secrets.get('token/a')).toBe('kept');
  });

  it('have one key, also where two machines store the first one at once with different keys', async () => {
    const { machine } = await team();
    const machines = [await machine('the first of two keys'), await machine('the second of two keys')];
    const ends = await Promise.allSettled(machines.map(({ secrets }, index) => secrets.set({ 'token/a': `${index}` })));
    const won = ends.findIndex(({ status }) => status === 'fulfilled');
    expect(ends[1 - won]).toMatchObject({ status: 'rejected', reason: { code: 'SECRET_KEY_DIFFERS' } });
    expect(await machines[won]?.secrets.get('token/a')).toBe(`${won}`);
  });

  it('need a key where one is to be kept or opened, and nowhere else', async () => {
    const { machine } = await team();
    const { secrets: keyless } = await machine(null);
    expect(await keyless.get('token/a')).toBeNull();
    await keyless.set({ 'token/a': null });
    await keyless.requireReadable();
    await expect(keyless.set({ 'token/a': 'kept' })).rejects.toMatchObject({ code: 'SECRET_KEY_NEEDED' });
    await expect(keyless.requireWritable()).rejects.toMatchObject({ code: 'SECRET_KEY_NEEDED' });
    await (await machine()).secrets.set({ 'token/a': 'kept' });
    expect(await keyless.get('token/b')).toBeNull();
    await keyless.set({ 'token/b': null });
    await expect(keyless.get('token/a')).rejects.toMatchObject({ kind: 'usage', code: 'SECRET_KEY_NEEDED' });
    await expect(keyless.set({ 'token/a': null })).rejects.toMatchObject({ code: 'SECRET_KEY_NEEDED' });
    await expect(keyless.requireReadable()).rejects.toMatchObject({ code: 'SECRET_KEY_NEEDED' });
  });

  it('are not begun with a key that could be guessed', async () => {
    const { machine, sql } = await team();
    const { secrets } = await machine('fifteen letters');
    await expect(secrets.requireWritable()).rejects.toMatchObject({ kind: 'usage', code: 'SECRET_KEY_TOO_SHORT' });
    await expect(secrets.set({ 'token/a': 'kept' })).rejects.toMatchObject({ code: 'SECRET_KEY_TOO_SHORT' });
    expect(await sql('SELECT * FROM secret_key')).toEqual([]);
  });

  it.each([
    ['swapped', "UPDATE secret SET name = CASE name WHEN 'token/a' THEN 'token/b' ELSE 'token/a' END"],
    [
      'copied to another name',
      "UPDATE secret AS s SET nonce = o.nonce, tag = o.tag, data = o.data FROM secret AS o WHERE s.name = 'token/a' AND o.name = 'token/b'",
    ],
    ['called newer', 'UPDATE secret SET generation = generation + 1'],
    ['cut off', 'UPDATE secret SET data = left(data, 4)'],
  ])('are refused when their rows were %s by hand', async (_how, statement) => {
    const { machine, sql } = await team();
    const { secrets } = await machine();
    await secrets.set({ 'token/a': 'of a token', 'token/b': 'of another' });
    await sql('ALTER TABLE secret DROP CONSTRAINT secret_pkey');
    await sql(statement);
    await expect(secrets.get('token/a')).rejects.toMatchObject({ kind: 'failure', code: 'SECRETS_DAMAGED' });
    await expect(secrets.entries()).rejects.toMatchObject({ code: 'SECRETS_DAMAGED' });
  });

  it('are told to be older than what this machine saw, once a copy of the tables was put back', async () => {
    const { machine, sql } = await team();
    const [one, other] = [await machine(), await machine()];
    await one.secrets.set({ 'token/a': 'first' });
    await sql('CREATE TABLE kept_secret AS SELECT * FROM secret; CREATE TABLE kept_key AS SELECT * FROM secret_key');
    await one.secrets.set({ 'token/a': 'second' });
    expect(await other.secrets.get('token/a')).toBe('second');
    await sql(
      'DELETE FROM secret; DELETE FROM secret_key; INSERT INTO secret_key SELECT * FROM kept_key; INSERT INTO secret SELECT * FROM kept_secret',
    );
    const older = [expect.stringMatching(/older copy/)];
    for (const { open, said } of [one, other]) {
      expect(await open().get('token/a')).toBe('first');
      expect(said).toEqual(older);
    }
    await one.open().set({ 'token/a': 'third' });
    const { open, said } = await machine();
    await open().get('token/a');
    expect(said).toEqual([]);
    expect(await other.open().get('token/a')).toBe('third');
    expect(other.said).toEqual(older);
  });

  it('are never plain: LINE_OPS_SECRET_STORE may ask for a place on one machine, and for nothing weaker', async () => {
    const { machine } = await team();
    await expect(machine(KEY, { LINE_OPS_SECRET_STORE: 'plain' })).rejects.toMatchObject({
      kind: 'usage',
      code: 'SECRETS_ENCRYPTED',
    });
    await expect(machine(KEY, { LINE_OPS_SECRET_STORE: 'cloud' })).rejects.toMatchObject({
      code: 'INVALID_SECRET_STORE',
    });
    for (const wish of ['file', 'keyring']) {
      const { secrets, folder } = await machine(KEY, { LINE_OPS_SECRET_STORE: wish });
      await secrets.set({ 'token/a': wish });
      expect(await secrets.get('token/a')).toBe(wish);
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^secrets\.mark\./)]);
    }
  });
});
