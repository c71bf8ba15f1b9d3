import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { schemaOf } from '../../src/cli/schema/document.js';
import { DOCUMENTS } from '../../src/cli/schema/registry.js';

/** How each document of ours begins, alone in its line. */
const START = /^\{"schema":"(line-ops\/[^"]*)"/;

/** Compiled when a document of the kind is first seen: most files of tests see a few kinds. */
const validators = new Map<string, ValidateFunction>();
let ajv: Ajv2020 | null = null;

/** Every document that the program wrote is of its schema; a line that a killed process tore is none. */
export function holdDocuments(...sinks: readonly string[]): void {
  for (const line of sinks.flatMap((sink) => sink.split('\n'))) {
    if (!START.test(line)) continue;
    const document = parsed(line);
    if (document !== null) holdDocument(document);
  }
}

/** @throws {Error} for a document without a schema, and for one that is not of it. */
export function holdDocument(document: unknown): void {
  const id = idOf(document);
  const validate = validators.get(id) ?? compiled(id);
  if (validate(document)) return;
  const wrong = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`not a ${id} as its schema has it: ${wrong.join('; ')}\n${JSON.stringify(document).slice(0, 2000)}`);
}

function compiled(id: string): ValidateFunction {
  const document = DOCUMENTS.find((one) => one.id === id);
  if (document === undefined) throw new Error(`${id} has no schema: give it one in src/cli/schema/documents/`);
  if (ajv === null) {
    ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
    addFormats.default(ajv, ['date-time']);
  }
  const validate = ajv.compile(schemaOf(document));
  validators.set(id, validate);
  return validate;
}

function idOf(document: unknown): string {
  return typeof document === 'object' && document !== null && 'schema' in document ? String(document.schema) : '';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
