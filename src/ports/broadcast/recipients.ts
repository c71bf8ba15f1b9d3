import type { RecipientCounts } from '../../domain/broadcast/broadcast.js';
import type { HoldOut } from '../../domain/broadcast/planning/hold-out.js';
import type { TextEncoding } from '../../domain/broadcast/planning/recipient-text.js';
import type { MalformedGroup, MalformedKind, RecipientFormat } from '../../domain/failure/facts.js';

/** How a text is to be read; null where its name, its marks and its beginning are to tell. */
export interface TextWish {
  readonly format: RecipientFormat | null;
  /** A CSV header name or 1-based number, or a property of JSON objects; null: found by its usual names. */
  readonly column: string | null;
  /** The one character between two cells of a CSV. */
  readonly delimiter: string | null;
  /** A byte order mark is believed before it. */
  readonly encoding: TextEncoding | null;
}

/** Where recipients come from. */
export type RecipientSource =
  | ({ readonly type: 'file'; readonly path: string } & TextWish)
  | ({ readonly type: 'stdin' } & TextWish)
  /** Pages of user IDs as an API hands them out; `name` is how errors call it, for example `the follower list`. */
  | { readonly type: 'pages'; readonly name: string; readonly pages: AsyncIterable<readonly string[]> }
  /** IDs that were checked before, 16 bytes each; a "line" is an ID. May be empty. */
  | { readonly type: 'packed'; readonly name: string; readonly blocks: PackedBlocks };

/** Packed IDs, 16 bytes an ID, many at a time. */
type PackedBlocks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** How a text was read. */
export interface TextRead {
  readonly format: RecipientFormat;
  readonly encoding: TextEncoding;
  /** Of a CSV. */
  readonly delimiter: string | null;
  /** Of a CSV: which column holds the user IDs, from 1; its name is null where no row names the columns. */
  readonly column: { readonly number: number; readonly name: string | null } | null;
  /** The first line, where it names the list and is no recipient. */
  readonly title: string | null;
}

/**
 * Why a list may be shorter than it was meant to be.
 *
 * - `cut-off`: it ends in the middle of a line.
 * - `one-page`: it is a saved answer of the follower API, which says that more pages follow.
 */
export interface ShortList {
  readonly why: 'cut-off' | 'one-page';
  /** How errors call the list. */
  readonly source: string;
  /** Its last line. */
  readonly line: number;
}

/** One line of the source to show to the operator; `line` counts from 1, blank lines included. */
export interface RecipientSample {
  readonly line: number;
  /** As it stands there, blanks around it aside; the beginning of what is very long. */
  readonly text: string;
}

/** An entry that is no user ID. */
export interface MalformedEntry extends RecipientSample {
  readonly kind: MalformedKind;
}

/** Leaves out whoever is named at least so many times. */
export interface TooOften {
  /** From 1 to 255. */
  readonly times: number;
  /** Hands out packed IDs, each as often as it counts; called once, when the list is read. */
  read(take: (packed: Uint8Array) => void): Promise<void>;
}

/** What else is to happen while a list is read. */
export interface RecipientReading {
  /** Whoever is in one of these lists is left out. */
  readonly exclude?: readonly RecipientSource[];
  /** Whoever was reached so often is left out; null for nobody. */
  readonly tooOften?: TooOften | null;
  /** Whom to leave out by chance, of those who are not excluded; null for nobody. */
  readonly holdOut?: HoldOut | null;
  readonly onProgress?: RecipientProgress;
  /** Told of every entry of the list (not of those to leave out) that is no user ID, in order. */
  readonly onMalformed?: (entry: MalformedEntry) => void;
}

/** Called as reading goes on, over all lists together; `bytesRead` counts the bytes as stored (compressed for `.gz`, 0 for pages). */
export type RecipientProgress = (linesRead: number, bytesRead: number) => void;

/** The recipients of one broadcast: checked, each once, in the order of first occurrence. */
export interface RecipientList extends RecipientCounts {
  /** Of the excluded, those who were reached too often. */
  readonly reachedOften: number;
  /** The first 20, in the order of the source. */
  readonly malformedSamples: readonly MalformedEntry[];
  /** Most frequent first; empty where nothing is malformed. */
  readonly malformedKinds: readonly MalformedGroup[];
  /** The first 20 repetitions, in the order of the source. */
  readonly duplicateSamples: readonly RecipientSample[];
  /** How many each list of people to leave out took, in their order; who is in several counts for the first. */
  readonly excludedBy: readonly number[];
  /** Null where the source is no text. */
  readonly readAs: TextRead | null;
  /** Of the list and of those to leave out. */
  readonly shortLists: readonly ShortList[];
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

/** User IDs that lie somewhere, each once, 16 bytes an ID. May be read any number of times. */
export interface PackedUserIds {
  readonly count: number;
  blocks(): PackedBlocks;
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
  /** How many people are in both, in bounded memory; counting ends at `enough`. */
  countShared(one: PackedUserIds, other: PackedUserIds, enough: number): Promise<number>;
}
