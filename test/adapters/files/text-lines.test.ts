import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../src/adapters/files/text-lines.js';

async function linesOf(chunks: readonly Uint8Array[], fatal: boolean, maxLineLength = 1_000): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const group of splitLines(source(), { fatal, maxLineLength })) lines.push(...group);
  return lines;
}

/** The bytes in pieces that end at the given places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('lines of a stream of bytes', () => {
  it('are those of the whole text, wherever the chunks are cut, also inside a character', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '日', '😀', '\ufeff', '\r', '\n', '\r\n', '"'))
      .map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (whole, places) => {
        const expected = whole.split('\n').map((line) => line.replace(/\r$/, ''));
        if (whole === '' || whole.endsWith('\n')) expected.pop();
        expect(await linesOf(cutAt(Buffer.from(whole), places), true)).toEqual(expected);
      }),
    );
  });

  it('of bytes that are no UTF-8 are refused, or read with U+FFFD where that is asked for', async () => {
    const chunks = [Buffer.from('good\nbad \xff', 'latin1'), Buffer.from(' end\n')];
    await expect(linesOf(chunks, true)).rejects.toThrow(TypeError);
    expect(await linesOf(chunks, false)).toEqual(['good', 'bad \ufffd end']);
    await expect(linesOf([Buffer.from('😀').subarray(0, 3)], true)).rejects.toThrow(TypeError);
  });

  it('are limited in UTF-16 units, not in bytes', async () => {
    const chunks = Array.from({ length: 10 }, () => Buffer.from('日'));
    expect(await linesOf(chunks, true, 10)).toEqual(['日'.repeat(10)]);
    await expect(linesOf(chunks, true, 9)).rejects.toThrow(RangeError);
  });
});
