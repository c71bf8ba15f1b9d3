// Writes openapi-facts.json from LINE's OpenAPI files: names, types and limits, without a sentence of theirs.
//
//   node test/contract/write-openapi-facts.mjs <folder of the .yml files> <commit> <date of the commit>
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const DOCUMENTS = ['messaging-api', 'channel-access-token', 'insight', 'manage-audience', 'module', 'shop', 'webhook'];

const METHODS = ['get', 'post', 'put', 'delete'];

/** What says something of a value, in the order in which it is written. */
const KEYWORDS = [
  ...['$ref', 'type', 'format', 'nullable', 'enum', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'required'],
];

/** The facts of every document in a folder. */
export function readFacts(folder) {
  const documents = DOCUMENTS.map((name) => [name, factsOf(parse(readFileSync(join(folder, `${name}.yml`), 'utf8')))]);
  return Object.fromEntries(documents);
}

function factsOf({ security, paths, components }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method] !== undefined).map((method) => [
      `${method.toUpperCase()} ${path}`,
      operationFacts(methods[method], methods.parameters, security),
    ]),
  );
  return {
    operations: Object.fromEntries(operations),
    schemas: mapValues(components.schemas, schemaFacts),
  };
}

function operationFacts(operation, ofPath = [], common = []) {
  const { operationId, parameters = [], requestBody, responses, security, servers } = operation;
  return {
    operationId,
    ...(servers === undefined ? {} : { host: new URL(servers[0].url).host }),
    takesToken: 0 < (security ?? common).length,
    parameters: [...ofPath, ...parameters].map(({ name, in: place, required = false, schema }) => ({
      name,
      in: place,
      required,
      schema: schemaFacts(schema),
    })),
    body:
      requestBody === undefined
        ? null
        : { required: requestBody.required === true, contents: contentFacts(requestBody.content) },
    answers: mapValues(responses, ({ content }) => contentFacts(content)),
  };
}

function contentFacts(content = {}) {
  return mapValues(content, ({ schema }) => schemaFacts(schema));
}

function schemaFacts(schema) {
  const { properties, items, additionalProperties, allOf, oneOf, anyOf, discriminator } = schema;
  return {
    ...Object.fromEntries(KEYWORDS.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...(properties === undefined ? {} : { properties: mapValues(properties, schemaFacts) }),
    ...(items === undefined ? {} : { items: schemaFacts(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: openness(additionalProperties) }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(schemaFacts) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(schemaFacts) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(schemaFacts) }),
    ...(discriminator === undefined ? {} : { discriminator: discriminatorFacts(discriminator) }),
  };
}

function openness(additional) {
  return typeof additional === 'object' ? schemaFacts(additional) : additional;
}

function discriminatorFacts({ propertyName, mapping }) {
  return { propertyName, ...(mapping === undefined ? {} : { mapping }) };
}

function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** One line for each operation and each schema: a change of LINE's is a change of a line. */
function textOf(source, documents) {
  const rows = (record) =>
    Object.entries(record)
      .map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const blocks = Object.entries(documents).map(
    ([name, { operations, schemas }]) =>
      `    ${JSON.stringify(name)}: {\n    "operations": {\n${rows(operations)}\n    },\n    "schemas": {\n${rows(schemas)}\n    } }`,
  );
  return `{\n  "source": ${JSON.stringify(source)},\n  "documents": {\n${blocks.join(',\n')}\n  }\n}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const [folder, commit, date] = process.argv.slice(2);
  if (date === undefined) throw new Error('usage: write-openapi-facts.mjs <folder> <commit> <date>');
  const source = { repository: 'https://github.com/line/line-openapi', commit, date };
  writeFileSync(new URL('openapi-facts.json', import.meta.url), textOf(source, readFacts(folder)));
}
