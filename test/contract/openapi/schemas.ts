/** A schema as LINE's OpenAPI files write them (OpenAPI 3.0), as far as they use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly nullable?: boolean;
  readonly [limit: string]: unknown;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords of OpenAPI that say nothing of a value, or that are said in another way below. */
const NOT_FOR_AJV = new Set(['allOf', 'discriminator', 'description', 'example', 'externalDocs', 'default', 'title']);

/**
 * The components of a document as JSON schemas that check what the document means. It says which subtype a `type` stands
 * for in a `discriminator` that no validator follows, and leaves every object open to properties that it does not name:
 * here the subtype is looked up and checked, and an object has the properties it is said to have and no others.
 */
export function strictDefinitions(components: Readonly<Record<string, Schema>>): JsonSchema {
  const subtypes = Object.values(components).flatMap(({ discriminator }) =>
    Object.entries(discriminator?.mapping ?? {}).map(([type, ref]) => [nameOf(ref), discriminator, type] as const),
  );
  // A subtype that is referred to by itself, not through its base, is still of its type.
  const typed = subtypes.map(([name, discriminator, type]): [string, Schema] => {
    const typeAlone = { properties: { [discriminator?.propertyName ?? 'type']: { enum: [type] } } };
    return [name, { allOf: [components[name] ?? {}, typeAlone] }];
  });
  return mapValues({ ...components, ...Object.fromEntries(typed) }, (component) => strictSchema(component, components));
}

/** One schema of such a document; `$ref` leads to `#/definitions/…`. */
export function strictSchema(schema: Schema, components: Readonly<Record<string, Schema>>): JsonSchema {
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${nameOf(schema.$ref)}` };
  const { propertyName, mapping } = schema.discriminator ?? {};
  if (propertyName !== undefined && mapping !== undefined) return subtypeBy(propertyName, mapping);

  const strict = (inner: Schema) => strictSchema(inner, components);
  const { properties, items, additionalProperties, format, ...others } = flattened(schema, components);
  const isObject = properties !== undefined || others.type === 'object';
  return {
    ...Object.fromEntries(Object.entries(others).filter(([keyword]) => !NOT_FOR_AJV.has(keyword))),
    // One of the files has a pattern where it means a format.
    ...(format === undefined ? {} : { [format.startsWith('^') ? 'pattern' : 'format']: format }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, strict) }),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(isObject ? { additionalProperties: openness(additionalProperties, strict) } : {}),
  };
}

function openness(given: boolean | Schema | undefined, strict: (schema: Schema) => JsonSchema): JsonSchema | boolean {
  return typeof given === 'object' ? strict(given) : given === true;
}

function subtypeBy(property: string, mapping: Readonly<Record<string, string>>): JsonSchema {
  const isOfType = (type: string) => ({ properties: { [property]: { const: type } }, required: [property] });
  return {
    type: 'object',
    required: [property],
    properties: { [property]: { enum: Object.keys(mapping) } },
    allOf: Object.entries(mapping).map(([type, ref]) => ({
      if: isOfType(type),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { $ref: `#/definitions/${nameOf(ref)}` },
    })),
  };
}

/** The schema with everything that its `allOf` brings, base and own properties in one. */
function flattened(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  const { allOf, ...own } = schema;
  if (allOf === undefined) return schema;
  const bases = allOf.map((part) => (part.$ref === undefined ? part : (components[nameOf(part.$ref)] ?? part)));
  const parts = [...bases.map((base) => flattened(base, components)), own];
  return {
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part))),
    properties: Object.fromEntries(parts.flatMap(({ properties = {} }) => Object.entries(properties))),
    required: [...new Set(parts.flatMap(({ required = [] }) => required))],
  };
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
