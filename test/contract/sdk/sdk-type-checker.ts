import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Deviation } from '../openapi/checker.js';
import { endpointOf, operationAt } from '../openapi/operations.js';
import { isInSdk } from '../table/asking.js';
import { FORM_DATA, formDataFields } from '../traffic/form-data.js';
import type { WebhookRequest } from '../traffic/recorded-emulator.js';
import type { Exchange } from '../traffic/recording-proxy.js';
import { type Argument, SDK_OPERATIONS, type SdkOperation } from './sdk-operations.js';

/** A value and the type it has to be of, and what to say where it is not. */
interface Claim {
  readonly about: Omit<Deviation, 'what'> & { readonly part: string };
  readonly source: string;
}

/** `Date` is what the SDK calls the texts that JSON has in its place. */
const PRELUDE = [
  "import type { channelAccessToken, insight, manageAudience, messagingApi, moduleOperation, shop, webhook } from '@line/bot-sdk';",
  'type Wire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;',
  'type Arguments<M> = M extends (...given: infer A) => unknown ? Wire<A> : never;',
  'type Answer<M> = M extends (...given: never) => Promise<infer A> ? Wire<A> : never;',
  // The token endpoints have errors of both forms. See documented-differences.ts.
  'type TokenError = Wire<channelAccessToken.ErrorResponse | messagingApi.ErrorResponse>;',
  'type ApiError = Wire<messagingApi.ErrorResponse>;',
  'type Nothing = Record<string, never>;',
];

const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What the SDK's types say of the request of an exchange. */
export function requestClaims(exchange: Exchange): readonly Claim[] {
  if (!isInSdk(endpointOf(exchange))) return [];
  const operation = sdkOperationOf(exchange);
  const given = operation.arguments.map((argument) => sourceOf(argument, exchange));
  while (given.at(-1) === undefined && 0 < given.length) given.pop();
  const values = given.map((value) => value ?? 'undefined').join(', ');
  const unknown = unknownParameters(exchange, operation).map((name) => `${JSON.stringify(name)}: 'unknown'`);
  return [
    claim(exchange, 'request', `[${values}] satisfies Arguments<${methodType(operation)}>`),
    ...(unknown.length === 0
      ? []
      : [claim(exchange, 'request parameters', `{ ${unknown.join(', ')} } satisfies Nothing`)]),
  ];
}

/** What the SDK's types say of the answer of an exchange. */
export function answerClaims(exchange: Exchange): readonly Claim[] {
  if (!isInSdk(endpointOf(exchange))) return [];
  const operation = sdkOperationOf(exchange);
  const { status } = exchange.answer;
  const body = exchange.answer.body.toString();
  if (400 <= status) {
    const errorType = operation.client.startsWith('channelAccessToken') ? 'TokenError' : 'ApiError';
    return [claim(exchange, 'answer', `${body} satisfies ${errorType}`)];
  }
  if (operation.answers === 'bytes') return [];
  const type = operation.answers === 'nothing' ? 'Nothing' : `Answer<${methodType(operation)}>`;
  const value = operation.answers === 'nothing' && body === '' ? '{}' : body;
  return [claim(exchange, 'answer', `${value} satisfies ${type}`)];
}

/** What the SDK's types say of the body of a webhook. */
export function webhookClaim({ body }: WebhookRequest): Claim {
  const about = { operation: 'POST (webhook)', status: 200, part: 'request' };
  return { about, source: `${body} satisfies Wire<webhook.CallbackRequest>` };
}

