import { failure } from '../../domain/failure/failure.js';
import { checkSource } from '../../domain/messages/check-document.js';
import type { CheckOptions } from '../../domain/messages/check-messages.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { Destination } from '../../domain/messages/engine/shapes.js';
import {
  type JsonSource,
  type Locate,
  type LocatedFinding,
  readJsonSource,
} from '../../domain/messages/json-source.js';
import type { MessageFiles } from '../../ports/message-files.js';

/** One message file, read and checked. `value` is null when it could not be parsed; then there is a finding that says so. */
export interface MessageDocument {
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  readonly text: string;
  /** Null when it could not be parsed. */
  readonly locate: Locate | null;
  /** Message objects in the document, right or wrong. */
  readonly messageCount: number;
}

/** What the name of a file says of its form. */
export type FileForm = 'json' | 'yaml' | 'jsonl';

export function fileForm(path: string): FileForm {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  return /\.(jsonl|ndjson)$/i.test(path) ? 'jsonl' : 'json';
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
  const form = fileForm(path);
  if (form === 'jsonl') {
    throw failure('ONE_DOCUMENT_NEEDED', { path });
  }
  const text = await files.read(path);
  const source = form === 'yaml' ? await files.parseYaml(text) : readJsonSource(text);
  return documentOf(text, source, { method, destination });
}

/** Reads and checks one document that lies in memory as JSON. */
export function checkJsonText(text: string, method: SendMethod): MessageDocument {
  return documentOf(text, readJsonSource(text), { method });
}

function documentOf(text: string, source: JsonSource, options: CheckOptions): MessageDocument {
  const { findings, messageCount } = checkSource(source, options);
  const { value, locate } = source.type === 'parsed' ? source : { value: null, locate: null };
  return { text, value, locate, findings, messageCount };
}
