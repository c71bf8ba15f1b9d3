import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthIn, tooLong } from '../../../../src/domain/messages/engine/counting.js';
import { FAMILY } from '../found.js';

describe('lengths', () => {
  it.each([
    ['a', 1, 1, 1],
    ['あ', 1, 1, 1],
    ['\n', 1, 1, 1],
    ['\r\n', 2, 1, 2],
    ['𠀋', 2, 1, 1],
    ['👋', 2, 1, 1],
    ['👋🏻', 4, 1, 2],
    ['🇯🇵🇹🇭', 8, 2, 4],
    [FAMILY, 11, 1, 7],
    ['か\u{3099}が', 3, 2, 3],
  ])('%j', (text, utf16, graphemes, codePoints) => {
    expect([lengthIn('utf16', text), lengthIn('graphemes', text), lengthIn('code-points', text)]).toEqual([
      utf16,
      graphemes,
      codePoints,
    ]);
  });

  it('counts clusters of long texts as the segmenter does', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const pieces = fc.array(
      fc.constantFrom(FAMILY, '👋', '🏻', '🇯🇵', '🇹', 'か', '゙', 'a', '\r', '\n', '\u{200d}', '\u{d83d}', 'क्', 'ष'),
      {
        minLength: 300,
        maxLength: 700,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        expect(lengthIn('graphemes', text)).toBe([...segmenter.segment(text)].length);
      }),
      { numRuns: 50 },
    );
    const endless = `a${'゙'.repeat(3000)}b`;
    expect(lengthIn('graphemes', endless)).toBe(2);
  });

  it('keeps a pair whole that follows half a pair, where a long text is cut', () => {
    expect(lengthIn('graphemes', `${'a'.repeat(497)}👋\u{d83d}🏻z`)).toBe(500);
  });

  it('does not take forever', () => {
    expect(lengthIn('graphemes', FAMILY.repeat(50_000))).toBe(50_000);
  });
});

describe('too long', () => {
  it.each([
    ['within by every count', 'aaa', 3, null],
    ['beyond by clusters', 'aaaa', 3, { severity: 'error', actual: 4 }],
    ['beyond by code points only', FAMILY, 3, { severity: 'warning', actual: 7 }],
    ['beyond by UTF-16 units only', '👋👋', 3, null],
  ])('%s', (_about, text, max, expected) => {
    const found = tooLong(text, max, 'graphemes');
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});
