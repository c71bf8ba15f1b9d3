import type { Dispatcher } from 'undici';
import type { Reached } from '../../domain/line/evidence.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The beginning of an answer. */
interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** What one request brought: an answer, the head of one that broke off, or nothing. */
export type Exchanged =
  | ({ readonly type: 'answer'; readonly text: string; readonly bytes: Buffer } & Head)
  | ({ readonly type: 'torn'; readonly why: string } & Head)
  | { readonly type: 'nothing'; readonly reached: Reached; readonly why: string };

/** Where a body goes in place of the memory; null to keep it. */
export type PassOn = (head: Head) => ((part: Buffer) => Promise<void>) | null;

interface Bounds {
  /** For an answer; where its body is passed on, for each part of it. */
  readonly timeoutMs: number;
  /** How much of the answer's body is kept; the rest is read and dropped. */
  readonly keptBytes?: number;
  readonly passOn?: PassOn | undefined;
}

/**
 * Makes one request and tells how far it got. The transport says when it hands the request to a connection: what fails
 * before that moment has certainly not left, what fails after it may have arrived, whatever the error is called.
 * Never rejects for anything that the network, a proxy or the other side does; what the receiver of a body throws ends it.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, keptBytes = Number.POSITIVE_INFINITY, passOn }: Bounds,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let head: Head | null = null;
    let kept = 0;
    let passing: ReturnType<PassOn> = null;
    let sending: Dispatcher.DispatchController | null = null;
    let isOver = false;
    const end = (result: Exchanged) => {
      isOver = true;
      clearTimeout(timer);
      resolve(result);
    };
    const fail = (error: Error | null) => {
      if (!isOver) end(brokenOff(error, head, sending !== null));
    };
    // Not AbortSignal.timeout: it goes on ticking behind an answer, thousands of them at once.
    const expire = () => {
      fail(null);
      sending?.abort(new Error(TOO_LATE));
    };
    let timer = setTimeout(expire, timeoutMs);
    /** The receiver does not want it. */
    const refuse = (error: unknown, controller: Dispatcher.DispatchController) => {
      isOver = true;
      clearTimeout(timer);
      reject(error);
      controller.abort(new Error('nobody takes the answer'));
    };
    const handing = handingOn({
      isOver: () => isOver,
      onAllTaken: () => {
        timer = setTimeout(expire, timeoutMs);
      },
      onRefused: refuse,
    });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        // Given up while it waited for a connection, or about to be sent a second time: neither may leave.
        if (isOver || sending !== null) controller.abort(new Error('not sent again'));
        else sending = controller;
      },
      onResponseStart(controller, status, headers) {
        if (status < 200) return;
        head = { status, headers };
        try {
          passing = passOn?.(head) ?? null;
        } catch (error) {
          refuse(error, controller);
        }
      },
      onResponseData(controller, chunk) {
        if (passing !== null) {
          clearTimeout(timer);
          return handing.hand(passing, chunk, controller);
        }
        if (kept < keptBytes) chunks.push(chunk.subarray(0, keptBytes - kept));
        kept += chunk.length;
      },
      onResponseEnd() {
        void handing.all().then(() => {
          if (isOver) return;
          if (head === null) return fail(new Error('an answer without a head'));
          const bytes = Buffer.concat(chunks);
          end({ type: 'answer', ...head, text: textOf(bytes), bytes });
        });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    try {
      dispatcher.dispatch(request, handler);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

interface Handing {
  readonly isOver: () => boolean;
  /** Nothing waits: the next part may be late. */
  readonly onAllTaken: () => void;
  readonly onRefused: (error: unknown, controller: Dispatcher.DispatchController) => void;
}

/** Hands on one part after the other; nothing more is read while too much waits, and that may take its time. */
function handingOn({ isOver, onAllTaken, onRefused }: Handing) {
  let taking: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    all: () => taking,
    hand(pass: (part: Buffer) => Promise<void>, part: Buffer, controller: Dispatcher.DispatchController) {
      waiting += part.length;
      if (MOST_WAITING < waiting) controller.pause();
      taking = taking
        .then(() => (isOver() ? undefined : pass(part)))
        .then(() => {
          waiting -= part.length;
          if (isOver() || 0 < waiting) return;
          onAllTaken();
          // Not within the turn in which it paused: the parser is in the middle of a chunk.
          if (controller.paused) setImmediate(() => controller.resume());
        })
        .catch((error: unknown) => onRefused(error, controller));
    },
  };
}

/** Bytes of a body that is passed on. */
const MOST_WAITING = 1024 * 1024;

const TOO_LATE = 'no answer in time';

function textOf(bytes: Buffer): string {
  return bytes.toString().replace(/^\uFEFF/, '');
}

/** What a request brought that has no whole answer; no error where time ran out. */
function brokenOff(error: Error | null, head: Head | null, hasLeft: boolean): Exchanged {
  if (head === null && !hasLeft) return { type: 'nothing', ...beforeItLeft(error) };
  const why = error === null ? TOO_LATE : wordsFor(error);
  return head === null ? { type: 'nothing', reached: 'written', why } : { type: 'torn', ...head, why };
}

/** Where a request stopped that never left; no error where it waited for a connection for too long. */
function beforeItLeft(error: Error | null): { readonly reached: Reached; readonly why: string } {
  if (error === null) return { reached: 'unconnected', why: 'could not connect in time' };
  const cause = causeOf(error);
  const code = codeOf(cause);
  if ('syscall' in cause && cause.syscall === 'getaddrinfo') return { reached: 'unresolved', why: wordsFor(error) };
  if (code === 'UND_ERR_INVALID_ARG')
    return { reached: 'unbuilt', why: `the request cannot be made (${cause.message})` };
  const refusal = /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1];
  if (refusal !== undefined)
    return { reached: 'proxyRefused', why: `the proxy answered ${refusal} and opened no connection` };
  const isTls = /^ERR_(SSL|TLS)|CERT|SELF_SIGNED|ISSUER|^UND_ERR_PRX_TLS/.test(code ?? '');
  if (isTls) return { reached: 'insecure', why: `TLS failed (${code})` };
  return { reached: 'unconnected', why: wordsFor(error) };
}

/** undici wraps several connection attempts into one error without a code of its own. */
function causeOf(error: Error): Error {
  if (codeOf(error) !== null) return error;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner instanceof Error ? causeOf(inner) : error;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function wordsFor(error: Error): string {
  const cause = causeOf(error);
  const code = codeOf(cause);
  if (code === null) return cause.message;
  return WORDS[code] ?? (code.startsWith('HPE_') ? `an answer that is not HTTP (${code})` : code);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host name could not be looked up',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'could not connect in time',
  UND_ERR_HEADERS_TIMEOUT: TOO_LATE,
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half way',
  UND_ERR_ABORTED: TOO_LATE,
};
