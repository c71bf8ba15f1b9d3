import { describe, expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import {
  parseServerUrl,
  type ServerAddress,
  type ServerVariables,
  serverName,
} from '../../../src/domain/state/server-url.js';
import { secretsInUrl } from '../../../src/domain/state/url-secrets.js';

const LOCAL: ServerAddress = {
  host: 'localhost',
  port: 5432,
  database: 'me',
  user: 'me',
  password: null,
  protection: 'none',
  authorities: null,
  applicationName: 'line-ops',
  connectTimeoutMs: null,
};
const REMOTE: ServerAddress = { ...LOCAL, host: 'db.example.com', database: 'ops', user: 'u', protection: 'host' };

it.each<[url: string, address: ServerAddress, variables?: ServerVariables]>([
  ['postgres://', LOCAL],
  ['postgresql:///ops', { ...LOCAL, database: 'ops' }],
  ['  postgres://u@db.example.com/ops\n', REMOTE],
  ['postgres://u:p%40ss%2Fw%3A@db.example.com:6543/o%70s', { ...REMOTE, password: 'p@ss/w:', port: 6543 }],
  ['postgres://u:p@127.0.0.1/', { ...LOCAL, host: '127.0.0.1', user: 'u', database: 'u', password: 'p' }],
  ['postgres://u@[2001:db8::1]:5433/ops', { ...REMOTE, host: '2001:db8::1', port: 5433 }],
  ['postgres://u@[::1]/ops', { ...REMOTE, host: '::1', protection: 'none' }],
  ['postgres://u@state.localhost/ops', { ...REMOTE, host: 'state.localhost', protection: 'none' }],
  // A Unix socket, in both of libpq's ways; nothing is encrypted there, whatever is asked.
  ['postgres:///ops?host=/run/pg', { ...LOCAL, host: '/run/pg', database: 'ops' }],
  ['postgres://%2Frun%2Fpg:5433/ops?sslmode=require', { ...LOCAL, host: '/run/pg', port: 5433, database: 'ops' }],
  // Options go before the parts of the URL, and those before the environment.
  [
    'postgres://a:b@c:1/d?user=u&password=p&host=e&port=2&dbname=f',
    { ...REMOTE, host: 'e', port: 2, database: 'f', password: 'p' },
  ],
  [
    'postgres://?application_name=deploy%20job&connect_timeout=3',
    { ...LOCAL, applicationName: 'deploy job', connectTimeoutMs: 3_000 },
  ],
  [
    'postgres://',
    { ...REMOTE, port: 6000, password: 'p', applicationName: 'a', connectTimeoutMs: 9_000, authorities: '/ca' },
    {
      PGHOST: 'db.example.com',
      PGPORT: '6000',
      PGUSER: 'u',
      PGDATABASE: 'ops',
      PGPASSWORD: 'p',
      PGAPPNAME: 'a',
      PGCONNECT_TIMEOUT: '9',
      PGSSLROOTCERT: '/ca',
    },
  ],
  ['postgres://db.example.com/ops', { ...REMOTE, user: 'me' }, { PGUSER: '' }],
  // What the URL says of protection counts in so many words; without them the environment may only ask for more.
  ['postgres://u@db.example.com/ops?sslmode=disable', { ...REMOTE, protection: 'none' }],
  ['postgres://u@db.example.com/ops?sslmode=require', { ...REMOTE, protection: 'encrypted' }],
  [
    'postgres://u@db.example.com/ops?sslmode=require&sslrootcert=/ca',
    { ...REMOTE, protection: 'authority', authorities: '/ca' },
  ],
  ['postgres://u@db.example.com/ops?sslmode=verify-ca', { ...REMOTE, protection: 'authority' }],
  ['postgres://u@db.example.com/ops', REMOTE, { PGSSLMODE: 'disable' }],
  ['postgres://u@localhost/ops', { ...REMOTE, host: 'localhost', protection: 'host' }, { PGSSLMODE: 'verify-full' }],
  [
    'postgres://u@localhost/ops?sslmode=disable',
    { ...REMOTE, host: 'localhost', protection: 'none' },
    { PGSSLMODE: 'verify-full' },
  ],
])('%s', (url, address, variables = {}) => {
  expect(parseServerUrl(url, variables, 'me')).toEqual(address);
});

it.each<[url: string, facts: Readonly<Record<string, unknown>>]>([
  ['', { which: 'malformed' }],
  ['db.example.com', { which: 'malformed' }],
  ['mysql://u@h/d', { which: 'scheme', scheme: 'mysql://' }],
  ['postgres://h:port/d', { which: 'malformed' }],
  ['postgres://h:65536/d', { which: 'option', option: 'port', value: '65536' }],
  ['postgres://one,two/d', { which: 'malformed' }],
  ['postgres://h/d#x', { which: 'malformed' }],
  ['postgres://h/%zz', { which: 'malformed' }],
  ['postgres://h/a%00b', { which: 'malformed' }],
  ['postgres://h/d?sslmode', { which: 'malformed' }],
  ['postgres://h/d?sslmode=prefer', { which: 'option', option: 'sslmode', value: 'prefer' }],
  ['postgres://h/d?connect_timeout=soon', { which: 'option', option: 'connect_timeout', value: 'soon' }],
  ['postgres://h/d?sslkey=/key', { which: 'option', option: 'sslkey', value: null }],
])('refuses %s', (url, facts) => {
  expect(refusal(url)).toMatchObject({ kind: 'usage', failure: { code: 'STATE_URL_INVALID', facts } });
});

describe('a password', () => {
  it.each([
    'postgres://u:hun?ter=2@h/d',
    'postgres://u:12/hunter@h/d',
    'postgres://u:12?hunter@h/d',
    'postgres://u:hunter#2@h/d',
    'postgres://u:hunter@2@h/d',
    'postgres://h/d?sslpassword=hunter',
    'postgres://u:hunter%zz@h/d',
  ])('of a wrong URL is not repeated: %s', (url) => {
    expect(JSON.stringify(refusal(url).failure)).not.toContain('hun');
  });

  it.each<[url: string, secrets: readonly string[]]>([
    ['postgres://u:p%40ss@h/d', ['p%40ss', 'p@ss']],
    ['postgres://u:one@two@h/d', ['one@two', 'one@two']],
    ['postgres://h/d?user=u&password=a%20b&x=1', ['a%20b', 'a b']],
    ['postgres://u@h/d', []],
  ])('is known before anything is printed: %s', (url, secrets) => {
    expect(secretsInUrl(url)).toEqual(secrets);
  });
});

it.each([
  [REMOTE, 'db.example.com:5432/ops'],
  [{ ...REMOTE, host: '::1' }, '[::1]:5432/ops'],
  [{ ...REMOTE, host: '/run/pg' }, '/run/pg:5432/ops'],
])('is called by its host, port and database', (address, name) => {
  expect(serverName({ ...address, password: 'hunter2' })).toBe(name);
});

it('needs a user where the system knows no name', () => {
  expect(() => parseServerUrl('postgres://h/d', {}, null)).toThrow(LineOpsError);
});

function refusal(url: string): LineOpsError {
  try {
    parseServerUrl(url, {}, 'me');
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
  throw new Error(`${url} was taken`);
}
