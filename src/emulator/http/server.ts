import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { firstOf, type Platform } from '../control/platform.js';
import type { RequestOutcome } from '../control/request-journal.js';
import type { Strike } from '../faults/faults.js';
import type { AnsweredRequest } from '../record/recorder.js';
import type { EmulatorState } from '../state/state.js';
import { addressed } from './addressing.js';
import { type Answer, apiError, RATE_LIMITED } from './answer.js';
import { dispatch } from './dispatch.js';
import type { LineRequest } from './line-request.js';
import { findRoute, type RouteMatch } from './routes.js';

/** LINE says 2 MB without saying which. @see https://developers.line.biz/en/reference/messaging-api/#status-codes */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** LINE does not say how large a file may be; 1,500,000 user IDs, a line each, must fit into it. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** An imported state holds four bytes a follower. */
const MAX_CONTROL_BODY_BYTES = 512 * 1024 * 1024;
const TOO_LARGE = apiError(413, 'Payload Too Large');
const INTERNAL_ERROR = apiError(500, 'Internal server error');
/** Nested more deeply than can be followed. How deep LINE goes is not known. */
const TOO_DEEP = apiError(400, 'The request body could not be parsed as JSON (line: 1, column: 1)');
const NO_BODY = Buffer.alloc(0);
const NO_SUCH_CHANNEL = apiError(404, 'There is no such channel: GET /_emulator/ lists them');

/** What becomes of an answer on its way to the client. */
type Sending =
  | { readonly as: 'whole' | 'torn'; readonly answer: Answer; readonly delayMs: number }
  | { readonly as: 'reset'; readonly delayMs: number }
  | { readonly as: 'hang'; readonly delayMs: number };

/** A server for the platform, not yet listening. `onChange` is called after each request that may have changed something. */
export function createPlatformServer(platform: Platform, onChange: () => void): Server {
  const server = createServer((incoming, response) => {
    const arrivedAt = performance.now();
    const requestId = randomUUID();
    const url = incoming.url ?? '/';
    const queryAt = url.indexOf('?');
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const match = findRoute(incoming.method ?? 'GET', path);
    readBody(incoming, maxBytesOf(match), (body) => {
      const request: LineRequest = {
        id: requestId,
        method: incoming.method ?? 'GET',
        path,
        params: match?.params ?? {},
        query: new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt + 1)),
        headers: incoming.headers,
        body: body ?? NO_BODY,
        at: firstOf(platform.channels).clock.now(),
      };
      void respond(platform, match, { request, arrivedAt, isTooLarge: body === null }, response).finally(onChange);
    });
  });
  // Clients keep connections open between batches; LINE does not say how long it keeps them.
  server.keepAliveTimeout = 60_000;
  return server;
}

function maxBytesOf(match: RouteMatch | null): number {
  if (match?.route.access === 'control') return MAX_CONTROL_BODY_BYTES;
  return match?.route.takesFiles === true ? MAX_FILE_BYTES : MAX_BODY_BYTES;
}

interface Arrived {
  readonly request: LineRequest;
  /** Real time, which a moved emulator clock does not touch. */
  readonly arrivedAt: number;
  readonly isTooLarge: boolean;
}

async function respond(
  platform: Platform,
  match: RouteMatch | null,
  { request, arrivedAt, isTooLarge }: Arrived,
  response: ServerResponse,
): Promise<void> {
  const isControl = match?.route.access === 'control';
  const state = addressed(platform.channels, match?.route ?? null, request);
  if (state === null) return deliver(whole(NO_SUCH_CHANNEL, 0), request.id, response);
  const { journal, settings, clock } = state;
  const endpoint = match?.route.path ?? journal.unservedEndpoint(request.method, request.path);
  if (!isControl) journal.arrive(request.method, endpoint, arrivedAt);
  const sending = isTooLarge
    ? whole(TOO_LARGE, 0)
    : await answerUnderFaults(platform, state, match, request).catch((error: unknown) =>
        whole(error instanceof RangeError ? TOO_DEEP : INTERNAL_ERROR, 0),
      );
  if (!isControl) {
    settings.recorder?.answered(state, request, { operation: match?.route.name ?? null, ...receivedIn(sending) });
    journal.settle(endpoint, {
      requestId: request.id,
      method: request.method,
      path: request.path,
      at: new Date(request.at).toISOString(),
      outcome: outcomeOf(sending),
      retryKey: request.headers['x-line-retry-key']?.toString() ?? null,
    });
  }
  const delayMs = (isControl ? 0 : settings.latencyMs) + sending.delayMs;
  const answer = () => {
    // Of the emulator's own time, so that a client can tell its clock from LINE's here too.
    response.setHeader('date', new Date(clock.now()).toUTCString());
    deliver(sending, request.id, response);
  };
  if (0 < delayMs) setTimeout(answer, delayMs).unref();
  else answer();
}

