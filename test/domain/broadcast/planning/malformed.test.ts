import { describe, expect, it } from 'vitest';
import {
  isTitle,
  malformedKindOf,
  malformedWords,
  shownEntry,
  withoutBlanksAround,
} from '../../../../src/domain/broadcast/planning/malformed.js';

const ID = `U${'0123456789abcdef'.repeat(2)}`;

describe('what is no user ID', () => {
  it.each([
    ['group-or-room-id', ID.replace('U', 'C')],
    ['group-or-room-id', ID.replace('U', 'R')],
    ['group-or-room-id', `${ID.replace('U', 'C')}\u3000`],
    ['upper-case', ID.toUpperCase()],
    ['upper-case', ID.replace('abc', 'ABc')],
    ['trailing-separator', `${ID},`],
    ['trailing-separator', `"${ID}" ,`],
    ['trailing-separator', `${ID};;`],
    ['trailing-separator', `${ID}，`],
    ['invisible-character', `${ID.slice(0, 9)}\u200b${ID.slice(9)}`],
    ['invisible-character', `${ID.slice(0, 9)}\u3000${ID.slice(9)}`],
    ['invisible-character', `${ID}\u0000`],
    ['display-id', '@line-shop'],
    ['display-id', 'taro.yamada_99'],
    ['other', ID.replace('U', 'u')],
    ['other', ID.slice(0, 20)],
    ['other', `${ID}0`],
    ['other', `${ID} ${ID}`],
    ['other', `${ID},${ID}`],
    ['other', '09012345678'],
    ['other', '+81 90-1234-5678'],
    ['other', 'taro@example.com'],
    ['other', 'taro yamada'],
    ['other', '山田太郎'],
    ['other', ''],
  ] as const)('is called %s: %j', (kind, entry) => {
    expect(malformedKindOf(entry)).toBe(kind);
  });

  it('is told by kind, with the first lines of each', () => {
    const words = malformedWords([
      { kind: 'trailing-separator', count: 1200, lines: [2, 3, 4, 5, 6] },
      { kind: 'group-or-room-id', count: 1, lines: [9] },
    ]);
    expect(words).toBe(
      '1,200 user IDs with a comma or the like behind them (lines 2, 3, 4, 5, 6, …), 1 group or room ID (line 9)',
    );
  });

  it('shows what cannot be seen, on one line', () => {
    expect(shownEntry('a\u200bb\u3000c\u00a0d\u001b e')).toBe('a\\u200bb\\u3000c\\u00a0d\\u001b e');
    expect(shownEntry('x'.repeat(100))).toBe(`${'x'.repeat(59)}…`);
  });
});

describe('around an entry', () => {
  it('blanks and invisible characters are taken off, and stay inside', () => {
    expect(withoutBlanksAround('\ufeff\u3000 a \u200b b\u200b\t')).toBe('a \u200b b');
    expect(withoutBlanksAround(' \u3000\u200b')).toBe('');
    expect(withoutBlanksAround('a\u0000')).toBe('a\u0000');
  });

  it('a very long run of them costs no more than its length', () => {
    const text = `a${'\u3000'.repeat(200_000)}b`;
    expect(withoutBlanksAround(text)).toBe(text);
  });
});

describe('the first line of a list', () => {
  it.each(['userId', 'USER_ID', 'LINE ID', 'recipients', 'ユーザーID', '会員番号', 'id'])('names it: %j', (line) => {
    expect(isTitle(line)).toBe(true);
  });

  it.each([
    ID,
    ID.toUpperCase(),
    ID.slice(0, 12),
    'taro',
    '@shop',
    'user@line.me',
    'userId,name',
    '12345678',
    'ｕｓｅｒ＠ｌｉｎｅ',
  ])('is an entry: %j', (line) => {
    expect(isTitle(line)).toBe(false);
  });
});
