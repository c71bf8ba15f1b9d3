/** How LINE counts the length of a text; which one applies differs per property. */
export type LengthUnit = 'utf16' | 'graphemes' | 'code-points';

/** One cluster a character: printable ASCII and the line feed. A carriage return is left out, as CR LF is one cluster. */
const ONE_CLUSTER_EACH = /^[\n -~]*$/;

/** Made on first use: most texts that a run checks never need it, and making one takes longer than checking them. */
let segmenter: Intl.Segmenter | null = null;

/**
 * Length of the text in the unit: UTF-16 code units, grapheme clusters (UAX #29) or code points.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
export function lengthIn(unit: LengthUnit, text: string): number {
  switch (unit) {
    case 'utf16':
      return text.length;
    case 'graphemes':
      return countGraphemes(text);
    case 'code-points':
      return countCodePoints(text);
  }
}

function unitName(unit: LengthUnit): string {
  switch (unit) {
    case 'utf16':
      return 'UTF-16 units';
    case 'graphemes':
      return 'characters';
    case 'code-points':
      return 'code points (as the API counts, where the page says characters)';
  }
}

/** What is wrong with the length of a text. */
export interface TooLong {
  readonly severity: 'error' | 'warning';
  /** For the sentence "… has <excess>". */
  readonly excess: string;
  readonly actual: number;
}

/**
 * Compares a text with its limit. LINE's pages count some texts in grapheme clusters, while its API was seen to count one
 * of them in code points: a text within the limit by clusters and beyond it by code points is therefore a warning.
 */
export function tooLong(text: string, max: number, unit: LengthUnit): TooLong | null {
  // No unit counts more than the UTF-16 units, so most texts need no counting.
  if (text.length <= max) return null;
  const actual = lengthIn(unit, text);
  if (max < actual) return { severity: 'error', excess: `${actual} ${unitName(unit)}, the limit is ${max}`, actual };
  const codePoints = lengthIn('code-points', text);
  if (unit !== 'graphemes' || codePoints <= max) return null;
  const excess = `${actual} ${unitName(unit)} but ${codePoints} code points, and LINE may count those against ${max}`;
  return { severity: 'warning', excess, actual: codePoints };
}

/**
 * Bytes of the value as JSON without white space, in UTF-8: what line-ops sends. 0 for a value that JSON cannot hold,
 * such as one that contains itself; the checks report those on their own.
 */
export function jsonBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '');
  } catch {
    return 0;
  }
}

/**
 * Counts piece by piece, because the time that Intl.Segmenter takes grows with the square of the length. The last cluster
 * of a piece may go on in the next one, so the next piece starts with it.
 */
function countGraphemes(text: string): number {
  if (ONE_CLUSTER_EACH.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let count = 0;
  let start = 0;
  let length = PIECE;
  while (start + length < text.length) {
    const piece = text.slice(start, endOfCharacter(text, start + length));
    let clusters = 0;
    let lastStart = 0;
    for (const { index } of segmenter.segment(piece)) {
      clusters += 1;
      lastStart = index;
    }
    count += clusters - 1;
    start += lastStart;
    // One cluster alone filled the piece: look further.
    length = lastStart === 0 ? length * 2 : PIECE;
  }
  for (const _ of segmenter.segment(text.slice(start))) count++;
  return count;
}

/** UTF-16 units of text that are handed to the segmenter at once. */
const PIECE = 500;

/** The end, moved behind the surrogate pair that it would cut: half a pair has other boundaries than the whole. */
function endOfCharacter(text: string, end: number): number {
  return isBetween(text.charCodeAt(end - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(end), 0xdc00, 0xdfff)
    ? end + 1
    : end;
}

function isBetween(unit: number, first: number, last: number): boolean {
  return first <= unit && unit <= last;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
