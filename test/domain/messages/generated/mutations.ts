import type { Property, Severity, Shape } from '../../../../src/domain/messages/engine/shapes.js';
import type { RuleName } from '../../../../src/domain/messages/registry/rules.js';
import { minimal, type ObjectPlace } from './minimal.js';

/** A document with one thing in it that is wrong, or that looks so and is not: then `severity` is null. */
export interface Mutation {
  readonly about: string;
  readonly document: unknown;
  readonly rule: RuleName;
  readonly severity: Severity | null;
  /** Where the finding is. */
  readonly pointer: string;
}

/** Each property left out, null and of another type, and one that there is not. */
export function mutationsOf(place: ObjectPlace): readonly Mutation[] {
  const { table, pointer, around, object } = place;
  const unknown: Mutation = {
    about: 'a property that there is not',
    document: around({ ...object, noSuchProperty: 1 }),
    rule: 'unknown-property',
    severity: table.unknown,
    pointer: `${pointer}/noSuchProperty`,
  };
  return [unknown, ...[...table.properties].flatMap(([name, property]) => ofProperty(place, name, property))];
}

function ofProperty({ table, pointer, around, object }: ObjectPlace, name: string, property: Property) {
  const { shape, presence } = property;
  const at = { pointer: `${pointer}/${name}` };
  const withValue = (value: unknown) => around({ ...object, [name]: value });
  const { [name]: _left, ...without } = object;
  const missing = { required: 'error', advised: 'warning', optional: null } as const;
  const takesNull = !table.strict && presence !== 'required';
  const mutations: readonly Mutation[] = [
    {
      ...at,
      about: `${name} null`,
      document: withValue(null),
      rule: 'null-value',
      severity: takesNull ? null : 'error',
    },
    ...(presence === 'optional'
      ? []
      : [
          {
            ...at,
            about: `no ${name}`,
            document: around(without),
            rule: 'required',
            severity: missing[presence],
          } as const,
        ]),
    ...(shape.kind === 'anything'
      ? []
      : [
          {
            ...at,
            about: `${name} of another type`,
            document: withValue(ofAnotherType(shape)),
            rule: 'wrong-type',
            severity: shape.kind === 'url' || shape.kind === 'enum' ? 'error' : table.wrongType,
          } as const,
        ]),
    ...(shape.kind === 'text'
      ? [
          {
            ...at,
            about: `${name} a number`,
            document: withValue(1),
            rule: 'wrong-type',
            severity: table.strict ? 'error' : 'warning',
          } as const,
        ]
      : []),
  ];
  return mutations;
}

function ofAnotherType(shape: Shape): unknown {
  if (shape.kind === 'list') return minimal(shape.items);
  if (shape.kind === 'number') return '1';
  if (shape.kind === 'boolean') return 'true';
  return shape.kind === 'text' ? {} : [];
}
