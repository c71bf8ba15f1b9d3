import { failure } from '../../domain/failure/failure.js';
import { jsonTextEdits } from '../../domain/messages/fixes/json-edits.js';
import { type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import { parsePositions } from '../../domain/source/json-positions.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { type Agreement, type FixedDocument, fixDocument, type Notation } from './fix-document.js';
import { fileForm } from './read-source.js';

/** What became of one file. Nothing was written. */
export interface FixedFile extends FixedDocument {
  /** `-` is stdin. */
  readonly path: string;
  /** As it was read. */
  readonly bytes: Uint8Array;
  readonly before: string;
}

/** UTF-8 text begins with this where an editor of Windows wrote it; it stays. */
const BYTE_ORDER_MARK = '\u{feff}';

/**
 * Reads a file of messages and mends what can be mended in its text. `.jsonl` is mended a line at a time.
 *
 * @throws {LineOpsError} `usage` when it cannot be read, or is not UTF-8.
 */
export async function fixFile(
  path: string,
  agreement: Agreement,
  files: MessageFiles,
  placesIn: 'before' | 'after',
): Promise<FixedFile> {
  const bytes = await files.bytes(path);
  const before = decoded(path, bytes);
  const mark = before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = before.slice(mark.length);
  const form = fileForm(path);
  const fixed =
    form === 'jsonl'
      ? await fixLines(text, agreement, placesIn)
      : await fixDocument(text, form === 'yaml' ? yamlNotation(files) : JSON_NOTATION, agreement, placesIn);
  return { ...fixed, path, bytes, before, text: `${mark}${fixed.text}` };
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw failure('FILE_NOT_UTF8', { source: path === '-' ? 'stdin' : path }, { cause });
  }
}

const JSON_NOTATION: Notation = {
  read: async (text) => readJsonSource(text),
  editor: async (text) => {
    const places = parsePositions(text);
    return (edit) => jsonTextEdits(text, places, edit);
  },
};

function yamlNotation(files: MessageFiles): Notation {
  return { read: (text) => files.parseYaml(text), editor: (text) => files.yamlEditor(text) };
}

/** Line ends stay what they are, each line its own. */
async function fixLines(text: string, agreement: Agreement, placesIn: 'before' | 'after'): Promise<FixedDocument> {
  const parts = text.split(/(\r\n|\n)/);
  const lines: FixedDocument[] = [];
  for (const [index, part] of parts.entries()) {
    // Every second part is what ends a line.
    if (index % 2 === 1 || part.trim() === '') continue;
    const line = index / 2 + 1;
    const fixed = await fixDocument(part, JSON_NOTATION, agreementOn(line, agreement), placesIn);
    parts[index] = fixed.text;
    lines.push(fixedOn(line, fixed));
  }
  return {
    text: parts.join(''),
    made: lines.flatMap(({ made }) => made),
    offered: lines.flatMap(({ offered }) => offered),
    suggestions: lines.flatMap(({ suggestions }) => suggestions),
    left: lines.flatMap(({ left }) => left),
    broken: lines.find(({ broken }) => broken !== null)?.broken ?? null,
  };
}

function agreementOn(line: number, { agree, answersAt, wordsFor }: Agreement): Agreement {
  return {
    agree: (change) => agree(toldOn(line, change)),
    answersAt: (address, change) => answersAt(address, toldOn(line, change)),
    wordsFor: (change, proposed) => wordsFor(toldOn(line, change), proposed),
  };
}

function fixedOn(line: number, fixed: FixedDocument): FixedDocument {
  const placed = (finding: LocatedFinding): LocatedFinding => ({ ...finding, line });
  return {
    ...fixed,
    made: fixed.made.map((change) => toldOn(line, change)),
    offered: fixed.offered.map((change) => toldOn(line, change)),
    suggestions: fixed.suggestions.map((suggestion) => toldOn(line, suggestion)),
    left: fixed.left.map(placed),
    broken: fixed.broken === null ? null : placed(fixed.broken),
  };
}

function toldOn<Told extends { readonly finding: LocatedFinding }>(line: number, told: Told): Told {
  return { ...told, finding: { ...told.finding, line } };
}
