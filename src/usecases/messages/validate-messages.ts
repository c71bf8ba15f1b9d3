import { LineOpsError } from '../../domain/failure/failure.js';
import { checkDocument, type DocumentOptions, type DocumentReport } from '../../domain/messages/check-document.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { Destination } from '../../domain/messages/engine/shapes.js';
import { type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { fileFinding, namesNothing } from './file-problem.js';
import { checkJsonText, documentOf, type MessageDocument } from './message-document.js';
import { fileForm, misnamedLines, type ReadSource, readSource } from './read-source.js';
import { type AskLine, remoteFindings } from './remote-check.js';

/** A finding with its file; `sourceLine` is the text of the line it points to. */
export interface FileFinding {
  readonly file: string;
  readonly finding: LocatedFinding;
  readonly sourceLine: string;
}

export interface ValidationRequest {
  /** `-` is stdin. */
  readonly paths: readonly string[];
  /** Null: a request body is judged as what it is, anything else as for a multicast. */
  readonly method: SendMethod | null;
  /** The chat that they go to, where that is known; a recipient in a request body goes before. */
  readonly destination: Destination;
  /** Reads bare Flex containers as Flex Messages. */
  readonly wrap: boolean;
}

/** How a file was judged. */
export interface JudgedFile {
  readonly file: string;
  /** The send methods that its documents were judged for, in the order of the first of each. */
  readonly judgedAs: readonly SendMethod[];
  /** Message objects, right or wrong. */
  readonly messages: number;
  /** Bare Flex containers that were read as messages. */
  readonly wrapped: number;
}

export interface ValidationSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly files: number;
  /** Of the files, how many could not be read, or not to their ends: each has an error that says so. */
  readonly unreadable: number;
  /** Message objects, right or wrong. */
  readonly messages: number;
  /** In the order in which they were checked. */
  readonly judged: readonly JudgedFile[];
  /** Why LINE could not be asked to the end: from there on only our own rules judged. Null when it was, or was not to be. */
  readonly remoteFailure: LineOpsError | null;
  /** The first path that names nothing; null where each names something. */
  readonly pathFailure: LineOpsError | null;
}

interface ValidationParts {
  readonly files: MessageFiles;
  /** Null: ask only our own rules. */
  readonly askLine: AskLine | null;
  /** Told in the order of the files and their lines, as they are found. */
  readonly onFindings: (found: readonly FileFinding[]) => void;
  /** The words for a file that cannot be read. */
  readonly describe: (problem: LineOpsError) => Promise<string>;
}

/**
 * Checks files of messages, all of them to their ends. `.jsonl` files are read in bounded memory, a document a line. A
 * file that cannot be read is a finding of its own. When LINE fails, nothing that was found is lost: the summary carries
 * the failure.
 *
 * @throws {LineOpsError} `usage` when there is nothing but stdin, and that is a terminal.
 */
export async function validateMessages(
  { paths, ...options }: ValidationRequest,
  parts: ValidationParts,
): Promise<ValidationSummary> {
  const { files, onFindings, describe } = parts;
  const remote = createRemote(parts.askLine);
  const judged: JudgedFile[] = [];
  const tally = { errors: 0, warnings: 0 };
  const tell = (found: readonly FileFinding[]) => {
    if (found.length === 0) return;
    for (const { finding } of found) tally[finding.severity === 'error' ? 'errors' : 'warnings'] += 1;
    onFindings(found);
  };
  const unread: LineOpsError[] = [];
  /** What cannot be read is a finding in its place; null where it was. */
  const orFinding = async <Value>(path: string, read: () => Promise<Value>): Promise<Value | null> => {
    try {
      return await read();
    } catch (problem) {
      if (!isUnreadable(problem) || isNothingToRead(problem, paths)) throw problem;
      unread.push(problem);
      tell([{ file: path, finding: fileFinding(problem, await describe(problem)), sourceLine: '' }]);
      return null;
    }
  };
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of (await orFinding(path, () => files.filesAt(path))) ?? []) {
      // A file of a folder that was named beside it is still one file.
      if (seen.has(file)) continue;
      seen.add(file);
      const count = createCount(file);
      const validate = fileForm(file) === 'jsonl' ? validateLines : validateWhole;
      await orFinding(file, () => validate(file, options, { files, remote, count, tell }));
      judged.push(count.judged());
    }
  }
  return {
    ...tally,
    files: seen.size,
    unreadable: unread.length,
    messages: judged.reduce((sum, file) => sum + file.messages, 0),
    judged,
    remoteFailure: remote.failure(),
    pathFailure: unread.find(namesNothing) ?? null,
  };
}

function isUnreadable(problem: unknown): problem is LineOpsError {
  return problem instanceof LineOpsError && problem.kind === 'usage';
}

/** Nobody named a file: wrong usage, and no check that ran. */
function isNothingToRead({ code }: LineOpsError, paths: readonly string[]): boolean {
  return code === 'STDIN_IS_TERMINAL' && paths.length === 1;
}

/** Counts what is in one file. */
interface Count {
  readonly add: (document: Pick<DocumentReport, 'method' | 'messageCount' | 'wrapped'>) => void;
  readonly judged: () => JudgedFile;
}

function createCount(file: string): Count {
  const methods = new Set<SendMethod>();
  let messages = 0;
  let wrapped = 0;
  return {
    add: (document) => {
      methods.add(document.method);
      messages += document.messageCount;
      wrapped += document.wrapped;
    },
    judged: () => ({ file, judgedAs: [...methods], messages, wrapped }),
  };
}

