/** `txt` is one user ID a line; `jsonl` a string, or an object with a property, a line. */
export type RecipientFormat = 'txt' | 'csv' | 'jsonl';

/**
 * Where recipients come from. `format` null: from the file's name (`.gz` aside), or from the first bytes for stdin.
 * `column`: a CSV header name or 1-based number, or a property of JSONL objects; null: found by its usual names.
 */
export type RecipientSource =
  | {
      readonly type: 'file';
      readonly path: string;
      readonly format: RecipientFormat | null;
      readonly column: string | null;
    }
  | { readonly type: 'stdin'; readonly format: RecipientFormat | null; readonly column: string | null }
  /** Pages of user IDs as an API hands them out; `name` is how errors call it, for example `the follower list`. */
  | { readonly type: 'pages'; readonly name: string; readonly pages: AsyncIterable<readonly string[]> };

/** One line of the source to show to the operator; `line` counts from 1, blank lines included. */
export interface RecipientSample {
  readonly line: number;
  /** Shortened, and with every unprintable character replaced. */
  readonly text: string;
}

/** Called as reading goes on; `bytesRead` counts the bytes as stored (compressed for `.gz`, 0 for pages). */
export type RecipientProgress = (linesRead: number, bytesRead: number) => void;

/** The recipients of one broadcast: checked, each once, in the order of first occurrence. */
export interface RecipientList {
  /** `unique` + `duplicates` + `malformed`; blank lines and a header do not count. */
  readonly total: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly malformed: number;
  /** The first 20, in the order of the source. */
  readonly malformedSamples: readonly RecipientSample[];
  /** The first 20 repetitions, in the order of the source. */
  readonly duplicateSamples: readonly RecipientSample[];
  /**
   * The unique recipients in order, packed at 16 bytes an ID, each batch its own copy. One number cuts the whole list
   * into batches of that many; a sequence of sizes cuts one batch each and ends with the sequence, so that stages can
   * be cut without a batch crossing from one to the next. May be read any number of times until `close`.
   */
  batches(sizes: number | Iterable<number>): Iterable<Uint8Array>;
  /** Frees memory and temporary files; may be called twice. */
  close(): void;
}

/** Reads recipients in bounded memory, however long the list. */
export interface RecipientReader {
  /**
   * Reads the whole source once.
   *
   * @throws {LineOpsError} `usage` when the source cannot be read, is not text, or holds no valid user ID at all;
   * `failure` when a long list cannot be kept in temporary files.
   */
  read(source: RecipientSource, onProgress?: RecipientProgress): Promise<RecipientList>;
}