/** Has the compiler judge the claims, and gives those that are not true, in their order. @throws where it cannot be run, or finds fault with something else. */
export async function untrueClaims(claims: readonly Claim[]): Promise<readonly Deviation[]> {
  const distinct = [...new Map(claims.map((entry) => [JSON.stringify(entry), entry])).values()];
  const cache = resolve('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'contract-'));
  try {
    const lines = [...PRELUDE, ...distinct.map(({ source }) => `void (${source});`)];
    writeFileSync(join(folder, 'claims.mts'), lines.join('\n'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['claims.mts'] }),
    );
    return diagnosticsOf(await compile(folder), lines).map(({ line, text }) => {
      const judged = distinct[line - PRELUDE.length - 1];
      if (judged === undefined) throw new Error(`the compiler finds fault with line ${line}: ${text}`);
      const { operation, status, part } = judged.about;
      return { operation, status, what: `${part}: ${text}` };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(folder: string): Promise<string> {
  return new Promise((done, fail) => {
    const argv = ['node_modules/typescript/bin/tsc', '--project', folder, '--pretty', 'false'];
    execFile(process.execPath, argv, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null || stdout !== '') done(stdout);
      else fail(new Error(`the compiler could not be run: ${stderr}`, { cause: error }));
    });
  });
}

interface Diagnostic {
  readonly line: number;
  readonly text: string;
}

/** The compiler's complaints, with the property that each is about; of one in several lines the last, which names the cause. */
function diagnosticsOf(output: string, sourceLines: readonly string[]): readonly Diagnostic[] {
  const complaints = output.split(/\n(?=\S)/).filter((complaint) => complaint.trim() !== '');
  return complaints.map((complaint) => {
    const [head = '', line, column] = /^\S+\((\d+),(\d+)\): error TS\d+: /.exec(complaint) ?? [];
    if (line === undefined) throw new Error(`the compiler says: ${complaint}`);
    const [property] = /^"[\w-]+":/.exec(sourceLines[Number(line) - 1]?.slice(Number(column) - 1) ?? '') ?? [];
    const lastLine = complaint.slice(head.length).trim().split('\n').at(-1)?.trim() ?? '';
    const cause = lastLine.replace(/'\{[^']*'/g, "'{…}'"); // Whole types, pages long.
    return { line: Number(line), text: property === undefined ? cause : `${property} ${cause}` };
  });
}

function claim(exchange: Exchange, part: string, source: string): Claim {
  return { about: { operation: endpointOf(exchange), status: exchange.answer.status, part }, source };
}

function sdkOperationOf(exchange: Exchange): SdkOperation {
  const operation = SDK_OPERATIONS.get(endpointOf(exchange));
  if (operation === undefined) throw new Error(`no method of the SDK is known for ${endpointOf(exchange)}`);
  return operation;
}

function methodType({ client, method }: SdkOperation): string {
  return `${client}['${method}']`;
}

/** The argument as source text; undefined where the request has none. */
function sourceOf(argument: Argument, { method, path, query, headers, body }: Exchange): string | undefined {
  const text = body.toString();
  if (argument.in === 'body') return text === '' ? undefined : text;
  if (argument.in === 'file' || argument.in === 'bytes') return 'new Blob([])';
  const { name } = argument;
  const places = {
    query: () => query.get(name),
    form: () => new URLSearchParams(text).get(name),
    formData: () => formDataFields(headers, body).get(name) ?? null,
    header: () => headers[name] ?? null,
    path: () => operationAt(method, path)?.params[name] ?? null,
  };
  const value = places[argument.in]();
  if (value === null) return undefined;
  if (argument.isSet) return `new Set(${JSON.stringify(String(value).split(','))})`;
  return argument.isLiteral && /^(\d+|true|false)$/.test(String(value)) ? String(value) : JSON.stringify(value);
}

function unknownParameters({ query, headers, body }: Exchange, operation: SdkOperation): readonly string[] {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const fields = isForm ? [...new URLSearchParams(body.toString()).keys()] : [];
  const known = (place: Argument['in'], name: string) =>
    operation.arguments.some((argument) => argument.in === place && 'name' in argument && argument.name === name);
  const isFormData = headers['content-type']?.startsWith(FORM_DATA) === true;
  const parts = isFormData ? [...formDataFields(headers, body).keys()] : [];
  return [
    ...[...query.keys()].filter((name) => !known('query', name)),
    ...parts.filter((name) => name !== 'file' && !known('formData', name)),
    ...fields.filter((name) => !known('form', name)),
    ...Object.keys(headers).filter((name) => name.startsWith('x-line-') && !known('header', name)),
  ];
}
