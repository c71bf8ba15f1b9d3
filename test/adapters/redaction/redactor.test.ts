import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';

/** Tokens of each remainder by three, with characters that the two alphabets write differently. */
const TOKENS = [
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.x',
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.xy',
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.xyz',
];
/** As random as a real one, of the characters that encodings treat each in their own way. */
const REAL = Array.from({ length: 9 }, (_, index) => createHash('sha256').update(String(index)).digest('base64')).join(
  '',
);

const LONG = Array.from({ length: 40 }, (_, index) => `part-${index}`).join('/');

function redacted(secret: string, text: string): string {
  const redactor = createRedactor();
  redactor.register(secret);
  return redactor.redact(text);
}

describe('a registered secret', () => {
  it.each(TOKENS)('is recognised as base64, in both alphabets, with and without a line end: %s', (token) => {
    for (const input of [token, `${token}\n`]) {
      const standard = Buffer.from(input).toString('base64');
      const url = Buffer.from(input).toString('base64url');
      for (const text of [standard, url, standard.replaceAll('=', '')])
        expect(redacted(token, `token: ${text} .`)).toMatch(/^token: \[redacted\](Cg)?={0,2} \.$/);
    }
  });

  it('is recognised in the lines that base64 breaks it into', () => {
    const { stdout } = spawnSync('base64', { input: `${LONG}\n`, encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);

    for (const line of lines) expect(redacted(LONG, line)).toMatch(/^\[redacted\](Cg)?={0,2}$/);
  });

  it('is recognised in a Basic header, whatever stands before it', () => {
    for (const user of ['', 'a', 'ab', 'abc', '1234567890']) {
      const header = Buffer.from(`${user}:${REAL}`).toString('base64');
      expect(redacted(REAL, `< authorization: Basic ${header}`)).toMatch(/^< authorization: Basic \[redacted\]={0,2}$/);
    }
  });

  it('is recognised percent-encoded in either case, also behind other text', () => {
    const inUrl = encodeURIComponent(REAL);
    expect(redacted(REAL, `access_token=${inUrl}&a=1`)).toBe('access_token=[redacted]&a=1');
    const lowerCase = inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    expect(redacted(REAL, `access_token=${lowerCase}&a=1`)).toBe('access_token=[redacted]&a=1');
  });

  it.each([16, 20, 40, 64, 76, 100])('has no part left in lines of %i characters, as it is or as base64', (columns) => {
    for (const text of [REAL, Buffer.from(`id:${REAL}`).toString('base64')]) {
      const lines = text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
      // A command's output comes line by line; the first one may hold too little of the secret.
      for (const line of lines.slice(1).filter(({ length }) => 15 <= length)) {
        expect(redacted(REAL, `out: ${line}`)).toMatch(/^out: \[redacted\]={0,2}$/);
      }
      expect(redacted(REAL, lines.join('\r\n ')).replaceAll(/\[redacted\]|\s/g, '').length).toBeLessThan(15);
    }
  });

  it('leaves text alone that only looks like it', () => {
    for (const text of ['eyJhbGciOiJS', 'U4af4980629aaaaaaaaaaaaaaaaaaaaaa', '550e8400-e29b-41d4-a716-446655440000'])
      expect(redacted(REAL, text)).toBe(text);
    expect(redacted('correct-horse-battery-staple-2', 'the correct-horse-battery-staple')).toBe(
      'the correct-horse-battery-staple',
    );
  });

  it('may be handed out beside another one that begins like it', () => {
    const redactor = createRedactor();
    const another = `${REAL.slice(0, 100)}${REAL.slice(100).toUpperCase()}`;
    for (const secret of [REAL, another]) redactor.register(secret);
    expect(redactor.redact(`${another}\n${REAL}`, another)).toBe(`${another}\n[redacted]`);
  });

  it('may still be handed out, and then no other one', () => {
    const redactor = createRedactor();
    for (const token of TOKENS) redactor.register(token);

    expect(redactor.redact(`${TOKENS[0]} ${TOKENS[1]}`, TOKENS[0])).toBe(`${TOKENS[0]} [redacted]`);
  });

  it.each([
    ['as it is', 'a b"c\n+d', 'a b"c\n+d'],
    ['URL-encoded', 'a b"c+d', encodeURIComponent('a b"c+d')],
    ['in JSON', 'a b"c+d', 'a b\\"c+d'],
  ])('is recognised %s', (_how, secret, form) => {
    expect(redacted(secret, `<${form}>`)).toBe('<[redacted]>');
  });

  it('that is a whole file is not looked for in other forms', () => {
    const file = 'A=1\n'.repeat(100_000);
    const redactor = createRedactor();
    redactor.register(file);
    const began = performance.now();
    for (let line = 0; line < 1000; line += 1) redactor.redact('a line of output');
    expect(performance.now() - began).toBeLessThan(500);
  });
});

it('hands a value out whole that holds another secret, and hides that one beside it', () => {
  const redactor = createRedactor();
  redactor.register('passphrase');
  redactor.register('a-passphrase-token');

  expect(redactor.redact('a-passphrase-token passphrase', 'a-passphrase-token')).toBe('a-passphrase-token [redacted]');
});
