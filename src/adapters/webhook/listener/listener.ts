import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { whyOf } from '../../../domain/failure/system-errors.js';
import type { Clock } from '../../../ports/host.js';
import type { ListenWish, RequestHandler, WebhookListener } from '../../../ports/webhook/listening.js';
import { type BodyBudget, readBody } from './body.js';
import { senderOf } from './sender.js';
import { readTlsFiles } from './tls-files.js';

/** What a listener takes of one client and of all together, so that nobody outside can hold it up. */
export interface ListenerBounds {
  /** From the first byte of a request to its last: LINE gives up after 2 seconds. */
  readonly requestWithinMs: number;
  /** LINE names no largest webhook; this is its bound for requests in the other direction. @see https://developers.line.biz/en/reference/messaging-api/#status-codes */
  readonly maxBodyBytes: number;
  /** Of all requests that are being read. */
  readonly maxBufferedBytes: number;
  readonly maxConnections: number;
}

const BOUNDS: ListenerBounds = {
  requestWithinMs: 10_000,
  maxBodyBytes: 2 * 1024 * 1024,
  maxBufferedBytes: 64 * 1024 * 1024,
  maxConnections: 2_000,
};

/** How long a stopped listener waits for those who are being answered. */
const STOP_WITHIN_MS = 2_000;

/** Serves until it is stopped. @throws {LineOpsError} `usage` for an address or files that cannot be used. */
export async function startListener(
  wish: ListenWish,
  handler: RequestHandler,
  clock: Pick<Clock, 'now'>,
  bounds: ListenerBounds = BOUNDS,
): Promise<WebhookListener> {
  const server = await createServer(wish, bounds);
  const budget: BodyBudget = {
    buffered: 0,
    maxBodyBytes: bounds.maxBodyBytes,
    maxBufferedBytes: bounds.maxBufferedBytes,
  };
  server.maxConnections = bounds.maxConnections;
  // Whoever connects and says nothing.
  server.timeout = 2 * bounds.requestWithinMs;
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    void serve({ incoming, response, handler, budget, clock });
  });
  // Who waits for a word before sending is told as soon as it is clear that nothing of it is taken.
  server.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
    const isTooLarge = bounds.maxBodyBytes < Number(incoming.headers['content-length'] ?? 0);
    if (!isTooLarge) response.writeContinue();
    void serve({ incoming, response, handler, budget, clock }, isTooLarge);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    if (socket.writable)
      socket.end(`HTTP/1.1 ${status} ${REASON_OF[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  await listening(server, wish);
  return { url: urlOf(server, wish), stop: () => stop(server) };
}

const STATUS_OF: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
const REASON_OF: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

async function createServer({ tls }: ListenWish, { requestWithinMs }: ListenerBounds): Promise<Server> {
  const options = {
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    // Else the time is only looked at every 30 seconds.
    connectionsCheckingInterval: Math.min(500, requestWithinMs),
    // LINE keeps connections open between webhooks: one that is closed under its hands loses the next.
    keepAliveTimeout: 65_000,
  };
  if (tls === null) return (await import('node:http')).createServer(options);
  const { createServer: createTlsServer } = await import('node:https');
  const files = readTlsFiles(tls);
  try {
    return createTlsServer({
      ...options,
      ...files,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: requestWithinMs,
    });
  } catch (cause) {
    throw failure('TLS_FILES_NOT_USABLE', { ...tls, why: whyOf(cause) }, { cause });
  }
}

interface Serving {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly handler: RequestHandler;
  readonly budget: BodyBudget;
  readonly clock: Pick<Clock, 'now'>;
}

async function serve({ incoming, response, handler, budget, clock }: Serving, isTooLarge = false): Promise<void> {
  // A client that goes away takes its own answer with it, and nothing else.
  for (const side of [incoming, response]) side.on('error', () => undefined);
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  const senderIp = senderOf(incoming);
  const target = incoming.url ?? '/';
  const method = incoming.method ?? '';
  const turnAway = (status: number) => {
    response.writeHead(status, {
      'content-length': 0,
      connection: 'close',
      ...(status === 405 ? { allow: 'POST' } : {}),
    });
    response.end();
    incoming.resume();
    handler.turnedAway({ at: clock.now(), senderIp, method, path: pathOf(target), status, ms: took() });
  };
  if (method !== 'POST') return turnAway(405);
  if (isTooLarge) return turnAway(413);
  const read = await readBody(incoming, budget);
  if (read.end === 'gone') return;
  if (read.end !== 'whole') return turnAway(read.end === 'tooLarge' ? 413 : 503);
  const request = { at: clock.now(), senderIp, target, headers: headerLines(incoming), body: read.body };
  const status = await handler.answer(request).finally(() => {
    budget.buffered -= read.body.length;
  });
  response.writeHead(status, { 'content-length': 0 });
  response.end();
  handler.answered(request, status, took());
}

function pathOf(target: string): string {
  return /^[^?#]*/.exec(target)?.[0] ?? target;
}

function headerLines({ rawHeaders }: IncomingMessage): readonly (readonly [string, string])[] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at) => [
    rawHeaders[2 * at] ?? '',
    rawHeaders[2 * at + 1] ?? '',
  ]);
}

async function listening(server: Server, { host, port }: ListenWish): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(notListening(host, port, cause)));
    server.listen({ host, port }, resolve);
  });
  // What befalls the server later ends one connection, not all.
  server.removeAllListeners('error').on('error', () => undefined);
}

function notListening(host: string, port: number, cause: NodeJS.ErrnoException): LineOpsError {
  const isAddress = cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN';
  return isAddress
    ? failure('ADDRESS_NOT_AVAILABLE', { host, why: whyOf(cause) }, { cause })
    : failure('PORT_NOT_AVAILABLE', { port, why: whyOf(cause) }, { cause });
}

function urlOf(server: Server, { tls, host }: ListenWish): string {
  const { port } = server.address() as AddressInfo;
  return `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
