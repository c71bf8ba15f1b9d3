import { failure } from '../../domain/failure/failure.js';
import type { DocumentOptions } from '../../domain/messages/check-document.js';
import { meantDocument } from '../../domain/messages/reading/meant-document.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { type MessageDocument, readDocument } from './message-document.js';
import { fileForm } from './read-source.js';

/**
 * Reads and checks one file of messages to be drawn. Its value has bare Flex containers and misplaced messages where they
 * were meant to be, whatever the findings say of them: a drawing shows what would come of it.
 *
 * @throws {LineOpsError} `usage` when it cannot be read, or holds a document a line.
 */
export async function drawableDocument(
  path: string,
  options: DocumentOptions,
  files: MessageFiles,
): Promise<MessageDocument> {
  if (fileForm(path) === 'jsonl') throw failure('ONE_DOCUMENT_NEEDED', { path });
  const document = await readDocument(path, files, options);
  if (document.wrapped > 0) return document;
  const meant = meantDocument(document.value, { wrap: true, method: document.method });
  return meant === null ? document : { ...document, value: meant.value, pointerInFile: meant.pointerInSource };
}
