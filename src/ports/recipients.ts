import type { HoldOut } from '../domain/broadcast/hold-out.js';

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
  | { readonly type: 'pages'; readonly name: string; readonly pages: AsyncIterable<readonly string[]> }
  /** IDs that were checked before, 16 bytes each; a "line" is an ID. May be empty. */
  | { readonly type: 'packed'; readonly name: string; readonly blocks: Iterable<Uint8Array> };

/** One line of the source to show to the operator; `line` counts from 1, blank lines included. */
export interface RecipientSample {
  readonly line: number;
  /** Shortened, with every character that does not show as its escape. */
  readonly text: string;
}

/** What else is to happen while a list is read. */
export interface RecipientReading {
  /** Whoever is in one of these lists is left out. */
  readonly exclude?: readonly RecipientSource[];
  /** Whom to leave out by chance, of those who are not excluded; null for nobody. */
  readonly holdOut?: HoldOut | null;
  readonly onProgress?: RecipientProgress;
}

/** Called as reading goes on, over all lists together; `bytesRead` counts the bytes as stored (compressed for `.gz`, 0 for pages). */
export type RecipientProgress = (linesRead: number, bytesRead: number) => void;

/** The recipients of one broadcast: checked, each once, in the order of first occurrence. */
export interface RecipientList {
  /** `unique` + `duplicates` + `malformed` + `excluded` + `heldOut`; blank lines and a header do not count. */
  readonly total: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly malformed: number;
  /** Different people who are left out because another list names them. */
  readonly excluded: number;
  /** Different people who are left out by chance. */
  readonly heldOut: number;
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
  /** Who is held out, in order, packed; may be read any number of times until `close`. */
  heldOutIds(): Iterable<Uint8Array>;
  /** Frees memory and temporary files; may be called twice. */
  close(): void;
}

/** Reads recipients in bounded memory, however long the list. */
export interface RecipientReader {
  /**
   * Reads the whole source once, then each list of people to exclude.
   *
   * @throws {LineOpsError} `usage` when a source cannot be read, is not text, holds no valid user ID at all, when
   * nobody is left, or when a list of people to exclude holds anything but user IDs; `failure` when a long list cannot
   * be kept in temporary files.
   */
  read(source: RecipientSource, reading?: RecipientReading): Promise<RecipientList>;
}
