import type { RecordedWebhook } from '../../domain/webhook/received/record-line.js';
import type { LoggedWebhook } from '../request-log.js';

/** Names and values of HTTP headers, in their order and spelling. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** Where webhooks are received. */
export interface ListenWish {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Files in PEM; null for plain http. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
}

/** A whole POST request. */
export interface ReceivedRequest {
  /** When all of it had come, milliseconds since 1970. */
  readonly at: number;
  /** As a tunnel or proxy on this machine names it, where one passed it on. */
  readonly senderIp: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly headers: HeaderLines;
  readonly body: Uint8Array;
}

/** A request that was answered without a look at its body. */
export interface TurnedAway {
  readonly at: number;
  readonly senderIp: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

/** What becomes of requests. */
export interface RequestHandler {
  /** The status to answer with. What it does afterwards, nobody waits for. */
  answer(request: ReceivedRequest): Promise<number>;
  /** The answer is on its way, after so many milliseconds. */
  answered(request: ReceivedRequest, status: number, ms: number): void;
  turnedAway(request: TurnedAway): void;
}

export interface WebhookListener {
  /** Without a slash at the end; any path is taken. */
  readonly url: string;
  /** Takes no more requests, lets those that came be answered, and ends. */
  stop(): Promise<void>;
}

/** What came of a request to a bot server. */
export type PostEnd =
  | { readonly status: number; readonly ms: number; readonly problem: null }
  /** No answer. */
  | { readonly status: null; readonly ms: number; readonly problem: string };

/** A file that webhooks are kept in. */
export interface WebhookRecord {
  /** Resolves when it is on disk: what was answered is in the record, also when the machine loses its power. */
  append(webhook: RecordedWebhook): Promise<void>;
  close(): Promise<void>;
}

export interface RecordReading {
  /** In their order. To be read once. */
  readonly webhooks: AsyncIterable<RecordedWebhook>;
  /** Lines so far that are no record, and were skipped. */
  damagedLines(): number;
}

/** Receiving webhooks on this machine, keeping them, and sending them on. */
export interface WebhookTraffic {
  /** @throws {LineOpsError} `usage` for a port or an address that cannot be listened at, and for TLS files that cannot be used. */
  listen(wish: ListenWish, handler: RequestHandler): Promise<WebhookListener>;
  /** Never rejects. Redirects are answers. The signal ends it without one. */
  post(
    url: string,
    request: { readonly headers: HeaderLines; readonly body: Uint8Array },
    withinMs: number,
    signal: AbortSignal,
  ): Promise<PostEnd>;
  /**
   * Opens a record to add to, and makes it where it is not there, readable by its owner alone.
   *
   * @throws {LineOpsError} `usage` for a file that cannot be written, and for one that holds something else.
   */
  openRecord(path: string): Promise<WebhookRecord>;
  /** `-` is stdin. @throws {LineOpsError} `usage` for a file that cannot be read. */
  readRecord(path: string): RecordReading;
  /** Writes down what was answered; a log that cannot be written is told, and stops nothing. */
  log(webhook: LoggedWebhook): void;
}
