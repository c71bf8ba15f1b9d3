/** Writes files that an operator asked for by name. */
export interface OutputFiles {
  /** Looked at before long work begins. @throws {LineOpsError} `usage` when the file exists, or is `-`. */
  requireNew(path: string): void;
  /** Writes a new file of mode 0600, or leaves none. @throws {LineOpsError} `usage` when it exists or cannot be written. */
  writeNew(path: string, chunks: Iterable<string>): void;
}
