import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/adapters/redactor.js';

/** Tokens of each remainder by three, with characters that the two alphabets write differently. */
const TOKENS = [
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.x',
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.xy',
  'eyJhbGciOiJIUzI1NiJ9.a?b>c~~.xyz',
];
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
