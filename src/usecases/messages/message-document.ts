import { LineOpsError } from '../../domain/failure.js';
import { checkDocumentValue } from '../../domain/messages/document.js';
import type { SendMethod } from '../../domain/messages/finding.js';
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
 * Reads one file of messages, JSON or YAML, or JSON from stdin for `-`, and checks it for the send method.
 *
 * @throws {LineOpsError} `usage` when it cannot be read, or holds a document a line.
 */
export async function readMessageDocument(
  path: string,
  method: SendMethod,
  files: MessageFiles,
): Promise<MessageDocument> {
  const form = fileForm(path);
  if (form === 'jsonl') {
    throw new LineOpsError(
      'usage',
      'ONE_DOCUMENT_NEEDED',
      `${path} holds one document a line, and one document is needed here`,
      {
        hint: 'Put the message, or an array of up to 5, into a .json or .yaml file.',
      },
    );
  }
  const text = await files.read(path);
  return { text, ...checkSource(form === 'yaml' ? await files.parseYaml(text) : readJsonSource(text), method) };
}

function checkSource(source: JsonSource, method: SendMethod): Omit<MessageDocument, 'text'> {
  if (source.type === 'broken') return { value: null, findings: [source.finding], locate: null, messageCount: 0 };
  const { value, duplicates, locate } = source;
  const { findings, messageCount } = checkDocumentValue(value, { method, locate });
  return {
    value,
    locate,
    messageCount,
    findings: duplicates.length === 0 ? findings : [...duplicates, ...findings].sort(bySource),
  };
}

/** Reads and checks one document that lies in memory as JSON. */
export function checkJsonText(text: string, method: SendMethod): MessageDocument {
  return { text, ...checkSource(readJsonSource(text), method) };
}

function bySource(left: LocatedFinding, right: LocatedFinding): number {
  return left.line - right.line || left.column - right.column;
}
