import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, Scalar, type YAMLMap } from 'yaml';
import type { JsonObject } from '../../domain/messages/engine/shapes.js';
import type { Edit } from '../../domain/messages/fixes/edit.js';
import { pointerTokens } from '../../domain/source/pointer.js';
import { lineEndOf, type TextEdit } from '../../domain/source/text-edit.js';

/** What makes edits of a YAML text: comments, quotes and order stay as they are. */
export type YamlEditor = (edit: Edit) => readonly TextEdit[] | null;

/** Null is answered for an edit that leads nowhere, or to something written in a way that is left alone. */
export function createYamlEditor(text: string): YamlEditor {
  const document = parseDocument(text, { prettyErrors: false, schema: 'core', logLevel: 'error' });
  return (edit) => {
    const found = find(document.contents, edit.at);
    return found === null ? null : editsOf(text, found, edit);
  };
}

interface Found {
  readonly node: Node;
  /** Null for the root and for items of a sequence. */
  readonly pair: Pair | null;
  readonly owner: YAMLMap | null;
}

function find(root: Node | null, pointer: string): Found | null {
  if (root === null) return null;
  let found: Found = { node: root, pair: null, owner: null };
  for (const token of pointerTokens(pointer)) {
    const { node } = found;
    if (isSeq(node)) {
      const item = node.items[Number(token)];
      if (!isPlaced(item)) return null;
      found = { node: item, pair: null, owner: null };
    } else if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === token);
      if (pair === undefined || !isPlaced(pair.value)) return null;
      found = { node: pair.value, pair, owner: node };
    } else {
      // An alias stands for what is written elsewhere.
      return null;
    }
  }
  return found;
}

function isPlaced(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

function editsOf(text: string, found: Found, edit: Edit): readonly TextEdit[] | null {
  const { node, pair, owner } = found;
  switch (edit.do) {
    case 'set':
      return isScalar(node) ? scalarEdit(text, node, edit.value) : null;
    case 'rename':
      return isScalar(pair?.key) ? scalarEdit(text, pair.key, edit.to) : null;
    case 'remove':
      return owner === null || pair === null ? null : removal(text, owner, pair, node);
    case 'add':
      return isMap(node) ? addition(text, node, edit.members) : null;
    case 'wrap':
      return wrapping(text, found, edit.members, edit.under);
  }
}

/** In the quotes that it has. */
function scalarEdit(text: string, node: Scalar, value: string | number | boolean): readonly TextEdit[] | null {
  if (node.range == null || node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) return null;
  const [start, end] = node.range;
  // A plain text over several lines has the indentation of the next ones in it.
  if (/[\r\n]/.test(text.slice(start, end))) return null;
  return [{ start, end, text: scalar(value, node.type ?? Scalar.PLAIN) }];
}

function scalar(value: unknown, style: string): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (style === Scalar.QUOTE_SINGLE && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  const isPlain = /^[A-Za-z][A-Za-z0-9_.%/+-]*(?::[^ \s#,[\]{}]+)?$/.test(value) && !RESERVED.test(value);
  return style === Scalar.PLAIN && isPlain ? value : JSON.stringify(value);
}

/** Words that some reader of YAML takes for something else than a string. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

function removal(text: string, owner: YAMLMap, pair: Pair, node: Node): readonly TextEdit[] | null {
  const [start] = rangeOf(pair.key);
  const [, end] = rangeOf(node);
  if (start === undefined || end === undefined || owner.flow === true) return null;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = endOfLine(text, end);
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (!isAlone || owner.items.length === 1 || lineEnd === text.length) return null;
  return [{ start: lineStart, end: lineEnd + lineEndOf(text.slice(lineEnd)).length, text: '' }];
}

/** The offset at which the line of an offset ends, before what ends it. */
function endOfLine(text: string, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset));
  return found === null ? text.length : offset + found.index;
}

/** Behind the last property whose value is on its line: what comes behind there is a comment of that line. */
function addition(text: string, map: YAMLMap, members: JsonObject): readonly TextEdit[] | null {
  const entries = Object.entries(members).map(([key, value]) => `${key}: ${inFlow(value)}`);
  const last = map.items.findLast(({ value }) => isScalar(value) && value.range != null && isOnOneLine(text, value));
  const [keyStart] = rangeOf(last?.key);
  const [, end] = rangeOf(last?.value);
  if (keyStart === undefined || end === undefined) return null;
  if (map.flow === true) return [{ start: end, end, text: entries.map((entry) => `, ${entry}`).join('') }];
  const place = endOfLine(text, end);
  const indent = ' '.repeat(columnOf(text, keyStart));
  const lineEnd = lineEndOf(text);
  return [{ start: place, end: place, text: entries.map((entry) => `${lineEnd}${indent}${entry}`).join('') }];
}

function isOnOneLine(text: string, { range }: Scalar): boolean {
  return range != null && !/[\r\n]/.test(text.slice(range[0], range[1]));
}

/** JSON, which is YAML too, but words without quotes. */
function inFlow(value: unknown): string {
  return typeof value === 'string' ? scalar(value, Scalar.PLAIN) : JSON.stringify(value);
}

/** Everything from the node's first line on goes in by two columns, and a sequence that stands below its key by two more. */
function wrapping(text: string, { node, pair }: Found, members: JsonObject, under: string): readonly TextEdit[] | null {
  const [start, end] = rangeOf(node);
  if (start === undefined || end === undefined || !(isMap(node) || isSeq(node))) return null;
  const entries = Object.entries(members).map(([key, value]) => `${key}: ${inFlow(value)}`);
  if (node.flow === true) {
    return [
      { start, end: start, text: `{ ${entries.join(', ')}, ${under}: ` },
      { start: end, end, text: ' }' },
    ];
  }
  const column = columnOf(text, start);
  const [keyStart] = rangeOf(pair?.key);
  const extra = keyStart !== undefined && column <= columnOf(text, keyStart) ? '  ' : '';
  const indent = `${' '.repeat(column)}${extra}`;
  const head = [...entries, `${under}:`].join(`${lineEndOf(text)}${indent}`);
  const edits: TextEdit[] = [{ start, end: start, text: `${extra}${head}${lineEndOf(text)}${indent}  ` }];
  for (let at = text.indexOf('\n', start) + 1; 0 < at && at < end; at = text.indexOf('\n', at) + 1) {
    if (!/[\r\n]/.test(text[at] ?? '\n')) edits.push({ start: at, end: at, text: `${extra}  ` });
  }
  return edits;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function rangeOf(node: unknown): readonly [start: number, end: number] | readonly [] {
  return isPlaced(node) && node.range != null ? [node.range[0], node.range[1]] : [];
}
