import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listening } from '../../../support/binary.js';
import { createRoot } from '../../../support/certificates.js';
import { freshDatabase, type PostgresServer, startServer, through } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const AUTHORITY = createRoot('An authority of the team');
const PROVEN = AUTHORITY.issue({ name: '127.0.0.1', names: ['127.0.0.1'] });

const folder = mkdtempSync(join(tmpdir(), 'line-ops-tls-'));
const authorities = join(folder, 'authority.pem');
writeFileSync(authorities, AUTHORITY.pem);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the server says that the connection is encrypted. */
async function isEncrypted(url: string): Promise<boolean> {
  const server = await stateServerAt(url);
  const { rows } = await server.read((session) =>
    session.query('SELECT CASE WHEN ssl THEN 1 ELSE 0 END AS on FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
  );
  return JSON.stringify(rows) === '[{"on":1}]';
}

const untrusted = { kind: 'auth', code: 'STATE_SERVER_TLS', failure: { facts: { which: 'untrusted' } } };

describeWithPostgres('a server with a certificate', () => {
  let server: PostgresServer;
  let url: string;

  beforeAll(async () => {
    server = await startServer({
      isHonest: false,
      settings: { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' },
      files: { 'server.crt': PROVEN.pem, 'server.key': PROVEN.key },
    });
    url = await server.freshDatabase();
    return () => server[Symbol.asyncDispose]();
  });

  it.each([
    ['disable', false],
    ['require', true],
    [`require&sslrootcert=${authorities}`, true],
    [`verify-ca&sslrootcert=${authorities}`, true],
    [`verify-full&sslrootcert=${authorities}`, true],
  ])('is taken with sslmode=%s', async (mode, encrypted) => {
    expect(await isEncrypted(`${url}?sslmode=${mode}`)).toBe(encrypted);
  });

  it.each(['verify-ca', 'verify-full', 'verify-full&sslrootcert=system'])(
    'of an authority that nobody named is refused with sslmode=%s',
    async (mode) => {
      await expect(stateServerAt(`${url}?sslmode=${mode}`)).rejects.toMatchObject(untrusted);
    },
  );

  it('is asked to prove itself where its name is not one of this machine, whatever way the name leads', async () => {
    // What the system takes for 127.0.0.1, and no list of names does.
    const elsewhere = url.replace('127.0.0.1', '127.1');
    await expect(stateServerAt(elsewhere)).rejects.toMatchObject(untrusted);
    expect(await isEncrypted(`${elsewhere}?sslmode=verify-ca&sslrootcert=${authorities}`)).toBe(true);
  });

  it('is no other one of the same authority', async () => {
    const otherName = `${url.replace('127.0.0.1', 'localhost')}?sslrootcert=${authorities}&sslmode=`;
    await expect(stateServerAt(`${otherName}verify-full`)).rejects.toMatchObject(untrusted);
    expect(await isEncrypted(`${otherName}verify-ca`)).toBe(true);
  });

  it('is refused in words where the file with the authorities cannot be read', async () => {
    await expect(stateServerAt(`${url}?sslmode=verify-full&sslrootcert=/nowhere.pem`)).rejects.toMatchObject({
      code: 'STATE_SERVER_TLS',
      failure: { facts: { why: 'cannot read /nowhere.pem: there is no such file or folder' } },
    });
  });
});

describeWithPostgres('a server without a certificate', () => {
  it('gets no plain connection instead of an encrypted one', async () => {
    const url = await freshDatabase();
    const without = { kind: 'auth', code: 'STATE_SERVER_TLS', failure: { facts: { which: 'without' } } };
    await expect(stateServerAt(`${url}?sslmode=require`)).rejects.toMatchObject(without);
    await expect(stateServerAt(url.replace('127.0.0.1', '127.1'))).rejects.toMatchObject(without);
  });
});

it('whoever has not proven to be the server hears neither user nor database nor password', async () => {
  const heard: Buffer[] = [];
  const impostor = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const encrypted = new TLSSocket(socket, { isServer: true, key: PROVEN.key, cert: PROVEN.pem });
      encrypted.on('error', () => undefined);
      encrypted.on('data', (bytes: Buffer) => heard.push(bytes));
    });
  });
  await using server = await listening(impostor);
  const url = through(server.port, 'postgres://somebody:hunter22@127.1:1/ops');
  await expect(stateServerAt(url)).rejects.toMatchObject(untrusted);
  await new Promise((resolve) => impostor.close(resolve));
  expect(Buffer.concat(heard).toString()).toBe('');
});
