import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Document, schemaOf } from '../../../src/cli/schema/document.js';
import { DOCUMENTS } from '../../../src/cli/schema/registry.js';
import type { Shape } from '../../../src/cli/schema/shape.js';
import { NOUNS } from '../../../src/cli/verbs.js';
import { isJsonObject } from '../../../src/domain/text/json-object.js';
import { holdDocument, holdDocuments } from '../../support/documents.js';

const FINGERPRINTS = join('test', 'cli', 'schema', 'fingerprints.json');

/** The heading of a released version, below that of what is not released yet. */
const RELEASED = /^## \[?v?\d+\.\d+\.\d+/m;

const VERBS = await Promise.all(
  Object.values(NOUNS).flatMap(({ verbs }) =>
    typeof verbs === 'function' ? [verbs()] : Object.values(verbs).map((load) => load()),
  ),
);

describe('the schemas', () => {
  it('are there for each document that a verb names, and each is of a verb or says where it is printed', () => {
    const named = new Set(VERBS.flatMap(({ schemas }) => schemas));
    const ids = DOCUMENTS.map(({ id }) => id);
    expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
    expect(DOCUMENTS.filter(({ id, printed }) => !named.has(id) && printed === null)).toEqual([]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(DOCUMENTS)('of $id has a title, says what each key means, and lets nothing else in', ({ title, shape }) => {
    expect(title).toMatch(/^[A-Z][^.]+$/);
    const loose = partsOf(shape, '').filter(({ part }) => part.properties !== undefined && !isClosed(part));
    expect(loose.map(({ at }) => at)).toEqual([]);
    const unsaid = partsOf(shape, '').filter(({ at, part }) => at !== '' && !/[^.\s]$/.test(part.description ?? ''));
    expect(unsaid.map(({ at }) => at)).toEqual([]);
  });

  it('have each key always there, but for those of a notice and the time of an error among lines', () => {
    const sometimes = DOCUMENTS.flatMap(({ id, shape }) =>
      partsOf(shape, '').flatMap(({ at, part }) =>
        Object.keys(part.properties ?? {})
          .filter((key) => !part.required?.includes(key))
          .map((key) => `${id} ${at}/${key}`),
      ),
    );
    expect(sometimes).toEqual([
      'line-ops/error@1 /at',
      'line-ops/broadcast@1 /event',
      'line-ops/broadcast@1 /eventAt',
      'line-ops/broadcast@1 /error',
    ]);
  });
});

it('a document changes its keys only with a new version, or before the first release with a line in CHANGELOG', () => {
  const known: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(FINGERPRINTS, 'utf8'));
  const now = Object.fromEntries(DOCUMENTS.map((document) => [document.id, fingerprintOf(document)]).sort());
  const isReleased = RELEASED.test(readFileSync('CHANGELOG.md', 'utf8'));
  const changed = Object.keys(known).filter((id) => known[id] !== now[id]);
  const what = isReleased
    ? 'These documents are released and stay as they are: give the new keys a new version (@2).'
    : 'Say what changed under Unreleased in CHANGELOG.md, then: UPDATE_PAPERS=1 npx vitest run test/cli/schema/documents.test.ts';
  // UPDATE_PAPERS=1 takes new documents over, and changed ones while nothing is released.
  if (process.env['UPDATE_PAPERS'] === '1' && (!isReleased || changed.length === 0)) {
    writeFileSync(FINGERPRINTS, `${JSON.stringify(now, null, 2)}\n`);
    return;
  }
  expect(now, what).toEqual(known);
});

describe('a document that a test sees', () => {
  const NOTE = { schema: 'line-ops/note@1', at: '2026-11-21T03:00:00.000Z', level: 'note', message: 'so' };

  it.each([
    ['as it should be', NOTE, null],
    ['with a key more', { ...NOTE, more: 1 }, /additional properties.*more/],
    ['with a key less', { schema: NOTE.schema, at: NOTE.at, level: 'note' }, /required.*message/],
    ['with another type', { ...NOTE, message: 1 }, /\/message must be string/],
    ['with a time in another form', { ...NOTE, at: '2026-11-21 03:00' }, /\/at must match format/],
    ['with another word', { ...NOTE, level: 'loud' }, /\/level must be equal to one of/],
    ['of a version that nobody knows', { ...NOTE, schema: 'line-ops/note@9' }, /line-ops\/note@9 has no schema/],
  ])('%s is held against its schema', (_what, document, refused) => {
    const hold = () => holdDocument(document);
    if (refused === null) expect(hold).not.toThrow();
    else expect(hold).toThrow(refused);
    // Among other lines, as streams have them.
    const sinks = () => holdDocuments(`some words\n${JSON.stringify(document)}\n`, '{"schema":"line-ops/note@1","at":');
    if (refused === null) expect(sinks).not.toThrow();
    else expect(sinks).toThrow(refused);
  });
});

/** Every part of a shape with its place. */
function partsOf(part: Shape, at: string): readonly { readonly at: string; readonly part: Shape }[] {
  const { properties = {}, items, additionalProperties } = part;
  return [
    { at, part },
    ...Object.entries(properties).flatMap(([key, value]) => partsOf(value, `${at}/${key}`)),
    ...(items === undefined ? [] : partsOf(items, `${at}[]`)),
    ...(typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? partsOf(additionalProperties, `${at}{}`)
      : []),
  ];
}

function isClosed({ additionalProperties }: Shape): boolean {
  return additionalProperties === false;
}

/** Of what a program relies on: keys and types, whatever their order, and no words. */
function fingerprintOf(document: Document): string {
  return createHash('sha256')
    .update(JSON.stringify(bare(schemaOf(document))))
    .digest('hex')
    .slice(0, 16);
}

/** Without words, its keys in alphabetical order. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inside]) => !isWords(key, inside));
  return Object.fromEntries(
    kept.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inside]) => [key, bare(inside)]),
  );
}

/** A property may be called so, too, and then is an object. */
function isWords(key: string, value: unknown): boolean {
  return (key === 'title' || key === 'description') && typeof value === 'string';
}
