import { charactersOf, textWidth } from '../text-width.js';

/**
 * What somebody would copy: a command of ours in quotes, behind a colon, or in a column of its own, up to where the sentence goes on. Never broken,
 * because a line break inside it would run the half of it.
 */
const COMMANDS =
  /"(?:line-ops |[A-Z_]+=)[^"\n]*"|(?<=[:;] |^ *| {2})line-ops (?:'[^'\n]*'|(?!; | \(|[.,] | - [a-z]).)*/g;

/** East Asian characters, between which a line may end; not before what closes a sentence or a bracket. */
const IS_EAST_ASIAN =
  /[\u2e80-\u303e\u3041-\u30ff\u31f0-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\u{20000}-\u{3fffd}]/u;
const CLOSES = /^[、。，．：；？！」』）】〕〉》\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30fc]/u;

/**
 * The text in pieces that no line may break, each with the blanks behind it: words, commands, and the characters of
 * writing without blanks.
 */
function piecesOf(text: string): readonly string[] {
  const kept = [...text.matchAll(COMMANDS)].map((match) => [match.index, match.index + match[0].length] as const);
  const pieces: string[] = [];
  let start = 0;
  const add = (end: number) => {
    const piece = text.slice(start, end);
    const isCommand = kept.some(([from, to]) => from < end && start < to);
    pieces.push(...(isCommand ? [piece] : characterRuns(piece)));
    start = end;
  };
  for (const { 0: word, index } of text.matchAll(/\S+ +/g)) {
    const end = index + word.length;
    if (!kept.some(([from, to]) => from < end && end < to)) add(end);
  }
  if (start < text.length) add(text.length);
  return pieces;
}

function characterRuns(word: string): readonly string[] {
  if (!IS_EAST_ASIAN.test(word)) return [word];
  const runs: string[] = [];
  let last = '';
  for (const character of charactersOf(word)) {
    const mayBreak = (IS_EAST_ASIAN.test(character) || IS_EAST_ASIAN.test(last)) && !CLOSES.test(character);
    if (runs.length === 0 || !mayBreak || character === ' ') runs.push(`${runs.pop() ?? ''}${character}`);
    else runs.push(character);
    last = character;
  }
  return runs;
}

/**
 * Where a text is broken to lines of so many columns: what each line has of it, with the blanks at its end. Nothing is
 * broken inside a piece: one that is wider than a line goes over its end, for the terminal to wrap it. `first` is the room
 * of the first line.
 */
export function lineParts(text: string, columns: number, first: number = columns): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const piece of piecesOf(text)) {
    const needed = textWidth(piece.trimEnd());
    const room = lines.length === 0 ? first : columns;
    if (line !== '' && room < width + needed) {
      lines.push(line);
      line = '';
      width = 0;
    }
    line += piece;
    width += textWidth(piece);
  }
  return [...lines, line];
}

/** The whole text in lines of at most so many columns, broken between words; a longer word, or a command, stays whole. */
export function foldedWords(text: string, columns: number): readonly string[] {
  return lineParts(text, columns).map((part) => part.trimEnd());
}

/** Columns of the widest piece that no line may break. */
export function widestPiece(text: string): number {
  return Math.max(0, ...piecesOf(text).map((piece) => textWidth(piece.trimEnd())));
}
