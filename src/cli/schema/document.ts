import { object, type Shape, type Shapes } from './shape.js';

/** A document that the program prints, and what is in it. */
export interface Document {
  /** `line-ops/token-list@1`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly shape: Shape;
  /** Where it is printed, for documents that no verb names as its own; null for the others. */
  readonly printed: string | null;
}

interface Extras {
  /** Keys that stand in it only together, and only in some of them: the one exception to "every key is always there". */
  readonly sometimes?: Shapes;
  readonly printed?: string;
}

/** Declares a document: `token-list@1`, its title, what it is for, and its keys beside `schema`. */
export function document(
  name: string,
  title: string,
  description: string,
  keys: Shapes,
  { sometimes = {}, printed }: Extras = {},
): Document {
  const id = `line-ops/${name}`;
  const schema: Shape = { description: 'name and version of this document', type: 'string', const: id };
  const always = object(description, { schema, ...keys });
  const others = Object.keys(sometimes);
  const together = Object.fromEntries(others.map((key) => [key, others.filter((other) => other !== key)]));
  const shape: Shape = {
    ...always,
    properties: { ...always.properties, ...sometimes },
    ...(others.length < 2 ? {} : { dependentRequired: together }),
  };
  return { id, title, description, shape, printed: printed ?? null };
}

/** Its JSON Schema, as it lies in the package. */
export function schemaOf({ id, title, shape }: Document): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${id.replace('/', ':')}`,
    title,
    ...shape,
  };
}

/** What its file in the package is called: `token-list@1.json`. */
export function fileOf({ id }: Document): string {
  return `${nameOf(id)}.json`;
}

/** `token-list@1` of `line-ops/token-list@1`. */
export function nameOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
