import { LineOpsError } from '../../domain/failure/failure.js';
import { checkDocument } from '../../domain/messages/check-document.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
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
  /** Why LINE could not be asked to the end: from there on only our own rules judged. Null when it was, or was not to be. */
  readonly remoteFailure: LineOpsError | null;
}

interface ValidationParts {
  readonly files: MessageFiles;
  /** Null: ask only our own rules. */
  readonly askLine: AskLine | null;
  /** Told in the order of the files and their lines, as they are found. */
  readonly onFindings: (found: readonly FileFinding[]) => void;
}

/**
 * Checks files of messages, all of them to their ends. `.jsonl` files are read in bounded memory, a document a line. When
 * LINE fails, nothing that was found is lost: the summary carries the failure.
 *
 * @throws {LineOpsError} `usage` when a file cannot be read.
 */
export async function validateMessages(
  { paths, method }: ValidationRequest,
  parts: ValidationParts,
): Promise<ValidationSummary> {
  const { files, onFindings } = parts;
  const remote = createRemote(parts.askLine);
  const tally = { errors: 0, warnings: 0, messages: 0 };
  const tell = (found: readonly FileFinding[], messages: number) => {
    tally.messages += messages;
    if (found.length === 0) return;
    for (const { finding } of found) tally[finding.severity === 'error' ? 'errors' : 'warnings'] += 1;
    onFindings(found);
  };
  for (const path of paths) {
    if (fileForm(path) === 'jsonl') {
      await validateLines(path, method, { files, remote, tell });
      continue;
    }
    const document = await readMessageDocument(path, method, files);
    const findings = await withRemote(document, method, remote);
    tell(
      findings.map((finding) => ({ file: path, finding, sourceLine: lineOf(document.text, finding.line) })),
      document.messageCount,
    );
  }
  return { ...tally, files: paths.length, remoteFailure: remote.failure() };
}

/** LINE as a judge, until it fails: then it is not asked again, and everything else is judged without it. */
interface Remote {
  readonly isAsked: () => boolean;
  readonly judge: (document: MessageDocument, method: SendMethod) => Promise<readonly LocatedFinding[]>;
  readonly failure: () => LineOpsError | null;
}

function createRemote(askLine: AskLine | null): Remote {
  let failure: LineOpsError | null = null;
  return {
    isAsked: () => askLine !== null && failure === null,
    judge: async (document, method) => {
      if (askLine === null || failure !== null) return [];
      try {
        return await remoteFindings(document, method, askLine);
      } catch (error) {
        if (!(error instanceof LineOpsError)) throw error;
        failure = error;
        return [];
      }
    },
    failure: () => failure,
  };
}

interface LineParts {
  readonly files: MessageFiles;
  readonly remote: Remote;
  readonly tell: (found: readonly FileFinding[], messages: number) => void;
}

async function validateLines(path: string, method: SendMethod, { files, remote, tell }: LineParts): Promise<void> {
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
      const local = remote.isAsked() ? null : checkDocument(text, { method });
      const { findings, messageCount } = local ?? (await checkedByLine(text, method, remote));
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

async function checkedByLine(text: string, method: SendMethod, remote: Remote) {
  const document = checkJsonText(text, method);
  return { messageCount: document.messageCount, findings: await withRemote(document, method, remote) };
}

/** Our own findings first: they say more. */
async function withRemote(
  document: MessageDocument,
  method: SendMethod,
  remote: Remote,
): Promise<readonly LocatedFinding[]> {
  if (!remote.isAsked()) return document.findings;
  return [...document.findings, ...(await remote.judge(document, method))];
}

const NOT_BLANK = /\S/;

function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text);
}

/** The text of a line, counted from 1; LF, CR LF and CR end a line. */
function lineOf(text: string, line: number): string {
  return text.split(/\r\n|\n|\r/, line)[line - 1] ?? '';
}
