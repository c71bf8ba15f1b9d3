import { failure } from '../../domain/failure/failure.js';
import { nearestName } from '../../domain/text/nearest-name.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { NOUNS } from '../verbs.js';
import { type Document, nameOf, schemaOf } from './document.js';
import { DOCUMENTS } from './registry.js';

/** Every document, and which verbs print it. */
export async function listDocuments(session: Session): Promise<void> {
  const printedBy = await printers();
  await show(session, {
    schema: 'line-ops/schema-list@1',
    json: {
      documents: DOCUMENTS.map(({ id, title, printed }) => ({ id, title, verbs: printedBy.get(id) ?? [], printed })),
    },
    text: (paint) => {
      const rows = DOCUMENTS.map((document) => [nameOf(document.id), whereWords(document, printedBy)]);
      return `${paint.table(['DOCUMENT', { title: 'PRINTED BY', foldTo: 20 }], rows)}\n\nPrint the JSON Schema of one with: line-ops schema <document>`;
    },
  });
}

/** Where a document is printed, in words. */
export function whereWords({ id, printed }: Document, printedBy: ReadonlyMap<string, readonly string[]>): string {
  const verbs = printedBy.get(id) ?? [];
  return [...verbs, ...(printed === null ? [] : [printed.replaceAll('`', '')])].join(', ');
}

/** The verbs that name a document as theirs, by its ID. */
export async function printers(): Promise<ReadonlyMap<string, readonly string[]>> {
  const verbs = await Promise.all(
    Object.values(NOUNS).flatMap((noun) =>
      typeof noun.verbs === 'function' ? [noun.verbs()] : Object.values(noun.verbs).map((load) => load()),
    ),
  );
  const found = new Map<string, string[]>();
  for (const { path, schemas } of verbs) for (const id of schemas) found.set(id, [...(found.get(id) ?? []), path]);
  return found;
}

/** The JSON Schema of one document, as its file has it. @throws {LineOpsError} `usage` UNKNOWN_SCHEMA */
export async function showDocument(session: Session, wanted: string): Promise<void> {
  const document = documentNamed(wanted);
  const { id, title } = document;
  const content = schemaOf(document);
  await show(session, {
    schema: 'line-ops/schema@1',
    json: { id, title, jsonSchema: content },
    text: () => JSON.stringify(content, null, 2),
    isVerbatim: true,
  });
}

/** With or without `line-ops/`, and without a version the latest. */
function documentNamed(wanted: string): Document {
  const name = wanted.trim().replace(/^line-ops\//, '');
  const found = DOCUMENTS.findLast(({ id }) => nameOf(id) === name || nameOf(id).replace(/@\d+$/, '') === name);
  if (found !== undefined) return found;
  const names = DOCUMENTS.map(({ id }) => nameOf(id));
  throw failure('UNKNOWN_SCHEMA', { text: wanted, nearest: nearestName(name, names) });
}
