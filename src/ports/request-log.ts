/** What is written down a day a file: our calls of LINE, and the webhooks that came in. */
export type LogKind = 'requests' | 'webhooks';

/** One API call, as it was written down. Nothing in it is secret. */
export interface LoggedRequest {
  /** Milliseconds since 1970, when the request left. */
  readonly at: number;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
  readonly retryKey: string | null;
  readonly method: string;
  readonly url: string;
  /** Null when no answer came; then `failure` says why. */
  readonly status: number | null;
  readonly ms: number | null;
  /** Name of the channel, or its ID where it has no name. */
  readonly channel: string | null;
  readonly failure: string | null;
}

/**
 * One request to a webhook listener, as it was written down: the five things that LINE recommends, and what helps to find it.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs
 */
export interface LoggedWebhook {
  /** Milliseconds since 1970, when all of it had come. */
  readonly at: number;
  readonly senderIp: string;
  readonly method: string;
  readonly path: string;
  /** What was answered. */
  readonly status: number | null;
  readonly ms: number | null;
  readonly channel: string | null;
  /** Which secret signed it; `wrong`, `missing`, or null where nobody looked. */
  readonly signature: string | null;
  /** Of a webhook whose signature was right. */
  readonly eventIds: readonly string[];
}

/** From `since` up to, and without, `until`; milliseconds since 1970, null for no bound. */
export interface LogRange {
  readonly since: number | null;
  readonly until: number | null;
}

export interface LogReading<Entry> {
  /** In the order of writing, many at a time, in bounded memory. To be read once. */
  readonly groups: AsyncIterable<readonly Entry[]>;
  /** Lines so far that could not be read, and were skipped. */
  damagedLines(): number;
}

/** One day of a log (UTC). */
export interface LogFile {
  readonly name: string;
  readonly bytes: number;
}

/** A log on this machine. */
export interface LogReader<Entry> {
  read(range: LogRange): LogReading<Entry>;
  /** As `read`, and then what is written meanwhile: at the end of what is there it pauses, and ends where that answers no. */
  follow(range: LogRange, pause: () => Promise<boolean>): LogReading<Entry>;
  /** The days that ended before this time, in milliseconds since 1970, oldest first. */
  filesBefore(time: number): Promise<readonly LogFile[]>;
  /** Deletes them. A file that is gone already is no error. */
  remove(files: readonly LogFile[]): Promise<void>;
}

/** The log of API requests. */
export interface RequestLogReader extends LogReader<LoggedRequest> {
  /**
   * The requests that carried one of these retry keys, from the day before this time on (milliseconds since 1970): the
   * clock may have been set back since. In the order of writing.
   */
  sends(
    retryKeys: { has(retryKey: string): boolean },
    since: number,
  ): AsyncIterable<LoggedRequest & { readonly retryKey: string }>;
}
