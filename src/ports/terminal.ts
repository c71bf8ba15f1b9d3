/** What stands in one place of a table: one line, or several of ours, one below the other. */
export type Cell = string | readonly string[];

/** A column of a table, and what becomes of it where the terminal is too narrow; without `cutTo` and `foldTo` it stays whole. */
export interface Column {
  /** Upper case; empty where what stands there says itself what it is. */
  readonly title: string;
  /** When it is left out, from 1: the least important one first. Without it, the column stays: an ID, or what the command is for. */
  readonly goes?: number;
  /** Cells may be cut to so many columns; what is cut ends in `…`. */
  readonly cutTo?: number;
  /** Cells may be folded between words to so many columns. */
  readonly foldTo?: number;
}

/** Colour and form for people. Every method gives plain text where colour is off. */
export interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
  /** Columns to lay text out for: those of the terminal, at least 60; 80 where there is none. */
  readonly columns: number;
  /**
   * Aligned columns that fit into `width`, by default the terminal's. A head that is empty is left out; what is told of
   * the names in the first columns is then folded between words. Wide characters take the room they take on screen. A line
   * break inside a cell is shown as its escape.
   */
  table(
    head: readonly (string | Column)[],
    rows: readonly (readonly Cell[])[],
    layout?: { readonly width?: number },
  ): string;
  /**
   * Lines of prose folded between words where somebody reads them at a terminal; into a pipe they stay as they are.
   * `hang`: where they go on, by default a little to the right of where the line begins.
   */
  folded(text: string, hang?: number): string;
  /** Local time with its offset, for example `2026-11-21 14:05:09 +09:00`. */
  time(epochMs: number): string;
}

/** One choice of a list. */
export interface Choice<Value> {
  readonly name: string;
  readonly value: Value;
  readonly description?: string;
}

/**
 * What a person sees, and what they answer. stdout is the answer; everything else goes to stderr. Whatever is written is
 * redacted, and nothing in it acts on the terminal or a CI runner: characters that would are shown as escapes.
 */
export interface Terminal {
  /** Whether a question may be asked: stdin and stderr are terminals, and nothing forbids it. */
  readonly canAsk: boolean;
  /** Whether lines on stderr may be redrawn in place. */
  readonly canRedraw: boolean;
  /** Whether stdout is a terminal: a person reads the answer, and no program and no file gets it. */
  readonly showsAnswers: boolean;
  /** Whether stdout and stderr both are terminals: a person reads the answer, and what is said beside it. */
  readonly isWatched: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Of the terminal; where there is none, those that `COLUMNS` says, else 80. */
  readonly columns: number;
  /**
   * Writes to stdout. Line breaks and tabs are ours: text from outside that may hold some goes through `visible` first.
   * `handedOut` is the one secret that this command exists to show.
   */
  answer(text: string, handedOut?: string): void;
  /**
   * As `answer`, and waits until stdout took all of it: for a value that cannot be had again by running the command
   * again.
   *
   * @throws {LineOpsError} `failure` STDOUT_NOT_TAKEN when the reader is gone, the disk is full, or stdout is closed.
   */
  handOver(text: string, handedOut?: string): Promise<void>;
  /**
   * A part of a long answer: resolves when stdout has taken it, so that what is made is never far ahead of what is read.
   * False when its reader is gone: the rest need not be made.
   *
   * @throws {LineOpsError} `failure` STDOUT_NOT_TAKEN when the disk is full: a list that is cut off must not pass for a whole one.
   */
  answerPart(text: string): Promise<boolean>;
  /** As `answerPart`, for what is no text of ours and goes to no terminal: byte for byte, but for secrets. */
  answerBytes(bytes: Uint8Array): Promise<boolean>;
  /** @throws {LineOpsError} `usage` STDOUT_CLOSED when nobody can ever read what is handed over. */
  requireReceiver(): Promise<void>;
  /**
   * Writes a line to stderr, folded between words on a terminal, its label (`warning:`, `hint:`) coloured; a line break in
   * it is shown as its escape. Silent with `--quiet`.
   */
  note(line: string): void;
  /** As `note`, for several lines that we laid out. */
  noteLines(text: string): void;
  /** As `note`, but said even with `--quiet`: errors, and what must not be missed. `handedOut` as in `answer`. */
  warn(line: string, handedOut?: string): void;
  /** Writes a JSON document as a line to stderr, also with `--quiet`. */
  document(document: Readonly<Record<string, unknown>>): void;
  /** Writes a line that a CI runner obeys, such as `::add-mask::…`; everything else that looks like one is made harmless. */
  workflowCommand(line: string, to: 'stdout' | 'stderr', handedOut?: string): void;
  /**
   * Replaces the last progress text on a terminal; an empty text clears it. Elsewhere does nothing. A function is asked for
   * the text of so many columns, and again when the terminal gets another width.
   */
  redraw(text: string | ((columns: number) => string)): void;
  painter(stream: 'stdout' | 'stderr'): Promise<Painter>;
  /** The signal takes the question back: then, as where a person leaves it, `cancelled` is thrown. */
  confirm(question: string, takeBack?: AbortSignal): Promise<boolean>;
  ask(question: string): Promise<string>;
  askSecret(question: string): Promise<string>;
  choose<Value>(question: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** All of stdin as text, at most `maxBytes`. @throws {LineOpsError} `usage` when it is longer, or a terminal. */
  readStdin(maxBytes: number): Promise<string>;
}
