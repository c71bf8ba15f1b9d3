import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { JsonSource, Locate, LocatedFinding, SourcePosition } from '../../domain/messages/json-source.js';
import type { RuleName } from '../../domain/messages/registry/rules.js';
import { numberProblem } from '../../domain/source/json-notation.js';
import { pointerToken, pointerTokens } from '../../domain/source/pointer.js';
import { shown } from '../../domain/text/shown.js';
import { type Place, trapIn, whyNotYaml } from './yaml-traps.js';

const YAML_DOCS = 'https://yaml.org/spec/1.2.2/';

/** Aliases to one anchor that are followed: more is meant to break its reader. */
const MAX_ALIASES = 100;

/** Reads YAML 1.2 as the JSON value that it stands for; every place is found in the YAML text. */
export function readYamlSource(text: string): JsonSource {
  if (isTooDeep(text)) return broken({ line: 1, column: 1 }, `nested deeper than ${MAX_DEPTH} levels`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    logLevel: 'error',
    // The library compares each key with each: it is found out below, in one walk.
    uniqueKeys: false,
  });
  const [error] = document.errors;
  if (error !== undefined) return broken(at(lines, error.pos[0]), whyNotYaml(error, text));
  const value = plainValue(document);
  if (value === null)
    return broken(
      { line: 1, column: 1 },
      'an alias has no anchor before it or stands inside its own, or aliases are used too often; a text that begins with * needs quotes',
    );
  return {
    type: 'parsed',
    value: value.json,
    problems: notationFindings(document, lines),
    // An alias may stand for much more than it takes.
    maxBytes: Number.POSITIVE_INFINITY,
    locate: locator(document, lines),
  };
}

/** The library ends the process on brackets that are nested thousands of levels deep. */
const MAX_DEPTH = 200;

/** Judged by the brackets alone, and rather too early: no message comes near. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if ((character === ']' || character === '}') && 0 < depth) depth -= 1;
    if (MAX_DEPTH < depth) return true;
  }
  return false;
}

/** Through JSON, because that is what LINE gets; null when the value has no JSON form. */
function plainValue(document: Document.Parsed): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES })) ?? 'null') };
  } catch {
    return null;
  }
}

/** Remembers the keys of a mapping: a file may have as many findings as keys. */
function locator(document: Document.Parsed, lines: LineCounter): Locate {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairsOf = (map: YAMLMap) => {
    const pairs = known.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    known.set(map, pairs);
    return pairs;
  };
  return (pointer, part = 'value') => {
    let found: Readonly<Record<'key' | 'value', Node | null>> = { key: document.contents, value: document.contents };
    for (const token of pointerTokens(pointer)) {
      const member = memberOf(found.value, token, { document, pairsOf });
      if (member === null) break;
      found = member;
    }
    return at(lines, found[part]?.range?.[0] ?? 0);
  };
}

interface Member {
  /** Where a reader looks for it: an item of a sequence stands for itself. */
  readonly key: Node;
  readonly value: Node;
}

/** The member of a mapping or of a sequence; null where there is none. An alias leads to its anchor. */
function memberOf(
  node: Node | null,
  token: string,
  { document, pairsOf }: { document: Document.Parsed; pairsOf: (map: YAMLMap) => ReadonlyMap<string, Pair> },
): Member | null {
  const target =
    node !== null && 'resolve' in node && typeof node.resolve === 'function' ? node.resolve(document) : node;
  if (isSeq(target)) {
    const item = target.items[Number(token)];
    return isNode(item) ? { key: item, value: item } : null;
  }
  if (!isMap(target)) return null;
  const pair = pairsOf(target).get(token);
  if (!isNode(pair?.value)) return null;
  return { key: isNode(pair.key) ? pair.key : pair.value, value: pair.value };
}

function at(lines: LineCounter, offset: number): SourcePosition {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function broken(position: SourcePosition, message: string): JsonSource {
  return { type: 'broken', finding: finding('yaml-syntax', position, message, null) };
}

/** Keys that occur twice in one mapping, and numbers that are sent as something else than what is written. */
function notationFindings(document: Document.Parsed, lines: LineCounter): LocatedFinding[] {
  return placesIn(document).flatMap((place) => {
    const { pointer, node, repeats } = place;
    const found: LocatedFinding[] = [];
    if (repeats !== null) {
      const message = `the key "${shown(repeats.key)}" occurs twice in one mapping, and only the last one counts`;
      const duplicate = finding('duplicate-key', at(lines, repeats.start), message, shown(repeats.key));
      found.push({ ...duplicate, pointer });
    }
    const trap = trapIn(place);
    if (trap !== null) {
      const warning = finding('yaml-syntax', at(lines, trap.start), trap.message, trap.actual);
      found.push({ ...warning, pointer, severity: 'warning' });
    }
    if (!isScalar(node) || typeof node.value !== 'number') return found;
    const problem = numberProblem(node.source ?? String(node.value), node.value, pointer);
    if (problem === null) return found;
    const { rule, message, actual, severity } = problem;
    found.push({ ...finding(rule, at(lines, node.range?.[0] ?? 0), message, actual), pointer, severity });
    return found;
  });
}

/** Every value of the document with its pointer, in the order of the text. */
function placesIn(document: Document.Parsed): readonly Place[] {
  const places: Place[] = [];
  const visit = (node: unknown, pointer: string, { key: keyNode, repeats }: Pick<Place, 'key' | 'repeats'>) => {
    places.push({ pointer, key: keyNode, node, repeats });
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, `${pointer}/${index}`, NO_KEY);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = keyText(pair.key);
      const repeats = seen.has(key) ? { key, start: startOf(pair.key) } : null;
      visit(pair.value, `${pointer}/${pointerToken(key)}`, { key: pair.key, repeats });
      seen.add(key);
    }
  };
  visit(document.contents, '', NO_KEY);
  return places;
}

const NO_KEY = { key: null, repeats: null } as const;

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function finding(
  rule: RuleName,
  { line, column }: SourcePosition,
  message: string,
  actual: string | null,
): LocatedFinding {
  return { pointer: '', rule, severity: 'error', message, limit: null, actual, docs: YAML_DOCS, line, column };
}
