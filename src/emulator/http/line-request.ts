import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, apiError } from './answer.js';

/** A request that has been read to its end. */
export interface LineRequest {
  /** The `x-line-request-id` that its answer carries. */
  readonly id: string;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** Values of `{name}` in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Arrival in emulator time, milliseconds since 1970. */
  readonly at: number;
}

/** A JSON object as it came in: nothing about its values is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Either the value that was read, or the answer that says why it could not be. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer };

/** A quicker way to the object that a body's JSON stands for; null where it cannot tell. */
export type BodyReader = (body: Buffer) => JsonObject | null;

const PARSE_ALWAYS: BodyReader = () => null;

/**
 * Reads a JSON body, with LINE's answers to a wrong content type and to broken JSON.
 *
 * @param readQuickly is tried before the JSON parser.
 */
export function readJsonBody(request: LineRequest, readQuickly: BodyReader = PARSE_ALWAYS): Read<JsonObject> {
  const contentType = request.headers['content-type'] ?? '';
  if (mediaTypeOf(contentType) !== 'application/json') {
    return { ok: false, answer: apiError(415, `The content type, ${contentType}, is not supported`) };
  }
  const quick = readQuickly(request.body);
  if (quick !== null) return { ok: true, value: quick };
  const text = request.body.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return { ok: true, value };
    return { ok: false, answer: unparsable(text, 0) };
  } catch (error) {
    // The engine names the position of some errors only; the end of the text stands in for the others.
    const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    return { ok: false, answer: unparsable(text, position === undefined ? text.length : Number(position)) };
  }
}

/** Reads a JSON body that may be left out: it stands for an object without properties then. */
export function readOptionalJsonBody(request: LineRequest): Read<JsonObject> {
  return request.body.length === 0 ? { ok: true, value: {} } : readJsonBody(request);
}

/** Reads a form; null when the content type is another, as none of its parameters can be known then. */
export function readForm(request: LineRequest): URLSearchParams | null {
  if (mediaTypeOf(request.headers['content-type'] ?? '') !== 'application/x-www-form-urlencoded') return null;
  return new URLSearchParams(request.body.toString('utf8'));
}

/** A header's value; null when it is missing, the first where it came several times. */
export function headerOf(request: Pick<LineRequest, 'headers'>, name: string): string | null {
  const value = request.headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
}

/** The access token of the `Authorization` header; null where there is none of that scheme. */
export function bearerOf(request: Pick<LineRequest, 'headers'>): string | null {
  return /^Bearer (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1] ?? null;
}

/** Whether the value is an object with properties: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a `content-type` header, without its parameters. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function unparsable(text: string, position: number): Answer {
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return apiError(400, `The request body could not be parsed as JSON (line: ${before.length}, column: ${column})`);
}
