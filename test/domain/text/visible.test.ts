import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from '../../../src/domain/text/shown.js';
import { visible, visibleLines } from '../../../src/domain/text/visible.js';

describe('a text from outside', () => {
  it.each<[what: string, text: string, seen: string]>([
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a window title', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['the C1 form of an escape sequence', '\u009b31mred', '\\u009b31mred'],
    ['line breaks and tabs', 'a\nb\r\nc\td', 'a\\nb\\r\\nc\\td'],
    ['line separators', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
    ['a line written from right to left', 'exe.\u202egnp.txt', 'exe.\\u202egnp.txt'],
    ['isolates and marks of direction', '\u2066a\u2069\u200e\u200f\u061c', '\\u2066a\\u2069\\u200e\\u200f\\u061c'],
    ['characters without a glyph', 'U\u200b1\u2060\ufeff\u00ad\u3164', 'U\\u200b1\\u2060\\ufeff\\u00ad\\u3164'],
    ['letters that only tags can read', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['half a character', 'a\ud83d', 'a\\ud83d'],
    ['a joiner between Latin letters', 'pay\u200dpal', 'pay\\u200dpal'],
    ['a variation of a Latin letter', 'a\ufe0f', 'a\\ufe0f'],
  ])('shows %s as an escape', (_what, text, seen) => {
    expect(visible(text)).toBe(seen);
  });

  it.each<[what: string, text: string]>([
    ['Japanese, Thai and Arabic', 'セール ลดราคาสินค้า مرحبا'],
    ['a family', '👨‍👩‍👧'],
    ['a woman with a computer', '👩🏽‍💻'],
    ['a heart on fire', '❤️‍🔥'],
    ['the flag of Wales', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
    ['a key cap', '1️⃣'],
    ['letters that join, and one that must not', 'می‌خواهم क्‍ष'],
    ['the variant of a Japanese name', '葛\u{e0100}'],
  ])('leaves %s as it is', (_what, text) => {
    expect(visible(text)).toBe(text);
  });

  it('has escapes that leave a JSON document the value it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text);
      }),
    );
  });

  it('never has anything left that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });

  it('keeps the line breaks and tabs of a text that we laid out', () => {
    expect(visibleLines('a\tb\n\u001b[2Jc\r\n')).toBe('a\tb\n\\u001b[2Jc\\r\n');
  });
});

describe('a quotation', () => {
  it('is short, and never cut inside a character', () => {
    expect(shown('x'.repeat(200))).toBe(`${'x'.repeat(59)}…`);
    expect(shown('👩🏽‍💻'.repeat(40))).toBe(`${'👩🏽‍💻'.repeat(29)}…`);
    expect(shown(`${'a'.repeat(999)}😀b`)).not.toContain('\\ud83d');
  });
});
