import { type JsonSource, type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import { encodingFinding } from '../../domain/messages/reading/encoding.js';
import { type Recognised, recognised } from '../../domain/messages/reading/recognised.js';
import type { MessageFiles } from '../../ports/message-files.js';

/** What the name of a file says of its form. */
export type FileForm = 'json' | 'yaml' | 'jsonl';

export function fileForm(path: string): FileForm {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  return /\.(jsonl|ndjson)$/i.test(path) ? 'jsonl' : 'json';
}

/** A text that was read as what it is, which may be something else than its name says. */
export interface SourceText {
  readonly text: string;
  readonly source: JsonSource;
  /** What is said about the file itself, such as its encoding. */
  readonly notes: readonly LocatedFinding[];
  /** The same of placeholders that were not filled in: what stands there is not judged. */
  readonly filled: readonly LocatedFinding[];
}

/** The text of a file that holds one document, or one a line under a name that promises one. */
export type ReadSource = SourceText & { readonly holds: 'document' | 'lines' };

/** @throws {LineOpsError} `usage` when the file cannot be read. */
export async function readSource(path: string, files: MessageFiles): Promise<ReadSource> {
  const encoded = await files.readText(path);
  const { text } = encoded;
  const finding = encodingFinding(encoded);
  if (encoded.encoding === 'binary' && finding !== null)
    return { text, source: { type: 'broken', finding }, notes: [], filled: [], holds: 'document' };
  // From stdin nothing is named as what it is not.
  const read = await (fileForm(path) === 'yaml' ? readYaml(text, files) : readJson(text, path !== '-', files));
  const shown = read.holds === 'lines' ? read.text : text;
  return { ...read, text: shown, notes: finding === null ? read.notes : [finding, ...read.notes] };
}

/** JSON is YAML, and is read more strictly and faster. */
async function readYaml(text: string, files: MessageFiles): Promise<ReadSource> {
  const json = /^\s*[[{]/.test(text) ? readJsonSource(text) : null;
  const source = json?.type === 'parsed' ? json : await files.parseYaml(text);
  return { text, source, notes: [], filled: [], holds: 'document' };
}

/** What can be in one another, such as placeholders in a Markdown fence. */
const MOST_LOOKS = 20;

/** Looks for what a text is only when it is not JSON. */
async function readJson(text: string, isNamed: boolean, files: MessageFiles, looks = 0): Promise<ReadSource> {
  const source = readJsonSource(text);
  const plain: ReadSource = { text, source, notes: [], filled: [], holds: 'document' };
  const found = source.type === 'parsed' || MOST_LOOKS < looks ? null : recognised(text, source.finding);
  if (found === null) return plain;
  const { finding, isFilled } = found;
  const broken: ReadSource = { ...plain, source: { type: 'broken', finding } };
  if (found.as === 'lines') return { ...broken, holds: 'lines' };
  if (found.text === null) return broken;
  if (found.as !== 'json') {
    const meant = objectIn(await files.parseYaml(found.text), found.as);
    // Why it is not JSON says more than why it is not YAML.
    if (meant === null) return plain;
    return { ...plain, source: meant, notes: isNamed || found.as === 'loose' ? [finding] : [] };
  }
  const inside = await readJson(found.text, isNamed, files, looks + 1);
  if (!isFilled) return { ...inside, notes: [finding, ...inside.notes] };
  // Half a template is no text: what is wrong with the rest comes from that.
  return inside.source.type === 'broken' ? broken : { ...inside, filled: [finding, ...inside.filled] };
}

/** A text that is read as YAML by chance is no document. */
function objectIn(source: JsonSource, as: Recognised['as']): JsonSource | null {
  if (source.type === 'broken' || typeof source.value !== 'object' || source.value === null) return null;
  // Of a notation that nobody chose, nothing is said.
  return as === 'yaml'
    ? source
    : { ...source, problems: source.problems.filter(({ rule }) => rule === 'duplicate-key') };
}

/**
 * A `.jsonl` file whose first line is not JSON, read as a whole: one document over several lines, or lines in another
 * encoding. Null where it is what its name says.
 *
 * @throws {LineOpsError} `usage` when the file cannot be read.
 */
export async function misnamedLines(path: string, files: MessageFiles): Promise<ReadSource | null> {
  const encoded = await files.readText(path);
  const { text } = encoded;
  const finding = encodingFinding(encoded);
  const source = readJsonSource(text);
  const read = { text, filled: [] };
  if (finding !== null && source.type === 'broken' && encoded.encoding !== 'binary')
    return { ...read, source, notes: [finding], holds: 'lines' };
  if (finding !== null && source.type === 'broken')
    return { ...read, source: { type: 'broken', finding }, notes: [], holds: 'document' };
  if (source.type === 'broken') return null;
  return { ...read, source, notes: [finding ?? oneDocument()], holds: 'document' };
}

function oneDocument(): LocatedFinding {
  const message = 'the file holds one document over several lines, and .jsonl has one a line: name it .json';
  const place = { pointer: '', line: 1, column: 1, limit: null, actual: null };
  return { ...place, rule: 'json-syntax', severity: 'error', message, docs: 'https://jsonlines.org/' };
}
