type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** A part of a JSON Schema, in the few words of 2020-12 that our documents need. @see https://json-schema.org/draft/2020-12 */
export interface Shape {
  readonly title?: string;
  readonly description?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: string;
  readonly enum?: readonly (string | null)[];
  readonly format?: 'date-time';
  readonly pattern?: string;
  readonly minimum?: number;
  readonly items?: Shape;
  readonly properties?: Shapes;
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly additionalProperties?: Shape | false;
}

/** Keys and what stands under them, in their order. */
export type Shapes = Readonly<Record<string, Shape>>;

// Each of these takes first what the value means, in the words of the reference: a phrase without a full stop.

export function text(description: string): Shape {
  return { description, type: 'string' };
}

/** One of a few words. */
export function word(description: string, words: readonly string[]): Shape {
  return { description, type: 'string', enum: words };
}

/** A text of a form. */
export function matching(description: string, pattern: RegExp): Shape {
  return { description, type: 'string', pattern: pattern.source };
}

/** ISO 8601 in UTC, to the millisecond. */
export function time(description: string): Shape {
  return { description, type: 'string', format: 'date-time' };
}

/** A whole number from 0. */
export function whole(description: string): Shape {
  return { description, type: 'integer', minimum: 0 };
}

export function number(description: string): Shape {
  return { description, type: 'number' };
}

export function yesNo(description: string): Shape {
  return { description, type: 'boolean' };
}

export function list(description: string, items: Shape): Shape {
  return { description, type: 'array', items };
}

/** An object: these keys, each of them always there, and no other. */
export function object(description: string, properties: Shapes): Shape {
  return { description, type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** An object whose keys are values themselves. */
export function record(description: string, values: Shape): Shape {
  return { description, type: 'object', additionalProperties: values };
}

/** What is LINE's, or a user's: any JSON. */
export function anything(description: string): Shape {
  return { description };
}

/** The same, or null where there is nothing. */
export function orNull(shape: Shape): Shape {
  const { type = [], enum: words } = shape;
  return { ...shape, type: [type, 'null' as const].flat(), ...(words === undefined ? {} : { enum: [...words, null] }) };
}

/** The same under another meaning. */
export function as(description: string, shape: Shape): Shape {
  return { ...shape, description };
}
