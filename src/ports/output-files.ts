/** Writes files that an operator asked for by name. */
export interface OutputFiles {
  /** Looked at before long work begins. @throws {LineOpsError} `usage` when the file exists, or is `-`. */
  requireNew(path: string): void;
  /** Writes a new file of mode 0600, or leaves none. @throws {LineOpsError} `usage` when it exists or cannot be written. */
  writeNew(path: string, chunks: Iterable<string>): void;
  /** The same from what is made as it is written: other work goes on meanwhile, and whatever the chunks throw leaves no file. */
  writeNewFrom(path: string, chunks: AsyncIterable<string>): Promise<void>;
  /**
   * Replaces what a file holds, whole or not at all; mode and owner stay.
   *
   * @param seen what was read there: nothing else is replaced.
   * @throws {LineOpsError} `usage` where it cannot be written, `failure` where it is no longer what was read, or the disk is full.
   */
  replace(path: string, content: Uint8Array, seen: Uint8Array): void;
  /** Makes a new file of mode 0600 that is written bit by bit. @throws {LineOpsError} as `writeNew`. */
  openNew(path: string): NewFile;
}

/** A file on its way; what was written is in it once it is closed. */
export interface NewFile {
  /** @throws {LineOpsError} when it cannot be written. */
  write(text: string): void;
  close(): void;
}
