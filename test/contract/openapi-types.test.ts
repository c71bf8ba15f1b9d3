import { expect, it } from 'vitest';
import type { Form, Shape, Table } from '../../src/domain/messages/engine/shapes.js';
import { MESSAGE } from '../../src/domain/messages/rules/message-types.js';
import { REQUEST_BODIES } from '../../src/domain/messages/rules/request/request-bodies.js';
import { OPENAPI_FACTS } from './openapi/documents.js';
import type { Schema } from './openapi/schemas.js';

const SCHEMAS = OPENAPI_FACTS.documents['messaging-api']?.schemas ?? {};

/** The request bodies by what the files call them. */
const BODIES: Readonly<Record<string, Table>> = {
  PushMessageRequest: REQUEST_BODIES.push,
  MulticastRequest: REQUEST_BODIES.multicast,
  BroadcastRequest: REQUEST_BODIES.broadcast,
  NarrowcastRequest: REQUEST_BODIES.narrowcast,
  ReplyMessageRequest: REQUEST_BODIES.reply,
};

/** The type that a schema is of, by its name. */
const TYPE_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(SCHEMAS).flatMap(({ discriminator }) =>
    Object.entries(discriminator?.mapping ?? {}).map(([type, ref]) => [nameOf(ref), type]),
  ),
);

it("the tables have the types, properties, words and limits of LINE's OpenAPI files", () => {
  const bodies = Object.entries(BODIES).map(
    ([name, table]): Pair => ({ shape: { kind: 'object', table }, schema: { $ref: name }, at: name }),
  );
  expect(differences([{ shape: MESSAGE, schema: { $ref: 'Message' }, at: 'Message' }, ...bodies])).toEqual([]);
});

interface Pair {
  readonly shape: Shape;
  readonly schema: Schema;
  readonly at: string;
}

function differences(roots: readonly Pair[]): string[] {
  const compared = new Set<string>();
  const found: string[] = [];
  const open = [...roots];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const { shape, at } = pair;
    const name = `${at} ${shape.kind}`;
    if (compared.has(name)) continue;
    if (shape.kind === 'object' || shape.kind === 'choice') compared.add(name);
    const schema = resolved(pair.schema);
    found.push(...ownDifferences(shape, schema).map((difference) => `${at}: ${difference}`));
    open.push(...pairsIn(shape, schema, at));
  }
  return found;
}

/** What differs in the shape itself; where the files state a limit or words, they are those of the table. */
function ownDifferences(shape: Shape, schema: Schema): readonly string[] {
  const stated = (key: string, ours: unknown) =>
    schema[key] === undefined || schema[key] === ours
      ? []
      : [`${key}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(schema[key])}`];
  switch (shape.kind) {
    case 'text':
      return [
        ...stated('maxLength', shape.max ?? longestOf(shape.form, schema['maxLength'])),
        ...stated('type', 'string'),
      ];
    case 'url':
      return [...stated('maxLength', shape.max), ...stated('type', 'string')];
    case 'enum':
      return [...named('words', shape.values, (schema.enum ?? shape.values).map(String)), ...stated('type', 'string')];
    case 'number':
      return [...stated('minimum', shape.min), ...stated('maximum', shape.max)];
    case 'boolean':
      return stated('type', 'boolean');
    case 'list':
      return [...stated('minItems', shape.min), ...stated('maxItems', shape.max), ...stated('type', 'array')];
    case 'map':
      return [...stated('maxProperties', shape.max), ...stated('type', 'object')];
    case 'choice': {
      const { mapping } = schema.discriminator ?? {};
      return mapping === undefined ? [] : named('types', [...shape.tables().keys()], Object.keys(mapping));
    }
    case 'object': {
      // What belongs to other methods is known to a table so that it can be told apart from a slip: it may be anything.
      const ours = [...shape.table.properties].filter(
        ([name, property]) => property.shape.kind !== 'anything' || schema.properties?.[name] !== undefined,
      );
      return named(
        'properties',
        ours.map(([name]) => name),
        Object.keys(schema.properties ?? {}),
      );
    }
    case 'anything':
      return [];
  }
}

/** The length that a form takes and that it does not exceed, if it is this one. */
function longestOf(form: Form | null, length: unknown): unknown {
  if (form === null || typeof length !== 'number') return null;
  return form.accepts('a'.repeat(length)) && !form.accepts('a'.repeat(length + 1)) ? length : null;
}

function pairsIn(shape: Shape, schema: Schema, at: string): readonly Pair[] {
  const pairOf = (inner: Shape, theirs: Schema, place: string): Pair => ({
    ...{ shape: inner, schema: theirs },
    at: theirs.$ref === undefined ? place : nameOf(theirs.$ref),
  });
  switch (shape.kind) {
    case 'list':
      return [pairOf(shape.items, schema.items ?? {}, `${at}[]`)];
    case 'map':
      return typeof schema.additionalProperties === 'object'
        ? [pairOf(shape.values, schema.additionalProperties, `${at}{}`)]
        : [];
    case 'choice': {
      // A place for one type alone names its schema, and no choice.
      const { mapping = { [TYPE_OF[at] ?? '']: at } } = schema.discriminator ?? {};
      return Object.entries(mapping).flatMap(([type, ref]) => {
        const table = shape.tables().get(type);
        return table === undefined ? [] : [pairOf({ kind: 'object', table }, { $ref: ref }, at)];
      });
    }
    case 'object':
      return [...shape.table.properties].flatMap(([name, property]) => {
        const theirs = schema.properties?.[name];
        return theirs === undefined ? [] : [pairOf(property.shape, theirs, `${at}.${name}`)];
      });
    default:
      return [];
  }
}

function named(what: string, ours: readonly string[], theirs: readonly string[]): readonly string[] {
  return [
    ...ours.filter((name) => !theirs.includes(name)).map((name) => `${what}: only ours: ${name}`),
    ...theirs.filter((name) => !ours.includes(name)).map((name) => `${what}: only theirs: ${name}`),
  ];
}

/** The schema behind a reference, with all that it is. What a base says of the choice is the base's alone. */
function resolved({ $ref, allOf = [], ...own }: Schema): Schema {
  if ($ref !== undefined) return resolved(SCHEMAS[nameOf($ref)] ?? {});
  const parts = allOf.map(resolved).map(({ discriminator: _ofBase, ...part }) => part);
  return {
    ...Object.assign({}, ...parts),
    ...own,
    properties: Object.assign({}, ...[...parts, own].map((part) => part.properties)),
  };
}

function nameOf(ref: string): string {
  return ref.replace(/.*\//, '');
}
