import { shown } from '../text/shown.js';
import type { ObjectNode, SyntaxNode } from './json-positions.js';
import { nameAt, pointerToken } from './pointer.js';

/** Something wrong with how a value is written; the value itself no longer shows it. */
interface NotationProblem {
  readonly pointer: string;
  readonly rule: 'duplicate-key' | NumberProblem['rule'];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As it is written in the source. */
  readonly actual: string;
}

/** A number that is sent as something else than what is written. */
export interface NumberProblem {
  readonly pointer: string;
  readonly rule: 'number-overflow' | 'number-precision';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly actual: string;
}

/** Whether a number may be another than the one that is written: it is infinite, no number, or beyond 2^53. */
export function mayBeAltered(value: number): boolean {
  return !Number.isSafeInteger(value) && (Number.isInteger(value) || !Number.isFinite(value));
}

/** What became of a number that is written in the source as `written` and was read as `value`; null when it arrived. */
export function numberProblem(written: string, value: number, pointer: string): NumberProblem | null {
  const actual = shown(written);
  if (!Number.isFinite(value)) {
    const what = Number.isNaN(value) ? 'no number in JSON' : 'a number too large for JSON readers';
    const message = `${nameAt(pointer)} is ${actual}, ${what}: null would be sent`;
    return { pointer, rule: 'number-overflow', severity: 'error', message, actual };
  }
  // Fractions lose digits everywhere and nobody minds; an integer is an ID, or a text without its quotes.
  if (!mayBeAltered(value) || !/^-?\d+$/.test(written) || String(value) === written) return null;
  const message = `${nameAt(pointer)} is ${actual}, more digits than a number keeps: ${value} would be sent`;
  return { pointer, rule: 'number-precision', severity: 'warning', message, actual };
}

/** A problem and the offset in the text that it speaks of. */
export type PlacedProblem = NotationProblem & { readonly offset: number };

/** Keys that occur twice in one object, and numbers that are sent as something else, in the order of the text. */
export function notationProblems(text: string, root: SyntaxNode): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  addProblems(text, root, '', problems);
  return problems;
}

function addProblems(text: string, node: SyntaxNode, pointer: string, problems: PlacedProblem[]): void {
  switch (node.type) {
    case 'array':
      for (const [index, item] of node.items.entries()) addProblems(text, item, `${pointer}/${index}`, problems);
      break;
    case 'object':
      addMembers(text, node, pointer, problems);
      break;
    case 'scalar': {
      const written = text.slice(node.start, node.end);
      const problem = /^[-\d]/.test(written) ? numberProblem(written, Number(written), pointer) : null;
      if (problem !== null) problems.push({ ...problem, offset: node.start });
    }
  }
}

function addMembers(text: string, { members }: ObjectNode, pointer: string, problems: PlacedProblem[]): void {
  const seen = new Set<string>();
  for (const { key, keyStart, value } of members) {
    const at = `${pointer}/${pointerToken(key)}`;
    if (seen.has(key)) problems.push({ ...duplicateKey(key, at), offset: keyStart });
    seen.add(key);
    addProblems(text, value, at, problems);
  }
}

function duplicateKey(key: string, pointer: string): NotationProblem {
  const message = `the key "${shown(key)}" occurs twice in one object, and only the last one counts`;
  return { pointer, rule: 'duplicate-key', severity: 'error', message, actual: shown(key) };
}
