import { mayBeAltered, notationProblems } from '../source/json-notation.js';
import {
  JsonSyntaxError,
  type Member,
  type ObjectNode,
  parsePositions,
  type SyntaxNode,
} from '../source/json-positions.js';
import { pointerTokens } from '../source/pointer.js';
import { isJsonObject } from '../text/json-object.js';
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
      /** The value takes at most so many bytes as JSON; infinity where the notation does not say. */
      readonly maxBytes: number;
      readonly locate: Locate;
    }
  | { readonly type: 'broken'; readonly finding: LocatedFinding };

/** Values inside one another that are accepted. No message comes near; deeper text is meant to break its reader. */
const MAX_DEPTH = 200;

/**
 * Bytes of a value as JSON for each UTF-16 unit of the text it was read from, at most. Escapes and characters beyond ASCII
 * take less; the worst is `1e20`, of which four units become 21.
 */
const MAX_BYTES_PER_UNIT = 6;

const JSON_DOCS = 'https://www.rfc-editor.org/rfc/rfc8259';

/**
 * Reads strict JSON (RFC 8259). The text is parsed a second time, with positions, only when something must be located:
 * when it is not JSON, when a key occurs twice, when a number was altered, or when `locate` is called.
 */
export function readJsonSource(text: string): JsonSource {
  const parsed = parseFast(text);
  if (parsed === null) return { type: 'broken', finding: syntaxFinding(text) };
  const seen = survey(parsed.value, 0, { length: 0, strings: 0, isTooDeep: false, hasAlteredNumbers: false });
  const isComplete = !seen.isTooDeep && (seen.length === text.length || 2 * seen.strings === countQuotes(text));
  if (!isComplete) {
    const depth = depthOf(text);
    if (MAX_DEPTH < depth) return { type: 'broken', finding: tooDeep(depth) };
  }
  const problems = isComplete && !seen.hasAlteredNumbers ? [] : locatedProblems(text);
  const maxBytes = text.length * MAX_BYTES_PER_UNIT;
  return { type: 'parsed', value: parsed.value, problems, maxBytes, locate: createLocate(text) };
}

/** Parses on the first call, as most texts need no places. */
function createLocate(text: string): Locate {
  let find: Locate | null = null;
  return (pointer, part) => {
    find ??= createFinder(text);
    return find(pointer, part);
  };
}

/** Remembers what makes each further call quick: a file may have thousands of findings. */
function createFinder(text: string): Locate {
  const tree = parsePositions(text);
  const lines = lineStarts(text);
  const members = new WeakMap<ObjectNode, ReadonlyMap<string, Member>>();
  const membersOf = (node: ObjectNode) => {
    const known = members.get(node) ?? new Map(node.members.map((member) => [member.key, member]));
    members.set(node, known);
    return known;
  };
  return (pointer, part = 'value') => positionIn(lines, offsetOf(tree, pointer, part, membersOf));
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

/**
 * What a value tells of its text. Of two equal keys JSON.parse keeps one, so that a value has fewer strings than its text
 * when something was lost, and takes less than its text does.
 */
interface Survey {
  /** UTF-16 units that the value takes as JSON at least: without white space, without escapes, its numbers short. */
  length: number;
  /** Strings that it kept, keys among them. */
  strings: number;
  isTooDeep: boolean;
  hasAlteredNumbers: boolean;
}

/** Does not go deeper than is accepted. */
function survey(value: unknown, depth: number, seen: Survey): Survey {
  if (typeof value === 'string') {
    seen.strings += 1;
    seen.length += value.length + '""'.length;
  } else if (typeof value === 'number') {
    seen.length += leastDigits(value);
    if (mayBeAltered(value)) seen.hasAlteredNumbers = true;
  } else if (typeof value === 'object' && value !== null) {
    if (depth === MAX_DEPTH) seen.isTooDeep = true;
    else surveyInside(value, depth + 1, seen);
  } else {
    seen.length += value === false ? 'false'.length : 'true'.length;
  }
  return seen;
}

function surveyInside(value: object, depth: number, seen: Survey): void {
  let commas = -1;
  if (Array.isArray(value)) {
    for (const item of value) survey(item, depth, seen);
    commas += value.length;
  } else if (isJsonObject(value)) {
    for (const name in value) {
      commas += 1;
      seen.strings += 1;
      seen.length += name.length + '"":'.length;
      survey(value[name], depth, seen);
    }
  }
  seen.length += '{}'.length + Math.max(0, commas);
}

/** Characters that a number takes at least: `1e9` takes fewer than its digits. */
function leastDigits(value: number): number {
  return Number.isInteger(value) && 10 <= value && value < 1000 ? (value < 100 ? 2 : 3) : 1;
}

/** The quotes that begin and end the strings of a text that is known to be JSON. */
function countQuotes(text: string): number {
  let quotes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) quotes += 1;
    else if (unit === BACKSLASH) index += 1;
  }
  return quotes;
}

/** How deep values lie inside one another in a text that is known to be JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === BACKSLASH) index += 1;
    else if (unit === QUOTE) isInString = !isInString;
    else if (isInString) continue;
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
  }
  return deepest;
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
    const rule = text.startsWith('\u{feff}') ? 'encoding' : 'json-syntax';
    return located(positionIn(lineStarts(text), error.offset), rule, '', error.message, null);
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