interface FileParts {
  readonly files: MessageFiles;
  readonly remote: Remote;
  readonly count: Count;
  readonly tell: (found: readonly FileFinding[]) => void;
}

async function validateWhole(path: string, options: DocumentOptions, parts: FileParts): Promise<void> {
  return validateRead(path, await readSource(path, parts.files), options, parts);
}

async function validateRead(path: string, read: ReadSource, options: DocumentOptions, parts: FileParts): Promise<void> {
  const { remote, count, tell } = parts;
  if (read.holds === 'lines') return validateTextLines(path, read, options, parts);
  const document = documentOf(read, options);
  const findings = await withRemote(document, remote);
  count.add(document);
  if (findings.length === 0) return;
  const lines = linesOf(document.text);
  tell(findings.map((finding) => ({ file: path, finding, sourceLine: lines[finding.line - 1] ?? '' })));
}

/** Documents of which each has a line, in a file whose name does not say so. */
async function validateTextLines(
  path: string,
  { text, source, notes }: ReadSource,
  options: DocumentOptions,
  parts: FileParts,
  alreadyChecked = 0,
): Promise<void> {
  const texts = linesOf(text);
  // Stdin has no name that would be another's.
  const about =
    source.type === 'broken' && path !== '-' && fileForm(path) !== 'jsonl' ? [...notes, source.finding] : notes;
  parts.tell(about.map((finding) => ({ file: path, finding, sourceLine: texts[finding.line - 1] ?? '' })));
  await validateGroup(path, texts.slice(alreadyChecked), alreadyChecked, options, parts);
}

/** LINE as a judge, until it fails: then it is not asked again, and everything else is judged without it. */
interface Remote {
  readonly isAsked: () => boolean;
  readonly judge: (document: MessageDocument) => Promise<readonly LocatedFinding[]>;
  readonly failure: () => LineOpsError | null;
}

function createRemote(askLine: AskLine | null): Remote {
  let failure: LineOpsError | null = null;
  return {
    isAsked: () => askLine !== null && failure === null,
    judge: async (document) => {
      if (askLine === null || failure !== null) return [];
      try {
        return await remoteFindings(document, document.method, askLine);
      } catch (error) {
        if (!(error instanceof LineOpsError)) throw error;
        failure = error;
        return [];
      }
    },
    failure: () => failure,
  };
}

async function validateLines(path: string, options: DocumentOptions, parts: FileParts): Promise<void> {
  const { files, tell } = parts;
  let line = 0;
  let documents = 0;
  try {
    for await (const texts of files.lineGroups(path)) {
      const whole = documents === 0 && beginsBroken(texts) ? await misnamedLines(path, files) : null;
      if (whole !== null) return await validateRead(path, whole, options, parts);
      documents += await validateGroup(path, texts, line, options, parts);
      line += texts.length;
    }
  } catch (error) {
    if (!(error instanceof LineOpsError && error.code === 'FILE_NOT_UTF8')) throw error;
    return validateMisencoded(path, line, options, parts);
  }
  if (documents > 0) return;
  const { findings } = checkDocument('', options);
  tell(findings.map((finding) => ({ file: path, finding, sourceLine: '' })));
}

/** Whether the first line that is not blank is not JSON. */
function beginsBroken(texts: readonly string[]): boolean {
  const first = texts.find((text) => !isBlank(text));
  return first !== undefined && readJsonSource(first).type === 'broken';
}

/** The rest of a `.jsonl` file that turned out to be in another encoding, behind the lines that were checked already. */
async function validateMisencoded(
  path: string,
  alreadyChecked: number,
  options: DocumentOptions,
  parts: FileParts,
): Promise<void> {
  const whole = (await misnamedLines(path, parts.files)) ?? (await readSource(path, parts.files));
  // Bytes that are no text have no lines: what they are is said of the whole.
  if (alreadyChecked === 0 || whole.text === '') return validateRead(path, whole, options, parts);
  return validateTextLines(path, whole, options, parts, alreadyChecked);
}

/** Checks lines behind the `before` first; the answer is how many of them hold a document. */
async function validateGroup(
  path: string,
  texts: readonly string[],
  before: number,
  options: DocumentOptions,
  { remote, count, tell }: FileParts,
): Promise<number> {
  let line = before;
  let documents = 0;
  const found: FileFinding[] = [];
  for (const text of texts) {
    line += 1;
    if (isBlank(text)) continue;
    documents += 1;
    // Waiting once a line would cost more than the check.
    const report = remote.isAsked() ? await checkedByLine(text, options, remote) : checkDocument(text, options);
    count.add(report);
    for (const finding of report.findings)
      found.push({ file: path, finding: { ...finding, line: line + finding.line - 1 }, sourceLine: text });
  }
  tell(found);
  return documents;
}

async function checkedByLine(text: string, options: DocumentOptions, remote: Remote) {
  const document = checkJsonText(text, options);
  return { ...document, findings: await withRemote(document, remote) };
}

/** Our own findings first: they say more. */
async function withRemote(document: MessageDocument, remote: Remote): Promise<readonly LocatedFinding[]> {
  if (!remote.isAsked()) return document.findings;
  return [...document.findings, ...(await remote.judge(document))];
}

const NOT_BLANK = /\S/;

function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text);
}

/** LF, CR LF and CR end a line. Once a document: it may have as many findings as lines. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}
