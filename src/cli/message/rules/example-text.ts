import { jsonBytes } from '../../../domain/messages/engine/counting.js';
import type { Example } from '../../../domain/messages/registry/paper.js';
import { isJsonObject } from '../../../domain/text/json-object.js';
import { fitted, textWidth } from '../../../domain/text/text-width.js';

/** Where a person has seen enough of a text, a list, or of objects inside one another. */
const MAX_TEXT = 60;
const MAX_ITEMS = 3;
const MAX_DEPTH = 9;

/** The value of an example; null where the text of the file is the point. */
export function documentOf({ content }: Example): unknown {
  return content.form === 'value' ? content.value : null;
}

/** The text of a file whose notation is the point; null for any other example. */
export function textOf({ content }: Example): string | null {
  return content.form === 'value' ? null : content.text;
}

/** Bytes of the file. */
export function exampleBytes({ content }: Example): number {
  return content.form === 'value' ? jsonBytes(content.value) : Buffer.byteLength(content.text);
}

/** An example for people, in lines of `width`: long texts, long lists and what lies very deep are cut, and say so. */
export function exampleLines({ content }: Example, width: number): readonly string[] {
  if (content.form !== 'value') return content.text.trimEnd().split('\n').map(shortenedText);
  return laidOut(shortened(content.value, 0), width, '', '').split('\n');
}

/** JSON with each object and list in one line where it fits there. `before` and `after` are what else stands in its line. */
function laidOut(value: unknown, width: number, before: string, after: string): string {
  const indent = /^ */.exec(before)?.[0] ?? '';
  const inOneLine = `${before}${JSON.stringify(value, null, 1).replace(/\n */g, ' ')}${after}`;
  if (typeof value !== 'object' || value === null || textWidth(inOneLine) <= width) return inOneLine;
  const inside = `${indent}  `;
  const children: readonly (readonly [before: string, child: unknown])[] = Array.isArray(value)
    ? value.map((item) => [inside, item])
    : Object.entries(value).map(([key, child]) => [`${inside}${JSON.stringify(key)}: `, child]);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = children.map(([start, child], at) => laidOut(child, width, start, at < children.length - 1 ? ',' : ''));
  return [`${before}${open}`, ...lines, `${indent}${close}${after}`].join('\n');
}

function shortened(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shortenedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (MAX_DEPTH < depth) return '…';
  if (Array.isArray(value)) {
    const shown = MAX_ITEMS + 1 < value.length ? value.slice(0, MAX_ITEMS) : value;
    const left = value.length - shown.length;
    return [...shown.map((item) => shortened(item, depth + 1)), ...(left === 0 ? [] : [`… ${left} more`])];
  }
  return isJsonObject(value) ? shortenedObject(value, depth) : value;
}

function shortenedObject(value: Readonly<Record<string, unknown>>, depth: number) {
  const entries = Object.entries(value);
  const shown = 2 * MAX_DEPTH < entries.length ? entries.slice(0, MAX_ITEMS) : entries;
  const left = entries.length - shown.length;
  const written = shown.map(([key, child]) => [key, shortened(child, depth + 1)]);
  return Object.fromEntries([...written, ...(left === 0 ? [] : [['…', `… ${left} more`]])]);
}

/** Cut between characters, with the length of the whole. */
function shortenedText(text: string): string {
  return text.length <= MAX_TEXT ? text : `${fitted(text, MAX_TEXT / 2)} (${text.length} UTF-16 units)`;
}
