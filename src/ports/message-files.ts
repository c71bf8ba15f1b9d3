import type { Edit } from '../domain/messages/fixes/edit.js';
import type { JsonSource } from '../domain/messages/json-source.js';
import type { EncodedText } from '../domain/messages/reading/encoding.js';
import type { TextEdit } from '../domain/source/text-edit.js';

/** Reads message files; what they mean is the domain's business. */
export interface MessageFiles {
  /**
   * The files that a path of the command line stands for: itself, the message files below a folder, or what a pattern
   * matches; sorted.
   *
   * @throws {LineOpsError} `usage` where a folder or a pattern names no file.
   */
  filesAt(path: string): Promise<readonly string[]>;
  /**
   * The text of a file, or of stdin for `-`. A UTF-8 byte order mark is kept: the checker names it.
   *
   * @throws {LineOpsError} `usage` when it cannot be read, or is not UTF-8: a damaged character would be sent as it is.
   */
  read(path: string): Promise<string>;
  /**
   * The text of a file, or of stdin for `-`, whatever its encoding, and which that is. A mark of the encoding is left out.
   *
   * @throws {LineOpsError} `usage` when it cannot be read.
   */
  readText(path: string): Promise<EncodedText>;
  /** The bytes of a file, or of stdin for `-`, as they are. @throws {LineOpsError} `usage` when it cannot be read. */
  bytes(path: string): Promise<Uint8Array>;
  /**
   * The lines of a file, or of stdin for `-`, without their ends; many at a time, in bounded memory.
   *
   * @throws {LineOpsError} `usage` as `read`, and for a line that no message comes near.
   */
  lineGroups(path: string): AsyncIterable<readonly string[]>;
  /** Reads YAML 1.2 as the JSON value that it stands for, with the way back to its places. Loads its library when first called. */
  parseYaml(text: string): Promise<JsonSource>;
  /** What makes edits of a YAML text, and leaves everything else of it as it is; null for an edit that cannot be made so. */
  yamlEditor(text: string): Promise<(edit: Edit) => readonly TextEdit[] | null>;
  /** Writes a new file of mode 0600. @throws {LineOpsError} `usage` when it exists. */
  writeNew(path: string, text: string): Promise<void>;
}
