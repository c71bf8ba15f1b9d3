import type { Dispatcher } from 'undici';
import type { ChannelAccessToken } from '../../domain/secret.js';
import type { Clock } from '../../ports/host.js';

/** One HTTP request as it leaves. Never repeated here: repeating a send is a decision with a retry key. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Exact path below the host, without the query. */
  readonly path: string;
  /** May hold secrets: LINE takes tokens and assertions in the query of two endpoints. Never logged. */
  readonly query?: Readonly<Record<string, string>>;
  readonly token?: ChannelAccessToken;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly type: 'json' | 'form'; readonly text: string };
  readonly timeoutMs?: number;
}

/** An answer that arrived whole, or the reason why none did. */
export type HttpReply =
  | {
      readonly type: 'reply';
      readonly status: number;
      readonly requestId: string | null;
      readonly acceptedRequestId: string | null;
      /** LINE's clock minus ours, in milliseconds, to the second; null where the answer has no readable date. */
      readonly clockSkewMs: number | null;
      readonly text: string;
    }
  | {
      readonly type: 'noReply';
      readonly why: string;
      /** False only when the request certainly never left: the connection was not even made. */
      readonly mayHaveArrived: boolean;
    };

/** What is written down of a call. Nothing in it is secret, but for what the bodies may hold. */
export interface CallRecord {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly path: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
  readonly retryKey: string | null;
  readonly failure: string | null;
  readonly requestBody: string | null;
  readonly answerBody: string | null;
}

export type CallObserver = (call: CallRecord) => void;

/** LINE gives no figure; its own answers take well under a second. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** Errors of a connection that was never made: nothing can have arrived. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNABORTED',
]);

interface HttpParts {
  readonly host: string;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly observe: CallObserver;
}

/** Makes a request, once, and reports it. Never throws for the network: no answer is an answer here. */
export async function callOnce(
  { host, dispatcher, clock, observe }: HttpParts,
  request: HttpRequest,
): Promise<HttpReply> {
  const at = clock.now();
  const startedAt = performance.now();
  const reply = await send(host, dispatcher, clock, request);
  observe({
    at,
    method: request.method,
    url: `${host}${request.path}`,
    path: request.path,
    status: reply.type === 'reply' ? reply.status : null,
    ms: Math.round(performance.now() - startedAt),
    requestId: reply.type === 'reply' ? reply.requestId : null,
    acceptedRequestId: reply.type === 'reply' ? reply.acceptedRequestId : null,
    retryKey: request.headers?.['x-line-retry-key'] ?? null,
    failure: reply.type === 'noReply' ? reply.why : null,
    requestBody: request.body?.text ?? null,
    answerBody: reply.type === 'reply' ? reply.text : null,
  });
  return reply;
}

async function send(host: string, dispatcher: Dispatcher, clock: Clock, request: HttpRequest): Promise<HttpReply> {
  const { origin, prefix } = partsOf(host);
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`;
  const headers: Record<string, string> = { 'user-agent': 'line-ops', accept: 'application/json', ...request.headers };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token.reveal()}`;
  if (request.body !== undefined)
    headers['content-type'] = request.body.type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  // Not AbortSignal.timeout: it goes on ticking behind an answer, thousands of them at once.
  const tooLate = new AbortController();
  const timer = setTimeout(
    () => tooLate.abort(new DOMException('no answer in time', 'TimeoutError')),
    request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  );
  try {
    const {
      statusCode,
      headers: received,
      body,
    } = await dispatcher.request({
      origin,
      path: `${prefix}${request.path}${query}`,
      method: request.method,
      headers,
      body: request.body?.text ?? null,
      signal: tooLate.signal,
    });
    return {
      type: 'reply',
      status: statusCode,
      requestId: headerOf(received['x-line-request-id']),
      acceptedRequestId: headerOf(received['x-line-accepted-request-id']),
      clockSkewMs: skewFrom(headerOf(received['date']), clock.now()),
      text: await body.text(),
    };
  } catch (error) {
    return noReplyFrom(error);
  } finally {
    clearTimeout(timer);
  }
}

/** What comes before a path: all requests go to one host, and parsing it each time would cost more than the rest. */
const hosts = new Map<string, { readonly origin: string; readonly prefix: string }>();

function partsOf(host: string): { readonly origin: string; readonly prefix: string } {
  const known = hosts.get(host);
  if (known !== undefined) return known;
  const { origin, pathname } = new URL(host);
  const parts = { origin, prefix: pathname === '/' ? '' : pathname };
  hosts.set(host, parts);
  return parts;
}

function skewFrom(date: string | null, now: number): number | null {
  const serverTime = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(serverTime) ? null : serverTime - now;
}

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function noReplyFrom(error: unknown): HttpReply {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'TimeoutError') return { type: 'noReply', why: 'no answer in time', mayHaveArrived: true };
  const code = codeOf(error);
  if (code === null) throw error;
  const isTls =
    code.startsWith('ERR_SSL') ||
    code.startsWith('ERR_TLS') ||
    code.includes('CERT') ||
    code.includes('SELF_SIGNED') ||
    code.includes('ISSUER');
  if (isTls) return { type: 'noReply', why: `TLS failed (${code})`, mayHaveArrived: false };
  return { type: 'noReply', why: WORDS[code] ?? code, mayHaveArrived: !NEVER_CONNECTED.has(code) };
}

/** undici wraps several connection attempts into one error without a code of its own. */
function codeOf(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) {
    const inner: unknown = error.errors[0];
    return inner instanceof Error ? codeOf(inner) : null;
  }
  return error.cause instanceof Error ? codeOf(error.cause) : null;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host name could not be looked up',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'could not connect in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half way',
  UND_ERR_ABORTED: 'no answer in time',
};
