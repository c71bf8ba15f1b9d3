import { pointerTokens } from '../../source/pointer.js';
import { isJsonObject } from '../../text/json-object.js';
import type { SendMethod } from '../engine/finding.js';
import type { JsonObject, Property, Shape, Table } from '../engine/shapes.js';
import { MESSAGE, MESSAGE_TYPES, MESSAGES } from '../rules/message-types.js';
import { REQUEST_BODIES } from '../rules/request/request-bodies.js';

/** A place in a document: what is there, and what the tables want there. */
export interface Place {
  readonly pointer: string;
  /** Undefined where nothing is. */
  readonly value: unknown;
  /** The last token of the pointer. */
  readonly name: string;
  /** What the value is in: an object, or an array. */
  readonly holder: unknown;
  /** The table of the object that it is a property of; null where none is known. */
  readonly table: Table | null;
  readonly property: Property | null;
  /** Its own shape; `anything` where none is known. */
  readonly shape: Shape;
  /** The place of what is around it; null for the root. */
  readonly around: Place | null;
}

const UNKNOWN: Shape = { kind: 'anything' };

/** Finds the place of a pointer in a document of any of the forms that messages have. */
export function placeOf(document: unknown, pointer: string, method: SendMethod): Place {
  let place = rootOf(document, method);
  for (const token of pointerTokens(pointer)) place = inside(place, token);
  return { ...place, pointer };
}

function rootOf(document: unknown, method: SendMethod): Place {
  const shape = rootShape(document, method);
  return { pointer: '', value: document, name: '', holder: null, table: null, property: null, shape, around: null };
}

function rootShape(document: unknown, method: SendMethod): Shape {
  if (Array.isArray(document)) return MESSAGES;
  const isBody = isJsonObject(document) && Object.hasOwn(document, 'messages');
  return isBody ? { kind: 'object', table: REQUEST_BODIES[method] } : MESSAGE;
}

function inside(around: Place, name: string): Place {
  const { value: holder, shape } = around;
  const value: unknown = isHolder(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
  const table = isJsonObject(holder) ? tableOf(holder, shape) : null;
  const property = table?.properties.get(name) ?? null;
  const pointer = `${around.pointer}/${name}`;
  return { pointer, value, name, holder, table, property, shape: property?.shape ?? innerShape(shape), around };
}

function isHolder(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function innerShape(shape: Shape): Shape {
  if (shape.kind === 'list') return shape.items;
  return shape.kind === 'map' ? shape.values : UNKNOWN;
}

/** The table that an object is judged by; null where its type picks none. */
function tableOf(value: JsonObject, shape: Shape): Table | null {
  if (shape.kind === 'object') return shape.table;
  if (shape.kind !== 'choice' || typeof value['type'] !== 'string') return null;
  return shape.tables().get(value['type']) ?? containerTable(value, shape);
}

/** A bare Flex container stands where a message belongs. */
function containerTable(value: JsonObject, shape: Shape): Table | null {
  const contents = shape === MESSAGE ? MESSAGE_TYPES.get('flex')?.table.properties.get('contents')?.shape : undefined;
  return contents?.kind === 'choice' ? (contents.tables().get(String(value['type'])) ?? null) : null;
}
