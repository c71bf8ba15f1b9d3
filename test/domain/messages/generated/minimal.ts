import type { JsonObject, Shape, Table } from '../../../../src/domain/messages/engine/shapes.js';

/** What a table cannot say: properties of which one must be there, and the "$" that an emoji points at. */
const ALSO: Readonly<Record<string, JsonObject>> = {
  'text message': { text: '$' },
  bubble: { body: { type: 'box', layout: 'vertical', contents: [] } },
  text: { text: 'a' },
  'recipient operator': { not: { type: 'audience', audienceGroupId: 1 } },
};

/** A text of each form that there is. */
const FORMED = ['a', '1', '#000000', '10px', '50%', '1:1', '90deg', `U${'0'.repeat(32)}`];

export const URL = 'https://example.com/a';

/** As little as LINE takes for the shape: required properties only, the first word of a list, the first type of a choice. */
export function minimal(shape: Shape): unknown {
  switch (shape.kind) {
    case 'text':
      return FORMED.find((text) => shape.form?.accepts(text) ?? true);
    case 'url':
      return URL;
    case 'enum':
      return shape.values[0];
    case 'number':
      return shape.min ?? Math.min(1, shape.max ?? 1);
    case 'boolean':
      return true;
    case 'list':
      return Array.from({ length: shape.min }, () => minimal(shape.items));
    case 'map':
    case 'anything':
      return {};
    case 'object':
      return minimalObject(shape.table, null);
    case 'choice': {
      const [first] = choices(shape);
      return first === undefined ? {} : minimalObject(first.table, first.type);
    }
  }
}

function minimalObject(table: Table, type: string | null): JsonObject {
  const needed = table.expected.map((name) => {
    const shape = table.properties.get(name)?.shape ?? { kind: 'anything' };
    return [name, name === 'type' && type !== null ? type : minimal(shape)];
  });
  return { ...Object.fromEntries(needed), ...ALSO[table.name] };
}

interface Chosen {
  readonly table: Table;
  /** Null where the object has no type. */
  readonly type: string | null;
}

/** The types that LINE does not refuse in the place. */
function choices(shape: Extract<Shape, { kind: 'choice' }>): readonly Chosen[] {
  return [...shape.tables()]
    .filter(([type]) => shape.misplaced(type)?.severity !== 'error')
    .map(([type, table]) => ({ type, table }));
}

/** A place in a document: what stands around it is as little as LINE takes. */
export interface Place {
  readonly pointer: string;
  readonly shape: Shape;
  /** The document with this value in the place. */
  readonly around: (value: unknown) => unknown;
}

/** The object of one table in a document, and the places in it. */
export interface ObjectPlace extends Place {
  readonly table: Table;
  readonly object: JsonObject;
}

/** Boxes lay out what they hold in one of two ways, and an icon stands in one of them only. */
const OTHER_WAYS: Readonly<Record<string, JsonObject>> = { box: { layout: 'baseline' } };

/**
 * An object of every table that can be reached from the root, by the first way on which `isTaken` has nothing against the
 * document.
 */
export function objectPlaces(root: Place, isTaken: (document: unknown) => boolean): readonly ObjectPlace[] {
  const found = new Map<Table, ObjectPlace>();
  const follow = (place: Place) => {
    for (const { table, type } of tablesOf(place.shape)) {
      if (found.has(table)) continue;
      const object = minimalObject(table, type);
      if (!isTaken(place.around(object))) continue;
      found.set(table, { ...place, table, object });
      const ways = [
        object,
        ...(OTHER_WAYS[table.name] === undefined ? [] : [{ ...object, ...OTHER_WAYS[table.name] }]),
      ];
      for (const way of ways) for (const inner of propertyPlaces({ ...place, table, object: way })) follow(inner);
    }
  };
  // What an array or a map holds is reached through its first entry.
  const enter = (place: Place) =>
    place.shape.kind === 'list' || place.shape.kind === 'map' ? follow(inside(place)) : follow(place);
  enter(root);
  return [...found.values()];
}

/** A place for each property of the object; of a list or a map, the place of its entries. */
function propertyPlaces(place: ObjectPlace): readonly Place[] {
  return [...place.table.properties].map(([name, { shape }]) => inside(propertyPlace(place, name, shape)));
}

/** The place of one property of the object. */
export function propertyPlace({ pointer, around, object }: ObjectPlace, name: string, shape: Shape): Place {
  return {
    pointer: `${pointer}/${name}`,
    shape,
    around: (value) => around({ ...object, [name]: value }),
  };
}

function inside(place: Place): Place {
  const { pointer, shape, around } = place;
  if (shape.kind === 'list') {
    // The least number of entries, the one that is looked at among them.
    const others = Array.from({ length: Math.max(0, shape.min - 1) }, () => minimal(shape.items));
    return inside({ pointer: `${pointer}/0`, shape: shape.items, around: (value) => around([value, ...others]) });
  }
  if (shape.kind !== 'map') return place;
  return inside({ pointer: `${pointer}/k0`, shape: shape.values, around: (value) => around({ k0: value }) });
}

function tablesOf(shape: Shape): readonly Chosen[] {
  if (shape.kind === 'object') return [{ table: shape.table, type: null }];
  return shape.kind === 'choice' ? choices(shape) : [];
}