/** Works out the answer and what a fault, if one strikes, makes of it. */
async function answerUnderFaults(
  platform: Platform,
  state: EmulatorState,
  match: RouteMatch | null,
  request: LineRequest,
): Promise<Sending> {
  const route = match?.route ?? null;
  if (route === null || route.access === 'control') return whole(await dispatch(platform, state, route, request), 0);
  const { kind, delayMs } = state.faults.strike(route.name, route.path);
  switch (kind) {
    case '500-before':
      return whole(INTERNAL_ERROR, delayMs);
    case 'reset-before':
      return { as: 'reset', delayMs };
    case '429':
      return whole(RATE_LIMITED, delayMs);
    default:
      return afterwards(kind, await dispatch(platform, state, route, request), delayMs);
  }
}

/** A fault that loses the answer needs something accepted to lose; other answers pass, so that each keeps its meaning. */
function afterwards(kind: Strike['kind'], answer: Answer, delayMs: number): Sending {
  const isAccepted = answer.status < 300 || answer.status === 409;
  if (!isAccepted) return whole(answer, delayMs);
  switch (kind) {
    case '500-after':
      return whole(INTERNAL_ERROR, delayMs);
    case 'reset-after':
      return { as: 'reset', delayMs };
    case 'hang-after':
      return { as: 'hang', delayMs };
    case 'torn-body':
      return { as: 'torn', answer, delayMs };
    default:
      return whole(answer, delayMs);
  }
}

function deliver(sending: Sending, requestId: string, response: ServerResponse): void {
  if (sending.as === 'hang') return;
  if (sending.as === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = sending.answer;
  const head = { 'x-line-request-id': requestId, ...headers };
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    response.writeHead(status, head);
    void stream(body, response);
    return;
  }
  response.writeHead(status, { ...head, 'content-length': Buffer.byteLength(body) });
  if (sending.as === 'whole') response.end(body, sending.answer.onSent);
  else response.write(body.slice(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

async function stream(pieces: Iterable<string>, response: ServerResponse): Promise<void> {
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

/** Calls back with the body, or with null when it is larger than that. A client that goes away is not called back for. */
function readBody(incoming: IncomingMessage, maxBytes: number, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0; // The rest is read and thrown away, so that the client can read the answer.
  });
  incoming.on('end', () => {
    const [only] = chunks;
    if (maxBytes < bytes) done(null);
    else done(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
  });
  incoming.on('error', () => undefined);
}

function whole(answer: Answer, delayMs: number): Sending {
  return { as: 'whole', answer, delayMs };
}

/** What the client gets of it. */
function receivedIn(sending: Sending): Omit<AnsweredRequest, 'operation'> {
  if (sending.as === 'reset' || sending.as === 'hang') return { status: null, lost: sending.as, answer: null };
  const { status, headers, body } = sending.answer;
  if (sending.as === 'torn') return { status, lost: 'torn', answer: null };
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  const answer = isWhole ? { contentType: headers['content-type'] ?? '', body: Buffer.from(body) } : null;
  return { status, lost: null, answer };
}

function outcomeOf(sending: Sending): RequestOutcome {
  return sending.as === 'whole' ? sending.answer.status : sending.as;
}
