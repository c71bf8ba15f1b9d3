import type { Dispatcher } from 'undici';
import type { ApiHosts } from '../../domain/host/api-hosts.js';
import type { Endpoint } from '../../domain/line/endpoints.js';
import type { Reached } from '../../domain/line/evidence.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import type { Clock } from '../../ports/host.js';
import { exchange, type PassOn } from './exchange.js';

/** What a request brings to its endpoint. */
export interface HttpRequest {
  /** May hold secrets: LINE takes tokens and assertions in the query of two endpoints. Never logged. */
  readonly query?: Readonly<Record<string, string>> | string;
  readonly token?: ChannelAccessToken;
  readonly retryKey?: RetryKey;
  readonly body?:
    | { readonly type: 'json' | 'form'; readonly text: string }
    | {
        readonly type: 'bytes';
        readonly bytes: Uint8Array;
        readonly contentType: string;
        /** It holds people's user IDs by the thousand: in no log, whatever is said of bodies. */
        readonly isUnlogged?: true;
      };
  readonly timeoutMs?: number;
  readonly passOn?: PassOn;
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
      readonly contentType: string | null;
      readonly text: string;
      readonly bytes: Uint8Array;
    }
  | {
      readonly type: 'noReply';
      readonly why: string;
      /** What certainly has not left can be made again without a second thought. */
      readonly reached: Reached;
      /** Of an answer that broke off behind its headers. */
      readonly head: AnswerHead | null;
    };

/** What the headers of an answer say, as far as we read them. */
export interface AnswerHead {
  readonly status: number;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
}

/** What is written down of a call. Nothing in it is secret, but for what the bodies may hold. */
export interface CallRecord {
  readonly at: number;
  readonly endpoint: Endpoint;
  /** Without the query, which may hold secrets. */
  readonly url: string;
  /** Null when no answer came, nor the head of one. */
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

export interface HttpParts {
  readonly hosts: ApiHosts;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly observe: CallObserver;
}

/** Makes a request, once, and reports it. Never throws for the network: no answer is an answer here. */
export async function callOnce(parts: HttpParts, endpoint: Endpoint, request: HttpRequest): Promise<HttpReply> {
  const { hosts, clock, observe } = parts;
  const at = clock.now();
  const startedAt = performance.now();
  const reply = await send(parts, endpoint, request);
  const head = reply.type === 'reply' ? reply : reply.head;
  observe({
    at,
    endpoint,
    url: `${hosts[endpoint.host]}${endpoint.path}`,
    status: head?.status ?? null,
    ms: Math.round(performance.now() - startedAt),
    requestId: head?.requestId ?? null,
    acceptedRequestId: head?.acceptedRequestId ?? null,
    retryKey: request.retryKey ?? null,
    failure: reply.type === 'noReply' ? reply.why : null,
    requestBody: textOf(request.body),
    answerBody: reply.type === 'reply' ? reply.text : null,
  });
  return reply;
}

async function send(
  { hosts, dispatcher, clock }: HttpParts,
  { host, path, method }: Endpoint,
  request: HttpRequest,
): Promise<HttpReply> {
  const { origin, prefix } = partsOf(hosts[host]);
  const query = new URLSearchParams(request.query).toString();
  const exchanged = await exchange(
    dispatcher,
    {
      origin,
      path: `${prefix}${path}${query === '' ? '' : `?${query}`}`,
      method,
      headers: headersOf(request),
      body: request.body?.type === 'bytes' ? request.body.bytes : (request.body?.text ?? null),
    },
    { timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS, passOn: request.passOn },
  );
  if (exchanged.type === 'nothing')
    return { type: 'noReply', why: exchanged.why, reached: exchanged.reached, head: null };
  const head: AnswerHead = {
    status: exchanged.status,
    requestId: headerOf(exchanged.headers['x-line-request-id']),
    acceptedRequestId: headerOf(exchanged.headers['x-line-accepted-request-id']),
  };
  if (exchanged.type === 'torn') return { type: 'noReply', why: exchanged.why, reached: 'written', head };
  const clockSkewMs = skewFrom(headerOf(exchanged.headers['date']), clock.now());
  const contentType = headerOf(exchanged.headers['content-type']);
  return { type: 'reply', ...head, clockSkewMs, contentType, text: exchanged.text, bytes: exchanged.bytes };
}

/** What can be written down of a body. */
function textOf(body: HttpRequest['body']): string | null {
  if (body?.type !== 'bytes') return body?.text ?? null;
  return body.contentType === CONTENT_TYPES.json && body.isUnlogged !== true
    ? Buffer.from(body.bytes).toString()
    : null;
}

function headersOf({ token, retryKey, body, passOn }: HttpRequest): Record<string, string> {
  return {
    'user-agent': 'line-ops',
    accept: passOn === undefined ? 'application/json' : '*/*',
    ...(retryKey === undefined ? {} : { 'x-line-retry-key': retryKey }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
    ...(body === undefined
      ? {}
      : { 'content-type': body.type === 'bytes' ? body.contentType : CONTENT_TYPES[body.type] }),
  };
}

const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** What comes before a path: nearly all requests go to one host, and parsing it each time would cost more than the rest. */
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

/** An empty value says as little as none. */
function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value)?.trim() || null;
}
