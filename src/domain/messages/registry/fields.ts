import type { LengthUnit } from '../engine/counting.js';
import type { ChoiceShape, Property, Shape, Table } from '../engine/shapes.js';
import { boundsInWords } from '../engine/wording.js';
import { MESSAGES } from '../rules/message-types.js';
import { REQUEST_BODIES } from '../rules/request/request-bodies.js';
import type { RuleName } from './rules.js';

/** What one property may be, of a rule that holds for many. */
export interface Field {
  readonly rule: RuleName;
  /** What the object is called that has the property, such as `text message`. */
  readonly object: string;
  readonly property: string;
  /** The objects around it, where the same object has another limit elsewhere; none where it makes no difference. */
  readonly inside: readonly string[];
  /** What is allowed, in words. */
  readonly limit: string;
  /** The page of the object. */
  readonly docs: string;
}

/** The properties that rules bound, each with its own limit, as the tables have them. */
export function everyField(): readonly Field[] {
  const found = new Map<string, Field>();
  const limits = new Map<string, Set<string>>();
  for (const [table, around] of everyTable()) {
    for (const [property, { shape, presence }] of table.properties) {
      for (const { rule, limit } of [...presenceLimits(presence), ...limitsOf(shape)]) {
        const what = `${rule} ${table.name} ${property}`;
        const same = found.get(`${what} ${limit}`);
        const inside = [...new Set([...(same?.inside ?? []), ...around])];
        found.set(`${what} ${limit}`, { rule, object: table.name, property, inside, limit, docs: table.docs });
        limits.set(what, (limits.get(what) ?? new Set()).add(limit));
      }
    }
  }
  return [...found.values()].map((field) => {
    const differs = 1 < (limits.get(`${field.rule} ${field.object} ${field.property}`)?.size ?? 0);
    return differs ? field : { ...field, inside: [] };
  });
}

/** Every table that a request body or a message leads to, and the names of those that it lies in. */
export function everyTable(): ReadonlyMap<Table, ReadonlySet<string>> {
  const seen = new Map<Table, Set<string>>();
  const follow = (shape: Shape, around: string | null) => {
    for (const table of tablesIn(shape)) {
      const known = seen.get(table);
      const names = known ?? new Set();
      if (around !== null) names.add(around);
      seen.set(table, names);
      if (known !== undefined) continue;
      for (const property of table.properties.values()) follow(property.shape, table.name);
    }
  };
  follow(MESSAGES, null);
  for (const table of Object.values(REQUEST_BODIES)) follow({ kind: 'object', table }, null);
  return seen;
}

function tablesIn(shape: Shape): readonly Table[] {
  switch (shape.kind) {
    case 'object':
      return [shape.table];
    case 'choice':
      return typesOf(shape).flatMap((type) => shape.tables().get(type) ?? []);
    case 'list':
      return tablesIn(shape.items);
    case 'map':
      return tablesIn(shape.values);
    default:
      return [];
  }
}

interface Limit {
  readonly rule: RuleName;
  readonly limit: string;
}

function presenceLimits(presence: Property['presence']): readonly Limit[] {
  if (presence === 'optional') return [];
  const limit = presence === 'required' ? 'must be there' : 'should be there; LINE was not seen to refuse without it';
  return [{ rule: 'required', limit }];
}

function limitsOf(shape: Shape): readonly Limit[] {
  switch (shape.kind) {
    case 'text':
      return [
        ...(shape.max === null ? [] : [{ rule: shape.lengthRule, limit: `${shape.max} ${UNIT_WORDS[shape.unit]}` }]),
        ...(shape.form === null ? [] : [{ rule: shape.form.rule, limit: shape.form.expected }]),
      ];
    case 'url':
      return [
        { rule: 'url-length', limit: `${shape.max} ${UNIT_WORDS.utf16}` },
        { rule: 'url-scheme', limit: shape.schemes.join(', ') },
      ];
    case 'enum':
      return [{ rule: 'enum', limit: shape.values.join(', ') }];
    case 'number':
      return shape.min === null && shape.max === null
        ? []
        : [{ rule: 'range', limit: boundsInWords(shape.min, shape.max) }];
    case 'list':
      return [
        ...(shape.min === 0 && shape.max === null
          ? []
          : [{ rule: shape.countRule, limit: boundsInWords(shape.min, shape.max) }]),
        ...limitsOf(shape.items),
      ];
    case 'map':
      return [
        { rule: 'count', limit: boundsInWords(null, shape.max) },
        { rule: shape.keys.rule, limit: shape.keys.expected },
        ...limitsOf(shape.values),
      ];
    case 'choice':
      return [{ rule: shape.typeRule, limit: typesOf(shape).join(', ') }];
    default:
      return [];
  }
}

/** The types that have a business in the place. */
function typesOf({ tables, misplaced }: ChoiceShape): readonly string[] {
  return [...tables().keys()].filter((type) => misplaced(type) === null);
}

const UNIT_WORDS: Readonly<Record<LengthUnit, string>> = {
  utf16: 'UTF-16 units',
  graphemes: 'characters (grapheme clusters)',
  'code-points': 'code points',
};
