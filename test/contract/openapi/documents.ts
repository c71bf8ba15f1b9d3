import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type Schema, strictDefinitions, strictSchema } from './schemas.js';

const API_DOCUMENTS = [
  'messaging-api',
  'channel-access-token',
  'insight',
  'manage-audience',
  'module',
  'shop',
] as const;
const WEBHOOK_DOCUMENT = 'webhook';

/** Says what is wrong with a value, in a list of places and words; empty where nothing is. */
export type Check = (value: unknown) => readonly string[];

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
  readonly check: Check;
}

/** One endpoint as a document describes it. */
export interface Operation {
  /** Such as `GET /v2/bot/profile/{userId}`. */
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly takesToken: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly isRequired: boolean; readonly contents: ReadonlyMap<string, Check> } | null;
  /** Status to content type to the check of the body; no content type where no body is described. */
  readonly answers: ReadonlyMap<number, ReadonlyMap<string, Check>>;
  /** The body of an error that the operation itself does not list. */
  readonly checkError: Check;
}

/** LINE's documents of the endpoints that the emulator serves, and of the webhook. */
export interface OpenApi {
  readonly operations: readonly Operation[];
  readonly checkCallback: Check;
}

type Contents = Readonly<Record<string, Schema>>;

/** What the files say of one operation. */
export interface OperationFacts {
  readonly operationId: string;
  /** Left out where it is `api.line.me`. */
  readonly host?: string;
  readonly takesToken: boolean;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly body: { readonly required: boolean; readonly contents: Contents } | null;
  readonly answers: Readonly<Record<string, Contents>>;
}

interface DocumentFacts {
  /** By method and path. */
  readonly operations: Readonly<Record<string, OperationFacts>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** What LINE's OpenAPI files say, without their sentences. `write-openapi-facts.mjs` makes it. */
export interface OpenApiFacts {
  readonly source: { readonly repository: string; readonly commit: string; readonly date: string };
  readonly documents: Readonly<Record<string, DocumentFacts>>;
}

/** The facts that are kept in the repository. @see https://github.com/line/line-openapi */
export const OPENAPI_FACTS: OpenApiFacts = JSON.parse(
  readFileSync(new URL('../openapi-facts.json', import.meta.url), 'utf8'),
);

let loaded: OpenApi | null = null;

/** Compiled the first time it is asked for. */
export function loadOpenApi(): OpenApi {
  loaded ??= readOpenApi();
  return loaded;
}

function readOpenApi(): OpenApi {
  const [messaging, ...others] = API_DOCUMENTS.map(openDocument);
  if (messaging === undefined) throw new Error('no document');
  return {
    operations: [messaging, ...others].flatMap((document) => operationsOf(document, messaging)),
    checkCallback: openDocument(WEBHOOK_DOCUMENT).component('CallbackRequest') ?? missing('CallbackRequest'),
  };
}

interface Document extends DocumentFacts {
  /** Null where the document has none of that name. */
  component(name: string): Check | null;
  check(schema: Schema): Check;
}

function openDocument(name: string): Document {
  const facts = OPENAPI_FACTS.documents[name] ?? missing(name);
  const { schemas } = facts;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: name, definitions: strictDefinitions(schemas) });
  const check = (schema: Schema): Check => {
    if (schema.oneOf !== undefined) return nearestOf(schema.oneOf.map(check));
    let compiled: ValidateFunction | null = null;
    return (value) => {
      compiled ??= ajv.compile({ definitions: {}, ...localTo(name, strictSchema(schema, schemas)) });
      return compiled(value) ? [] : wordsFor(compiled.errors ?? []);
    };
  };
  const component = (wanted: string) => (schemas[wanted] === undefined ? null : check({ $ref: `#/${wanted}` }));
  return { ...facts, component, check };
}

/** Of several forms that a value may have, the problems with the one that it comes nearest to. */
function nearestOf(checks: readonly Check[]): Check {
  return (value) => {
    const [nearest = []] = checks.map((check) => check(value)).sort((a, b) => a.length - b.length);
    return nearest;
  };
}

/** The schema with its references leading into the definitions of that name. */
function localTo(name: string, schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${name}#/definitions/`));
}

function operationsOf(document: Document, messaging: Document): readonly Operation[] {
  const checkError = document.component('ErrorResponse') ?? messaging.component('ErrorResponse');
  const checksOf = (contents: Contents) =>
    new Map(Object.entries(contents).map(([type, schema]) => [type, document.check(schema)]));
  return Object.entries(document.operations).map(([name, { takesToken, parameters, body, answers }]) => {
    const [method = '', path = ''] = name.split(' ');
    return {
      name,
      method,
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      takesToken,
      parameters: parameters.map(({ name, in: place, required, schema }) => ({
        name: place === 'header' ? name.toLowerCase() : name,
        in: place,
        isRequired: required,
        schema,
        check: document.check(schema),
      })),
      body: body === null ? null : { isRequired: body.required, contents: checksOf(body.contents) },
      answers: new Map(Object.entries(answers).map(([status, contents]) => [Number(status), checksOf(contents)])),
      checkError: checkError ?? missing('ErrorResponse'),
    };
  });
}

function wordsFor(errors: readonly ErrorObject[]): readonly string[] {
  const words = errors.flatMap(({ keyword, instancePath, params, message }) => {
    const place = instancePath === '' ? '/' : instancePath;
    if (keyword === 'if') return []; // What the subtype finds wrong is told in errors of their own.
    if (keyword === 'additionalProperties') return [`${place}: unknown property "${params['additionalProperty']}"`];
    const allowed = keyword === 'enum' ? `: ${params['allowedValues'].join(', ')}` : '';
    return [`${place}: ${message}${allowed}`];
  });
  return [...new Set(words)];
}

function missing(name: string): never {
  throw new Error(`the documents have no ${name}`);
}
