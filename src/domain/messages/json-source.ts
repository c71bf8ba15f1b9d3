import { mayBeAltered, notationProblems } from '../source/json-notation.js';
import {
  JsonSyntaxError,
  type Member,
  type ObjectNode,
  parsePositions,
  type SyntaxNode,
} from '../source/json-positions.js';
import { pointerTokens } from '../source/pointer.js';
import type { Finding } from './engine/finding.js';
import type { RuleName } from './registry/rules.js';

/** A place in a text: line and column from 1, the column in UTF-16 units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A finding with the place in the file that it speaks of. */
export type LocatedFinding = Finding & SourcePosition;

/** Which part of a property a finding speaks of: an unknown property is shown at its key. */
type SourcePart = 'value' | 'key';

/**
 * Where in the source a JSON pointer points: to the value, or to the property's key. For something that is missing, it is
 * the nearest object around it.
 */
export type Locate = (pointer: string, part?: SourcePart) => SourcePosition;

/** What became of a JSON text: a value with the way back to its places, or the one reason why it is not JSON. */
export type JsonSource =
  | {
      readonly type: 'parsed';
      readonly value: unknown;
      /**
       * What the value does not show: keys that occur twice in one object, of which it has the last, as everywhere in
       * JavaScript, and numbers that it could not keep as they are written.
       */
      readonly problems: readonly LocatedFinding[];
      readonly locate: Locate;
    }
  | { readonly type: 'broken'; readonly finding: LocatedFinding };

/** Values inside one another that are accepted. No message comes near; deeper text is meant to break its reader. */
const MAX_DEPTH = 200;

const JSON_DOCS = 'https://www.rfc-editor.org/rfc/rfc8259';

/**
 * Reads strict JSON (RFC 8259). The text is parsed a second time, with positions, only when something must be located:
 * when it is not JSON, when a key occurs twice, when a number was altered, or when `locate` is called.
 */
export function readJsonSource(text: string): JsonSource {
  const parsed = parseFast(text);
  if (parsed === null) return { type: 'broken', finding: syntaxFinding(text) };
  const { keys, depth } = measure(text);
  if (MAX_DEPTH < depth) return { type: 'broken', finding: tooDeep(depth) };
  const problems = isFaithful(parsed.value, keys) ? [] : locatedProblems(text);
  return { type: 'parsed', value: parsed.value, problems, locate: createLocate(text) };
}

/** Parses on the first call, and remembers what makes each further one quick: a file may have thousands of findings. */
function createLocate(text: string): Locate {
  let tree: SyntaxNode | null = null;
  let lines: readonly number[] | null = null;
  const members = new WeakMap<ObjectNode, ReadonlyMap<string, Member>>();
  const membersOf = (node: ObjectNode) => {
    const known = members.get(node) ?? new Map(node.members.map((member) => [member.key, member]));
    members.set(node, known);
    return known;
  };
  return (pointer, part = 'value') => {
    tree ??= parsePositions(text);
    lines ??= lineStarts(text);
    return positionIn(lines, offsetOf(tree, pointer, part, membersOf));
  };
}

/** Offsets at which lines start; LF, CR LF and CR end a line. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const endsLine = unit === LINE_FEED || (unit === CARRIAGE_RETURN && text.charCodeAt(index + 1) !== LINE_FEED);
    if (endsLine) starts.push(index + 1);
  }
  return starts;
}

/** Line and column of an offset: the last line that starts at or before it. */
function positionIn(starts: readonly number[], offset: number): SourcePosition {
  let first = 0;
  let last = starts.length - 1;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((starts[middle] ?? 0) <= offset) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 };
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function parseFast(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Keys and depth of a text that is known to be JSON: outside of strings, each colon belongs to one key. */
function measure(text: string): { keys: number; depth: number } {
  let keys = 0;
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) {
      index = endOfString(text, index);
    } else if (unit === COLON) {
      keys += 1;
    } else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      depth += 1;
      if (deepest < depth) deepest = depth;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return { keys, depth: deepest };
}

/** The index of the quote that ends the string which starts at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

/** Of two equal keys JSON.parse keeps one: fewer keys in the value than in the text means that one was lost. */
function isFaithful(value: unknown, keysInText: number): boolean {
  const { keys, hasAlteredNumbers } = survey(value, { keys: 0, hasAlteredNumbers: false });
  return keys === keysInText && !hasAlteredNumbers;
}

/** What a value tells of its text: how many keys it kept, and whether it kept every number. */
interface Survey {
  keys: number;
  hasAlteredNumbers: boolean;
}

function survey(value: unknown, seen: Survey): Survey {
  if (typeof value === 'number') {
    if (mayBeAltered(value)) seen.hasAlteredNumbers = true;
  } else if (Array.isArray(value)) {
    for (const item of value) survey(item, seen);
  } else if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) {
      seen.keys += 1;
      survey(child, seen);
    }
  }
  return seen;
}

function locatedProblems(text: string): LocatedFinding[] {
  const lines = lineStarts(text);
  return notationProblems(text, parsePositions(text)).map(({ offset, rule, pointer, message, actual, severity }) => ({
    ...located(positionIn(lines, offset), rule, pointer, message, actual),
    severity,
  }));
}

function offsetOf(
  root: SyntaxNode,
  pointer: string,
  part: SourcePart,
  membersOf: (node: ObjectNode) => ReadonlyMap<string, Member>,
): number {
  let node = root;
  let keyStart = root.start;
  for (const token of pointerTokens(pointer)) {
    const member = node.type === 'object' ? membersOf(node).get(token) : undefined;
    const child = node.type === 'array' ? node.items[Number(token)] : member?.value;
    if (child === undefined) return node.start;
    node = child;
    keyStart = member?.keyStart ?? child.start;
  }
  return part === 'key' ? keyStart : node.start;
}

function syntaxFinding(text: string): LocatedFinding {
  try {
    parsePositions(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return located(positionIn(lineStarts(text), error.offset), 'json-syntax', '', error.message, null);
  }
  // JSON.parse refused what the parser with positions took: a bug, but still not JSON.
  return located(FIRST_POSITION, 'json-syntax', '', 'this is not JSON', null);
}

const FIRST_POSITION: SourcePosition = { line: 1, column: 1 };

function tooDeep(depth: number): LocatedFinding {
  const message = `values lie ${depth} deep inside one another, the limit is ${MAX_DEPTH}`;
  return { ...located(FIRST_POSITION, 'json-depth', '', message, depth), limit: MAX_DEPTH };
}

function located(
  { line, column }: SourcePosition,
  rule: RuleName,
  pointer: string,
  message: string,
  actual: string | number | null,
): LocatedFinding {
  return { pointer, rule, severity: 'error', message, limit: null, actual, docs: JSON_DOCS, line, column };
}
