import { type IncomingHttpHeaders, request } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { systemCodeOf, whyOf } from '../../../domain/failure/system-errors.js';
import type { AnswerObserved } from '../../../domain/webhook/check/observations.js';
import type { WebhookPost } from '../../../ports/webhook/prober.js';

/** Of an answer, this much is read; LINE reads none of it. */
const MOST_BYTES = 64 * 1024;
/** And this much is kept. */
const KEPT_BYTES = 1024;

interface PostParts {
  readonly url: URL;
  readonly userAgent: string;
  /** Open, and made for this request alone. */
  readonly socket: Socket;
  readonly isHttp2: boolean;
}

/** Posts over an open connection and reads the answer to its end. Never throws. */
export async function postOver(parts: PostParts, post: WebhookPost, timeoutMs: number): Promise<AnswerObserved> {
  // Loading takes time, which is not the server's.
  const http2 = parts.isHttp2 ? await import('node:http2') : null;
  const startedAt = performance.now();
  const past = () => Math.round(performance.now() - startedAt);
  const answer = new Answer(past);
  const timer = setTimeout(() => answer.timeOut(), timeoutMs);
  parts.socket.on('error', (error) => answer.fail(error));
  parts.socket.once('close', () => answer.fail(null));
  if (http2 === null) overHttp1(parts, post, answer);
  else overHttp2(http2.connect(parts.url.origin, { createConnection: () => parts.socket }), parts, post, answer);
  const observed = await answer.given;
  clearTimeout(timer);
  parts.socket.destroy();
  return observed;
}

function overHttp1({ url, userAgent, socket }: PostParts, post: WebhookPost, answer: Answer): void {
  const call = request({
    createConnection: () => socket,
    method: 'POST',
    host: url.hostname,
    path: pathOf(url),
    headers: { host: url.host, connection: 'close', ...headersOf(post, userAgent) },
  });
  call.on('error', (error) => answer.fail(error));
  call.once('response', (response) => {
    answer.begin(response.statusCode ?? 0, response.headers);
    response.on('data', (chunk: Buffer) => answer.add(chunk));
    response.on('end', () => answer.end());
    response.on('error', (error) => answer.fail(error));
  });
  call.end(post.body);
}

/** For a server that speaks nothing else. */
function overHttp2(
  session: ClientHttp2Session,
  { url, userAgent }: PostParts,
  post: WebhookPost,
  answer: Answer,
): void {
  session.on('error', (error) => answer.fail(error));
  const named = Object.entries(headersOf(post, userAgent)).map(([name, value]) => [name.toLowerCase(), value]);
  const stream = session.request({ ':method': 'POST', ':path': pathOf(url), ...Object.fromEntries(named) });
  stream.on('error', (error) => answer.fail(error));
  stream.once('response', (headers) => answer.begin(headers[':status'] ?? 0, headers));
  stream.on('data', (chunk: Buffer) => answer.add(chunk));
  stream.on('end', () => answer.end());
  stream.end(post.body);
}

function pathOf(url: URL): string {
  return `${url.pathname}${url.search}`;
}

function headersOf({ body, signature }: WebhookPost, userAgent: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': userAgent,
    ...(signature === null ? {} : { [signature[0]]: signature[1] }),
  };
}

/** OpenSSL's word for what the other side says is all of its sentence that means anything. */
function reasonOf(error: Error): string {
  return 'reason' in error ? String(error.reason) : whyOf(error);
}

/** An answer on its way: whatever comes first, its end, a failure or the time, is what it was. */
class Answer {
  readonly given: Promise<AnswerObserved>;
  #give: (answer: AnswerObserved) => void = () => {};
  #head: { readonly status: number; readonly headers: IncomingHttpHeaders } | null = null;
  readonly #kept: Buffer[] = [];
  #bytes = 0;

  constructor(readonly past: () => number) {
    this.given = new Promise((resolve) => {
      this.#give = resolve;
    });
  }

  begin(status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
  }

  add(chunk: Buffer): void {
    if (this.#bytes < KEPT_BYTES) this.#kept.push(chunk.subarray(0, KEPT_BYTES));
    this.#bytes += chunk.length;
    if (MOST_BYTES < this.#bytes) this.end();
  }

  end(): void {
    if (this.#head === null) {
      this.fail(null);
      return;
    }
    const { status, headers } = this.#head;
    const bodyStart = Buffer.concat(this.#kept).subarray(0, KEPT_BYTES).toString('utf8');
    const { location = null } = headers;
    const contentType = headers['content-type'] ?? null;
    this.#give({ type: 'answer', status, ms: this.past(), contentType, location, bodyStart });
  }

  timeOut(): void {
    const ms = this.past();
    const why = this.#head === null ? 'did not answer' : `began to answer ${this.#head.status} and did not end`;
    this.#give({ type: 'none', why: `${why} within ${ms} ms`, ms, isTimeout: true });
  }

  fail(error: Error | null): void {
    const code = systemCodeOf(error);
    const isClosed = error === null || code === 'ECONNRESET' || code === 'EPIPE';
    const what = this.#head === null ? 'before it answered' : `in the middle of its answer ${this.#head.status}`;
    const why = isClosed ? `closed the connection ${what}` : `gave no answer: ${reasonOf(error)}`;
    this.#give({ type: 'none', why, ms: this.past(), isTimeout: false });
  }
}
