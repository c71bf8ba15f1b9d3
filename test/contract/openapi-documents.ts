import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { type Schema, strictDefinitions, strictSchema } from './openapi-schemas.js';

/** Where LINE's OpenAPI files lie: beside the repository unless told otherwise. @see https://github.com/line/line-openapi */
const FOLDER = resolve(process.env['LINE_OPENAPI_FOLDER'] ?? '../shared/openapi');

const API_FILES = ['messaging-api', 'channel-access-token', 'insight'] as const;
const WEBHOOK_FILE = 'webhook';

/** Whether there is anything to check against. */
export const HAS_OPENAPI_FILES = [...API_FILES, WEBHOOK_FILE].every((name) => existsSync(join(FOLDER, `${name}.yml`)));

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

interface RawContent {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface RawOperation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: RawContent & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, RawContent>>;
  readonly security?: readonly object[];
}

interface RawDocument {
  readonly security?: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const METHODS = ['get', 'post', 'put', 'delete'] as const;

let loaded: OpenApi | null = null;

/** Reads the files, the first time; throws where there are none. */
export function loadOpenApi(): OpenApi {
  loaded ??= readOpenApi();
  return loaded;
}

function readOpenApi(): OpenApi {
  const [messaging, ...others] = API_FILES.map(openDocument);
  if (messaging === undefined) throw new Error('no document');
  return {
    operations: [messaging, ...others].flatMap((document) => operationsOf(document, messaging)),
    checkCallback: openDocument(WEBHOOK_FILE).component('CallbackRequest') ?? missing('CallbackRequest'),
  };
}

interface Document extends RawDocument {
  /** Null where the document has none of that name. */
  component(name: string): Check | null;
  check(schema: Schema): Check;
}

function openDocument(name: string): Document {
  const raw: RawDocument = parse(readFileSync(join(FOLDER, `${name}.yml`), 'utf8'));
  const { schemas } = raw.components;
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
  return { ...raw, component, check };
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
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((key) => {
      const raw = methods[key];
      if (raw === undefined) return [];
      const method = key.toUpperCase();
      const contentsOf = ({ content = {} }: RawContent) =>
        new Map(Object.entries(content).map(([type, { schema }]) => [type, document.check(schema)]));
      const { parameters = [], requestBody, responses, security = document.security ?? [] } = raw;
      return {
        name: `${method} ${path}`,
        method,
        pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
        takesToken: 0 < security.length,
        parameters: parameters.map(({ name, in: place, required, schema }) => ({
          name: place === 'header' ? name.toLowerCase() : name,
          in: place,
          isRequired: required === true,
          schema,
          check: document.check(schema),
        })),
        body:
          requestBody === undefined
            ? null
            : { isRequired: requestBody.required === true, contents: contentsOf(requestBody) },
        answers: new Map(Object.entries(responses).map(([status, answer]) => [Number(status), contentsOf(answer)])),
        checkError: checkError ?? missing('ErrorResponse'),
      };
    }),
  );
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
