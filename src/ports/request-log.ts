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

/** From `since` up to, and without, `until`; milliseconds since 1970, null for no bound. */
export interface LogRange {
  readonly since: number | null;
  readonly until: number | null;
}

export interface LogReading {
  /** In the order of writing, many at a time, in bounded memory. To be read once. */
  readonly groups: AsyncIterable<readonly LoggedRequest[]>;
  /** Lines so far that could not be read, and were skipped. */
  damagedLines(): number;
}

/** One day of the log (UTC). */
export interface LogFile {
  readonly name: string;
  readonly bytes: number;
}

/** The log of API requests on this machine. */
export interface RequestLogReader {
  read(range: LogRange): LogReading;
  /**
   * The requests that carried one of these retry keys, from the day before this time on (milliseconds since 1970): the
   * clock may have been set back since. In the order of writing.
   */
  sends(
    retryKeys: { has(retryKey: string): boolean },
    since: number,
  ): AsyncIterable<LoggedRequest & { readonly retryKey: string }>;
  /** The days that ended before this time, in milliseconds since 1970, oldest first. */
  filesBefore(time: number): Promise<readonly LogFile[]>;
  /** Deletes them. A file that is gone already is no error. */
  remove(files: readonly LogFile[]): Promise<void>;
}
