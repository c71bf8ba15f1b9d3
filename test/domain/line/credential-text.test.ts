import { describe, expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import {
  readChannelAccessToken,
  readChannelId,
  readChannelSecret,
  readSigningKeyId,
  unwrapped,
} from '../../../src/domain/line/credential-text.js';
import { told } from '../../support/failures.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.ab-_c/+d==';

it.each<[how: string, text: string]>([
  ['bare', TOKEN],
  ['a line break behind it', `${TOKEN}\n`],
  ['CRLF behind it', `${TOKEN}\r\n`],
  ['blanks and tabs around it', ` \t${TOKEN}\t `],
  ['wide and no-break blanks around it', `\u3000${TOKEN}\u00a0`],
  ['a byte order mark', `\ufeff${TOKEN}`],
  ['double quotes', `"${TOKEN}"`],
  ['single quotes and a line break', `'${TOKEN}'\n`],
  ['Bearer', `Bearer ${TOKEN}`],
  ['Bearer in small letters and quotes', `"bearer  ${TOKEN}" `],
  ['Bearer before quotes', `Bearer "${TOKEN}"`],
])('a credential is read with %s', (_how, text) => {
  expect(unwrapped(text)).toBe(TOKEN);
  expect(readChannelAccessToken(text, 'X').reveal()).toBe(TOKEN);
});

describe('what cannot be a credential is refused with its source and the character, and never shown', () => {
  it.each<[what: string, text: string, words: string]>([
    ['a line break inside', 'abcdef\nghijkl', 'character 7 is a line break'],
    ['a space inside', 'abcdef ghijkl', 'character 7 is a space'],
    ['a tab inside', 'abcdef\tghijkl', 'character 7 is a tab'],
    ['a full-width letter', 'abcdefＡghijkl', 'character 7 is a full-width character (U+FF21)'],
    ['a zero-width space', '\u200babcdefghijkl', 'character 1 is a zero-width space (U+200B)'],
    ['a joiner', 'abcdefghijkl\u200d', 'character 13 is a zero-width joiner (U+200D)'],
    ['a letter with an accent', 'abcdefé', 'character 7 is not one that it can have (U+00E9)'],
    ['a control character', 'abc\u0000defghijkl', 'character 4 is a control character (U+0000)'],
    ['a quote that is left over', '"abcdefghijkl', 'character 1 is a quote'],
    ['nothing but blanks', ' \n', 'it is empty'],
    ['quotes around nothing', '""', 'it is empty'],
  ])('%s', (_what, text, words) => {
    for (const read of [readChannelAccessToken, readChannelSecret, readSigningKeyId, readChannelId]) {
      const refusal = told(refusalOf(() => read(text, 'SOME_VARIABLE')));
      expect(refusal.kind).toBe('usage');
      expect(refusal.message).toContain('SOME_VARIABLE does not hold');
      expect(refusal.message).toContain(words);
      expect(`${refusal.message}${refusal.hint}`).not.toMatch(/abcdef|ghijkl/);
    }
  });

  it('digits alone are a channel ID', () => {
    expect(readChannelId(' 1234567890\n', 'X')).toBe('1234567890');
    expect(told(refusalOf(() => readChannelId('12345abc', 'X'))).message).not.toContain('12345abc');
  });
});

function refusalOf(work: () => unknown): LineOpsError {
  try {
    work();
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
