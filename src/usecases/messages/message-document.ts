import { failure } from '../../domain/failure/failure.js';
import { checkSource, type DocumentOptions } from '../../domain/messages/check-document.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { Destination } from '../../domain/messages/engine/shapes.js';
import { type Locate, type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { fileForm, readSource, type SourceText } from './read-source.js';

/** One message file, read and checked. */
export interface MessageDocument {
  /** With bare Flex containers as messages, where that was wanted; null when it could not be parsed: then a finding says so. */
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  readonly text: string;
  /** Null when it could not be parsed. */
  readonly locate: Locate | null;
  /** Message objects in the document, right or wrong. */
  readonly messageCount: number;
  /** The send method that it was judged for. */
  readonly method: SendMethod;
  /** Bare Flex containers that were read as messages. */
  readonly wrapped: number;
  /** The pointer in the file, of one in `value`. */
  readonly pointerInFile: (pointer: string) => string;
}

/**
 * Reads one file of messages, JSON or YAML, or JSON from stdin for `-`, and checks it for the send method, and for where
 * it goes if that is known.
 *
 * @throws {LineOpsError} `usage` when it cannot be read, or holds a document a line.
 */
export async function readMessageDocument(
  path: string,
  method: SendMethod,
  files: MessageFiles,
  destination: Destination = 'unknown',
): Promise<MessageDocument> {
  if (fileForm(path) === 'jsonl') {
    throw failure('ONE_DOCUMENT_NEEDED', { path });
  }
  return readDocument(path, files, { method, destination });
}

/**
 * Reads and checks one file that holds one document.
 *
 * @throws {LineOpsError} `usage` when it cannot be read.
 */
export async function readDocument(
  path: string,
  files: MessageFiles,
  options: DocumentOptions,
): Promise<MessageDocument> {
  return documentOf(await readSource(path, files), options);
}

/** Reads and checks one document that lies in memory as JSON. */
export function checkJsonText(text: string, options: DocumentOptions): MessageDocument {
  return documentOf({ text, source: readJsonSource(text), notes: [], filled: [] }, options);
}

/** Checks what was read; what is said of the file itself comes first. */
export function documentOf({ text, source, notes, filled }: SourceText, options: DocumentOptions): MessageDocument {
  const { findings: found, messageCount, method, wrapped, meant } = checkSource(source, options);
  const findings = notes.length + filled.length === 0 ? found : [...notes, ...filled, ...withoutFilled(found, filled)];
  const read = source.type === 'parsed' ? source : { value: null, locate: null };
  // What is no message in the file stays none, unless it was asked to be read as one.
  const value = meant === null || wrapped === 0 ? read.value : meant.value;
  const pointerInFile = (pointer: string) =>
    meant === null || wrapped === 0 ? pointer : meant.pointerInSource(pointer);
  const { locate } = read;
  return {
    text,
    value,
    locate: locate === null ? null : (pointer, part) => locate(pointerInFile(pointer), part),
    findings,
    messageCount,
    method,
    wrapped,
    pointerInFile,
  };
}

/** Where a placeholder stood nothing can be said of its value. */
function withoutFilled(found: readonly LocatedFinding[], filled: readonly LocatedFinding[]): readonly LocatedFinding[] {
  const places = new Set(filled.map(({ line, column }) => `${line}:${column}`));
  return found.filter(({ line, column }) => !places.has(`${line}:${column}`));
}
