import { describe, expect, it } from 'vitest';
import { checkMessage, checkRequestBody } from '../../../../src/domain/messages/check-messages.js';
import { checkRichMenu } from '../../../../src/domain/messages/check-rich-menu.js';
import type { Finding, SendMethod } from '../../../../src/domain/messages/engine/finding.js';
import { everyTable } from '../../../../src/domain/messages/registry/fields.js';
import type { RuleName } from '../../../../src/domain/messages/registry/rules.js';
import { MESSAGE } from '../../../../src/domain/messages/rules/message-types.js';
import { REQUEST_BODIES } from '../../../../src/domain/messages/rules/request/request-bodies.js';
import { RICH_MENU } from '../../../../src/domain/messages/rules/rich-menu/rich-menu.js';
import { SAMPLES } from '../../../../src/domain/messages/samples/samples.js';
import { isJsonObject } from '../../../../src/domain/text/json-object.js';
import { boundaryCases } from './boundaries.js';
import { type ObjectPlace, objectPlaces, propertyPlace } from './minimal.js';
import { mutationsOf } from './mutations.js';

/** What is wrong between several properties or entries, when one of them alone is at its limit. */
const OF_SEVERAL: ReadonlySet<RuleName> = new Set(['emoji-index', 'narrowcast-operator']);

type Check = (document: unknown) => readonly Finding[];

/** To a group, where most may be sent; without the warnings that are about what is around. */
const checkAsMessage: Check = (message) => checkMessage(message, { method: 'push', destination: 'group', pointer: '' });

const METHODS = Object.keys(REQUEST_BODIES) as SendMethod[];

const MESSAGE_PLACES = placesBelow('', MESSAGE, checkAsMessage);
const MESSAGE_TABLES = new Set(MESSAGE_PLACES.map(([, { table }]) => table));

/** Every table, in a document that has as little else as LINE takes. */
const PLACES: readonly (readonly [what: string, place: ObjectPlace, check: Check])[] = [
  ...MESSAGE_PLACES,
  ...METHODS.flatMap((method) =>
    placesBelow(`${method}: `, { kind: 'object', table: REQUEST_BODIES[method] }, (body) =>
      checkRequestBody(body, { method, destination: 'group' }),
    ).filter(([, { table }]) => !MESSAGE_TABLES.has(table)),
  ),
  ...placesBelow('', { kind: 'object', table: RICH_MENU }, checkRichMenu),
];

function placesBelow(prefix: string, shape: ObjectPlace['shape'], check: Check) {
  const root = { pointer: '', shape, around: (value: unknown) => value };
  return objectPlaces(root, (document) => errorsIn(check(document)).length === 0).map(
    (place) => [`${prefix}${place.table.name} at ${place.pointer}`, place, check] as const,
  );
}

describe('each table', () => {
  it('is reached by a document that LINE takes', () => {
    const reached = new Set(PLACES.map(([, { table }]) => table));
    expect([...everyTable().keys()].filter((table) => !reached.has(table)).map(({ name }) => name)).toEqual([]);
  });

  it.each(PLACES)('%s: what is at a limit is accepted, and what is beyond it is refused', (_what, object, check) => {
    const wrong = [...object.table.properties].flatMap(([name, { shape }]) => {
      const place = propertyPlace(object, name, shape);
      return boundaryCases(shape).flatMap(({ about, value, rule, severity, at }) => {
        const found = check(place.around(value));
        const there = found.filter((finding) => finding.rule === rule && finding.pointer === `${place.pointer}${at}`);
        const others = severity === null ? errorsIn(found).filter((finding) => !OF_SEVERAL.has(finding.rule)) : [];
        if (0 < others.length) return [`${name}, ${about}: ${JSON.stringify(others)}`];
        return there[0]?.severity === (severity ?? undefined) ? [] : [`${name}, ${about}: ${JSON.stringify(found)}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it.each(PLACES)('%s: one thing that is wrong is found where it is', (_what, object, check) => {
    const wrong = mutationsOf(object).flatMap(({ about, document, rule, severity, pointer }) => {
      const there = check(document).filter((finding) => finding.pointer === pointer && finding.rule === rule);
      return there[0]?.severity === (severity ?? undefined) ? [] : [`${about}: ${JSON.stringify(check(document))}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('each message to start from', () => {
  it.each(SAMPLES.map((sample) => [sample.name, sample.message] as const))(
    '%s: a value of another type, and a property that is none, are found where they are',
    (_name, message) => {
      const missed = nodesOf(message, '').flatMap(({ pointer, value }) => {
        const another = replaced(message, pointer, Array.isArray(value) ? {} : []);
        const places = checkAsMessage(another).map((finding) => finding.pointer);
        if (!places.includes(pointer)) return [`another type at ${pointer}: ${places.join(' ')}`];
        if (!isJsonObject(value)) return [];
        const more = checkAsMessage(replaced(message, pointer, { ...value, noSuchProperty: 1 }));
        const isFound = more.some((finding) => finding.pointer === `${pointer}/noSuchProperty`) || isFree(pointer);
        return isFound ? [] : [`a property more in ${pointer}`];
      });
      expect(missed).toEqual([]);
    },
  );
});

interface Node {
  readonly pointer: string;
  readonly value: unknown;
}

/** Everything in a value, itself included. */
function nodesOf(value: unknown, pointer: string): readonly Node[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [{ pointer, value }, ...children.flatMap(([key, child]) => nodesOf(child, `${pointer}/${key}`))];
}

function replaced(document: unknown, pointer: string, value: unknown): unknown {
  if (pointer === '') return value;
  const copy = structuredClone(document);
  const keys = pointer.slice(1).split('/');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy);
  Reflect.set(Object(holder), last, value);
  return copy;
}

/** The keys of a substitution are the sender's own. */
function isFree(pointer: string): boolean {
  return pointer.endsWith('/substitution');
}

function errorsIn(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}
