import { isJsonObject } from '../../text/json-object.js';
import type { JsonObject, Shape, Table } from '../engine/shapes.js';
import { MESSAGE } from '../rules/message-types.js';
import { limitWords } from './limit-words.js';
import { noteOf } from './notes.js';
import type { Sample } from './samples.js';

/** Columns that a comment fills before it goes on in the next line. */
const WIDTH = 100;

/**
 * A sample as YAML in which each property has a comment: what it is for, and its limit from the rule tables. What has
 * been said once is not said again. `advice` is one more line at its head.
 */
export function commentedYaml({ name, summary, docs, message }: Sample, advice: string): string {
  const head = [`# ${name}: ${summary}`, `# ${docs}`, `# ${advice}`, ''];
  return `${[...head, ...linesOf(message, MESSAGE, '', new Set())].join('\n')}\n`;
}

/** The lines of an object or a list; `told` are the properties that have their comment. */
function linesOf(value: JsonObject | readonly unknown[], shape: Shape, indent: string, told: Set<string>): string[] {
  if (!isJsonObject(value)) return value.flatMap((item) => itemLines(item, itemShape(shape), indent, told));
  const table = tableOf(value, shape);
  const also = table === null ? [] : leftOutNote(value, table, indent, told);
  const properties = Object.entries(value).flatMap(([name, child]) => [
    ...(table === null ? [] : comments(name, table, indent, told)),
    ...(name === 'type' && table !== null
      ? [`${indent}type: ${scalar(child)}${kindOf(table, told)}`]
      : propertyLines(name, child, childShape(name, shape, table), indent, told)),
  ]);
  return [...properties, ...also];
}

function propertyLines(name: string, value: unknown, shape: Shape, indent: string, told: Set<string>): string[] {
  if (!isNested(value)) return [`${indent}${name}: ${scalar(value)}`];
  return [`${indent}${name}:`, ...linesOf(value, shape, `${indent}  `, told)];
}

/** The lines of an item, with its dash before the first that is no comment. */
function itemLines(item: unknown, shape: Shape, indent: string, told: Set<string>): string[] {
  if (!isNested(item)) return [`${indent}- ${scalar(item)}`];
  const lines = linesOf(item, shape, `${indent}  `, told);
  const first = lines.findIndex((line) => !line.trimStart().startsWith('#'));
  return lines.map((line, index) => (index === first ? `${indent}- ${line.slice(indent.length + 2)}` : line));
}

function isNested(value: unknown): value is JsonObject | readonly unknown[] {
  return isJsonObject(value) || Array.isArray(value);
}

/** Words as they are, other strings as JSON writes them, which YAML reads too. */
function scalar(value: unknown): string {
  return typeof value === 'string' && /^[a-z][A-Za-z0-9_]*$/.test(value) && !RESERVED.test(value)
    ? value
    : JSON.stringify(value);
}

/** Words that a reader of some YAML takes for something else than a string. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** What the object is, behind its type: a comment of the first property of an item would stand before the dash. */
function kindOf({ name }: Table, told: Set<string>): string {
  const key = `${name}.type`;
  if (told.has(key)) return '';
  told.add(key);
  return ` # ${name}`;
}

function comments(name: string, table: Table, indent: string, told: Set<string>): readonly string[] {
  const key = `${table.name}.${name}`;
  const property = table.properties.get(name);
  if (name === 'type' || property === undefined || told.has(key)) return [];
  told.add(key);
  return comment([noteOf(table.name, name), limitWords(property)].filter((words) => words !== null).join(' '), indent);
}

/** What else the object could have, said where it is seen first. */
function leftOutNote(value: JsonObject, table: Table, indent: string, told: Set<string>): readonly string[] {
  const key = `${table.name}.`;
  const others = [...table.properties.keys()].filter((name) => !Object.hasOwn(value, name));
  if (others.length === 0 || told.has(key)) return [];
  told.add(key);
  return comment(`Also: ${others.join(', ')}.`, indent);
}

function comment(words: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of words.split(' ')) {
    if (WIDTH < line.length + 1 + word.length) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function tableOf(value: JsonObject, shape: Shape): Table | null {
  if (shape.kind === 'object') return shape.table;
  if (shape.kind !== 'choice' || typeof value['type'] !== 'string') return null;
  return shape.tables().get(value['type']) ?? null;
}

const UNKNOWN: Shape = { kind: 'anything' };

function childShape(name: string, shape: Shape, table: Table | null): Shape {
  return shape.kind === 'map' ? shape.values : (table?.properties.get(name)?.shape ?? UNKNOWN);
}

function itemShape(shape: Shape): Shape {
  return shape.kind === 'list' ? shape.items : UNKNOWN;
}
