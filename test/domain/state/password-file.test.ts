import { expect, it } from 'vitest';
import { passwordFor } from '../../../src/domain/state/password-file.js';
import { parseServerUrl } from '../../../src/domain/state/server-url.js';

const FILE = `
# host:port:database:user:password
db.example.com:5433:*:u:other port
db.example.com:5432:ops:u:with\\:colon and \\\\
*:*:ops:*:of everybody:else
localhost:5432:local:u:at home
\\:\\:1:5432:local:u:six
db.example.com:5432:empty:u:
`;

it.each([
  ['postgres://u@db.example.com/ops', 'with:colon and \\'],
  ['postgres://u@db.example.com:5433/x', 'other port'],
  ['postgres://v@elsewhere.example.com/ops', 'of everybody:else'],
  ['postgres://u@/local?host=/run/postgresql', 'at home'],
  ['postgres://u@[::1]/local', 'six'],
  ['postgres://u@db.example.com/empty', null],
  ['postgres://v@db.example.com/local', null],
])('the first line that fits is for %s', (url, password) => {
  expect(passwordFor(parseServerUrl(url, {}, null), FILE)).toBe(password);
});
