/** Lines of context around a change. */
const CONTEXT = 3;
/** Lines that differ beyond this are shown as one block: who reads that many? */
const MOST_DIFFERENCES = 1000;

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/**
 * What differs between two texts, as `diff -u` writes it, line by line; empty where nothing does. `path` names both.
 * What ends a line is not shown.
 */
export function unifiedDiff(path: string, before: string, after: string): readonly string[] {
  const [from, to] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(differences(from, to));
  if (hunks.length === 0) return [];
  return [`--- ${path}`, `+++ ${path}`, ...hunks.flatMap(({ head, lines }) => [head, ...lines])];
}

const NO_END = '\\ No newline at end of file';

/** A last line without an end is another than one with. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const last = lines.pop();
  return last === undefined || last === '' ? lines : [...lines, `${last}\n${NO_END}`];
}

function differences(from: readonly string[], to: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const same = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(from.slice(0, start)),
    ...shortestEdit(from.slice(start, from.length - end), to.slice(start, to.length - end)),
    ...same(from.slice(from.length - end)),
  ];
}

/** @see http://www.xmailserver.org/diff2.pdf (E. W. Myers, An O(ND) Difference Algorithm) */
function shortestEdit(from: readonly string[], to: readonly string[]): readonly Line[] {
  const reached: Map<number, number>[] = [];
  let last = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= Math.min(from.length + to.length, MOST_DIFFERENCES); depth += 1) {
    reached.push(last);
    const furthest = new Map(last);
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const start = isDown(last, diagonal, depth) ? (last.get(diagonal + 1) ?? 0) : (last.get(diagonal - 1) ?? 0) + 1;
      const x = endOfSame(from, to, start, diagonal);
      furthest.set(diagonal, x);
      if (from.length <= x && to.length <= x - diagonal) return walkedBack(from, to, reached);
    }
    last = furthest;
  }
  return [...from.map((text): Line => ({ sign: '-', text })), ...to.map((text): Line => ({ sign: '+', text }))];
}

function endOfSame(from: readonly string[], to: readonly string[], start: number, diagonal: number): number {
  let x = start;
  while (x < from.length && x - diagonal < to.length && from[x] === to[x - diagonal]) x += 1;
  return x;
}

function isDown(last: ReadonlyMap<number, number>, diagonal: number, depth: number): boolean {
  return diagonal === -depth || (diagonal !== depth && (last.get(diagonal - 1) ?? -1) < (last.get(diagonal + 1) ?? -1));
}

function walkedBack(
  from: readonly string[],
  to: readonly string[],
  reached: readonly ReadonlyMap<number, number>[],
): readonly Line[] {
  const lines: Line[] = [];
  let [x, y] = [from.length, to.length];
  for (let depth = reached.length - 1; 0 <= depth; depth -= 1) {
    const last = reached[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const isInsertion = isDown(last, diagonal, depth);
    const before = isInsertion ? diagonal + 1 : diagonal - 1;
    const startX = last.get(before) ?? 0;
    const startY = startX - before;
    while (startX < x && startY < y) {
      lines.push({ sign: ' ', text: from[x - 1] ?? '' });
      x -= 1;
      y -= 1;
    }
    if (depth === 0) break;
    lines.push(isInsertion ? { sign: '+', text: to[y - 1] ?? '' } : { sign: '-', text: from[x - 1] ?? '' });
    [x, y] = [startX, startY];
  }
  return lines.reverse();
}

interface Hunk {
  readonly head: string;
  readonly lines: readonly string[];
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [fromLine, toLine, done] = [1, 1, 0];
  for (const [start, end] of changedParts(lines)) {
    for (const { sign } of lines.slice(done, start)) {
      if (sign !== '+') fromLine += 1;
      if (sign !== '-') toLine += 1;
    }
    done = start;
    const part = lines.slice(start, end);
    const [removed, added] = [countOf(part, '+'), countOf(part, '-')];
    const head = `@@ -${rangeOf(fromLine, removed)} +${rangeOf(toLine, added)} @@`;
    hunks.push({ head, lines: part.flatMap(({ sign, text }) => `${sign}${text}`.split('\n')) });
  }
  return hunks;
}

/** Lines that are not of the other side. */
function countOf(lines: readonly Line[], other: '+' | '-'): number {
  return lines.filter(({ sign }) => sign !== other).length;
}

function rangeOf(line: number, count: number): string {
  if (count === 1) return String(line);
  return `${count === 0 ? line - 1 : line},${count}`;
}

/** The parts with a change and its context, those that touch as one. */
function changedParts(lines: readonly Line[]): readonly (readonly [start: number, end: number])[] {
  const parts: [number, number][] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const [start, end] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1)];
    const last = parts.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else parts.push([start, end]);
  }
  return parts;
}
