import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Document, fileOf, nameOf } from '../src/cli/schema/document.js';
import { DOCUMENTS } from '../src/cli/schema/registry.js';
import type { Shape } from '../src/cli/schema/shape.js';
import { printers, whereWords } from '../src/cli/schema/show.js';

const PAGE = join('docs', 'json.md');

it('the page of the JSON documents says what their schemas say', async () => {
  // UPDATE_PAPERS=1 writes it anew after a change of a document.
  if (process.env['UPDATE_PAPERS'] === '1') writeFileSync(PAGE, await page());
  expect(readFileSync(PAGE, 'utf8')).toBe(await page());
});

/** Objects that several documents hold, each told once: by the document and the key under which it is told. */
const TOLD_ONCE: readonly (readonly [document: string, path: readonly string[], name: string])[] = [
  ['line-ops/token-list@1', ['tokens'], 'token'],
  ['line-ops/token-list@1', ['limits'], 'limits'],
  ['line-ops/broadcast-list@1', ['broadcasts'], 'broadcast'],
  ['line-ops/audience-list@1', ['audiences'], 'audience'],
  ['line-ops/message-validate@1', ['results'], 'finding'],
  ['line-ops/doctor@1', ['checks'], 'check'],
  ['line-ops/error@1', ['error'], 'failure'],
];

async function page(): Promise<string> {
  const printedBy = await printers();
  const rows = DOCUMENTS.map(
    (document) =>
      `| [\`${nameOf(document.id)}\`](#${anchorOf(document)}) | ${document.title} | ${inCell(whereWords(document, printedBy))} |`,
  );
  return `# JSON documents

What \`--json\` prints: one document on stdout, whose first key names it. Every key is always there, and \`null\` where there is nothing; times are ISO 8601 in UTC.
Keys and types of a version stay as they are: what changes them, a new key too, is a new version (\`@2\`). What a verb that stays prints (\`webhook listen\`, \`worker\`, \`log list --follow\`, progress) is a document a line.
\`line-ops schema\` lists them, \`line-ops schema <document>\` prints the JSON Schema of one, and the files are in the package: \`line-ops/schemas/token-list@1.json\`.
An error is one document on stderr, and stdout then holds what the command came to before it, or nothing.

| Document | What it is | Printed by |
| --- | --- | --- |
${rows.join('\n')}

## Objects in several documents

${TOLD_ONCE.map(([document, path, name]) => `### ${name}\n\n${table(toldAt(document, path))}`).join('\n\n')}

${DOCUMENTS.map((document) => section(document, printedBy)).join('\n\n')}
`;
}

function section(document: Document, printedBy: Awaited<ReturnType<typeof printers>>): string {
  const where = whereWords(document, printedBy);
  return `## ${document.id}\n\n${document.description}. Printed by: ${where}. Schema: \`${fileOf(document)}\`.\n\n${table(document.shape)}`;
}

function table(shape: Shape): string {
  return ['| Key | Type | Meaning |', '| --- | --- | --- |', ...keyRows(shape, '')].join('\n');
}

function keyRows({ properties = {}, required = [] }: Shape, before: string): readonly string[] {
  return Object.entries(properties)
    .filter(([key]) => key !== 'schema' || before !== '')
    .flatMap(([key, value]) => {
      const path = `${before}${key}`;
      const often = required.includes(key) ? '' : ', not always there';
      return [
        `| \`${path}\` | ${inCell(typeWords(value))}${often} | ${inCell(value.description ?? '')} |`,
        ...insideRows(value, path),
      ];
    });
}

/** What stands below a key, unless it is told elsewhere. */
function insideRows(value: Shape, path: string): readonly string[] {
  const held = value.items ?? value;
  if (nameOfPart(held) !== null) return [];
  return keyRows(held, `${path}${value.items === undefined ? '' : '[]'}.`);
}

function typeWords(shape: Shape): string {
  const { type, enum: words, format, items, pattern, const: only } = shape;
  const types = [type ?? []].flat();
  const orNull = types.includes('null') && types.length > 1 ? ' or null' : '';
  if (only !== undefined) return `"${only}"`;
  if (words !== undefined)
    return `${words
      .filter((one) => one !== null)
      .map((one) => `\`${one}\``)
      .join(', ')}${orNull}`;
  if (format === 'date-time') return `time${orNull}`;
  if (items !== undefined) return `list of ${manyOf(items)}${orNull}`;
  if (types.length === 0) return 'any JSON';
  const part = nameOfPart(shape);
  if (part !== null) return `[${part}](#${part})${orNull}`;
  const form = pattern === undefined ? '' : ` (\`${pattern}\`)`;
  return `${types
    .filter((one) => one !== 'null' || types.length === 1)
    .map((one) => TYPE_WORDS[one])
    .join(' or ')}${form}${orNull}`;
}

function manyOf(items: Shape): string {
  const part = nameOfPart(items);
  if (part !== null) return `[${part}](#${part})`;
  const words = typeWords(items);
  return words === 'object' ? 'objects' : words;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
  null: 'null',
};

const NAMES = new Map(TOLD_ONCE.map(([document, path, name]) => [markOf(toldAt(document, path)), name]));

function nameOfPart(shape: Shape): string | null {
  return shape.properties === undefined ? null : (NAMES.get(markOf(shape)) ?? null);
}

/** Of what is in it, whatever it is called where it stands. */
function markOf({ properties }: Shape): string {
  return JSON.stringify(properties);
}

function toldAt(id: string, path: readonly string[]): Shape {
  let shape = DOCUMENTS.find((document) => document.id === id)?.shape;
  for (const key of path) shape = shape?.properties?.[key];
  if (shape === undefined) throw new Error(`nothing at ${path.join('.')} of ${id}`);
  return shape.items ?? shape;
}

function anchorOf({ id }: Document): string {
  return id.replace(/[^a-z0-9-]/g, '');
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
