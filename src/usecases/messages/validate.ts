import { checkDocument } from '../../domain/messages/document.js';
import type { SendMethod } from '../../domain/messages/finding.js';
import type { LocatedFinding } from '../../domain/messages/json-source.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { checkJsonText, fileForm, type MessageDocument, readMessageDocument } from './message-document.js';
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
  readonly method: SendMethod;
}

export interface ValidationSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly files: number;
  /** Message objects, right or wrong. */
  readonly messages: number;
}

interface ValidationParts {
  readonly files: MessageFiles;
  /** Null: ask only our own rules. */
  readonly askLine: AskLine | null;
  /** Told in the order of the files and their lines, as they are found. */
  readonly onFindings: (found: readonly FileFinding[]) => void;
}

/**
 * Checks files of messages, all of them to their ends. `.jsonl` files are read in bounded memory, a document a line.
 *
 * @throws {LineOpsError} `usage` when a file cannot be read.
 */
export async function validateMessages(
  { paths, method }: ValidationRequest,
  parts: ValidationParts,
): Promise<ValidationSummary> {
  const { files, askLine, onFindings } = parts;
  const tally = { errors: 0, warnings: 0, messages: 0 };
  const tell = (found: readonly FileFinding[], messages: number) => {
    tally.messages += messages;
    if (found.length === 0) return;
    for (const { finding } of found) tally[finding.severity === 'error' ? 'errors' : 'warnings'] += 1;
    onFindings(found);
  };
  for (const path of paths) {
    if (fileForm(path) === 'jsonl') {
      await validateLines(path, method, { files, askLine, tell });
      continue;
    }
    const document = await readMessageDocument(path, method, files);
    const findings = await withRemote(document, method, askLine);
    tell(
      findings.map((finding) => ({ file: path, finding, sourceLine: lineOf(document.text, finding.line) })),
      document.messageCount,
    );
  }
  return { ...tally, files: paths.length };
}

interface LineParts extends Pick<ValidationParts, 'files' | 'askLine'> {
  readonly tell: (found: readonly FileFinding[], messages: number) => void;
}

async function validateLines(path: string, method: SendMethod, { files, askLine, tell }: LineParts): Promise<void> {
  let line = 0;
  let documents = 0;
  for await (const texts of files.lineGroups(path)) {
    const found: FileFinding[] = [];
    let messages = 0;
    for (const text of texts) {
      line += 1;
      if (isBlank(text)) continue;
      documents += 1;
      // Waiting once a line would cost more than the check.
      const local = askLine === null ? checkDocument(text, { method }) : null;
      const { findings, messageCount } = local ?? (await checkedByLine(text, method, askLine));
      messages += messageCount;
      for (const finding of findings)
        found.push({ file: path, finding: { ...finding, line: line + finding.line - 1 }, sourceLine: text });
    }
    tell(found, messages);
  }
  if (documents > 0) return;
  const { findings } = checkDocument('', { method });
  tell(
    findings.map((finding) => ({ file: path, finding, sourceLine: '' })),
    0,
  );
}

async function checkedByLine(text: string, method: SendMethod, askLine: AskLine | null) {
  const document = checkJsonText(text, method);
  return { messageCount: document.messageCount, findings: await withRemote(document, method, askLine) };
}

/** Our own findings first: they say more. */
async function withRemote(
  document: MessageDocument,
  method: SendMethod,
  askLine: AskLine | null,
): Promise<readonly LocatedFinding[]> {
  if (askLine === null) return document.findings;
  return [...document.findings, ...(await remoteFindings(document, method, askLine))];
}

const NOT_BLANK = /\S/;

function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text);
}

/** The text of a line, counted from 1; LF, CR LF and CR end a line. */
function lineOf(text: string, line: number): string {
  return text.split(/\r\n|\n|\r/, line)[line - 1] ?? '';
}
