import type { IncomingHttpHeaders } from 'node:http';
import { FORM_DATA, formDataFields } from '../traffic/form-data.js';
import type { Exchange } from '../traffic/recording-proxy.js';
import type { Check, OpenApi, Operation, Parameter } from './documents.js';

/** Something that LINE's documents say otherwise. */
export interface Deviation {
  /** Method and path, as the documents name them. */
  readonly operation: string;
  /** Of the answer. */
  readonly status: number;
  readonly what: string;
}

/** Of any request, whatever it asks for. */
const COMMON_HEADERS = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'connection', 'content-length', 'content-type', 'host'],
  ...['sec-fetch-mode', 'transfer-encoding', 'user-agent'],
]);

/** Errors of any endpoint. @see https://developers.line.biz/en/reference/messaging-api/#status-codes */
const GENERAL_ERRORS = new Set([400, 401, 403, 404, 409, 410, 413, 415, 429, 500]);

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** The endpoint that an exchange was with; null where the documents have none. */
function operationOf({ method, path }: Exchange, { operations }: OpenApi): Operation | null {
  const candidates = operations.filter((operation) => operation.method === method && operation.pattern.test(path));
  return candidates.find(({ name }) => name === `${method} ${path}`) ?? candidates[0] ?? null;
}

/** What is wrong with the request of an exchange. */
export function requestDeviations(exchange: Exchange, openApi: OpenApi): readonly Deviation[] {
  const operation = operationOf(exchange, openApi);
  if (operation === null) return deviations(exchange, null, ['no such endpoint']);
  const { headers, query } = exchange;
  return deviations(exchange, operation, [
    ...parameterProblems('query', [...query], operation),
    ...parameterProblems('header', namedHeaders(headers), operation),
    ...tokenProblems(headers, operation),
    ...requestBodyProblems(exchange, operation),
  ]);
}

/** What is wrong with the answer of an exchange. */
export function answerDeviations(exchange: Exchange, openApi: OpenApi): readonly Deviation[] {
  const operation = operationOf(exchange, openApi);
  if (operation === null) return deviations(exchange, null, ['no such endpoint']);
  const { headers } = exchange.answer;
  return deviations(exchange, operation, [
    ...(headers['x-line-request-id'] === undefined ? ['answer header x-line-request-id: missing'] : []),
    ...answerBodyProblems(exchange.answer, operation),
  ]);
}

function deviations({ method, path, answer }: Exchange, operation: Operation | null, problems: readonly string[]) {
  const name = operation?.name ?? `${method} ${path}`;
  return problems.map((what): Deviation => ({ operation: name, status: answer.status, what }));
}

/** Headers that are not of every request, nor the token, which is looked at by itself. */
function namedHeaders(headers: IncomingHttpHeaders): [name: string, value: string][] {
  return Object.entries(headers)
    .filter(([name]) => !COMMON_HEADERS.has(name) && name !== 'authorization')
    .map(([name, value]) => [name, String(value)]);
}

function parameterProblems(
  place: 'query' | 'header',
  given: readonly (readonly [name: string, value: string])[],
  operation: Operation,
): readonly string[] {
  const known = operation.parameters.filter((parameter) => parameter.in === place);
  const missing = known.filter(({ isRequired, name }) => isRequired && given.every(([other]) => other !== name));
  return [
    ...missing.map(({ name }) => `request ${place} ${name}: missing`),
    ...given.flatMap(([name, value], position) => {
      const parameter = known.find((candidate) => candidate.name === name);
      if (parameter === undefined) return [`request ${place} ${name}: unknown`];
      const isRepeated = given.findIndex(([other]) => other === name) < position;
      const problems = parameter.check(meaningOf(parameter, value));
      return [...(isRepeated ? ['repeated'] : []), ...problems].map(
        (problem) => `request ${place} ${name}: ${problem}`,
      );
    }),
  ];
}

/** What a text in a query stands for. */
function meaningOf({ schema }: Parameter, text: string): unknown {
  if (schema.type === 'array') return text === '' ? [] : text.split(',');
  if (schema.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const isNumber = schema.type === 'integer' || schema.type === 'number';
  return isNumber && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function tokenProblems({ authorization }: IncomingHttpHeaders, { takesToken }: Operation): readonly string[] {
  if (authorization === undefined) return takesToken ? ['request header authorization: missing'] : [];
  if (!takesToken) return ['request header authorization: no token is asked for'];
  return /^Bearer \S+$/.test(authorization) ? [] : ['request header authorization: not "Bearer" and a token'];
}

function requestBodyProblems({ headers, body }: Exchange, operation: Operation): readonly string[] {
  if (operation.body === null) return body.length === 0 ? [] : ['request body: none is described'];
  if (body.length === 0) return operation.body.isRequired ? ['request body: missing'] : [];
  return bodyProblems('request', headers, body, operation.body.contents);
}

function answerBodyProblems({ status, headers, body }: Exchange['answer'], operation: Operation): readonly string[] {
  const described = operation.answers.get(status);
  if (described === undefined) {
    if (!GENERAL_ERRORS.has(status)) return ['answer status: not described'];
    return bodyProblems('answer', headers, body, new Map([[JSON_TYPE, operation.checkError]]));
  }
  if (described.size === 0) return body.length === 0 ? [] : [`answer body: none is described, and there is ${body}`];
  return bodyProblems('answer', headers, body, described);
}

function bodyProblems(
  side: 'request' | 'answer',
  headers: IncomingHttpHeaders,
  body: Buffer,
  contents: ReadonlyMap<string, Check>,
): readonly string[] {
  const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
  const check = contents.get(type);
  if (check === undefined && contents.has('*/*') && !type.startsWith('application/json')) return [];
  if (check === undefined) return [`${side} header content-type: "${type}", not ${[...contents.keys()].join(', ')}`];
  const read = readBody(type, headers, body);
  return ('problem' in read ? [read.problem] : check(read.value)).map((problem) => `${side} body ${problem}`);
}

type Read = { readonly value: unknown } | { readonly problem: string };

function readBody(type: string, headers: IncomingHttpHeaders, body: Buffer): Read {
  if (type === FORM) return readForm(body.toString());
  if (type !== FORM_DATA) return readJson(body.toString());
  const fields = [...formDataFields(headers, body)];
  return {
    value: Object.fromEntries(
      fields.map(([name, text]) => [name, /^(\d+|true|false)$/.test(text) ? JSON.parse(text) : text]),
    ),
  };
}

function readForm(text: string): Read {
  const fields = [...new URLSearchParams(text)];
  const repeated = fields.find(([name], position) => fields.findIndex(([other]) => other === name) < position);
  return repeated === undefined ? { value: Object.fromEntries(fields) } : { problem: `/${repeated[0]}: repeated` };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: '/: not JSON' };
  }
}
