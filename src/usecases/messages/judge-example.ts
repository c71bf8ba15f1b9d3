import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { checkSource } from '../../domain/messages/check-document.js';
import { type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import type { Example, UnreadableBecause } from '../../domain/messages/registry/paper.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { fileFinding } from './file-problem.js';
import { remoteFindings } from './remote-check.js';

const noFile = (code: string) =>
  failure('FILE_NOT_READABLE', { source: '', why: '' }, { cause: Object.assign(new Error(code), { code }) });

/** What the reader of files fails with. */
const UNREADABLE: Readonly<Record<UnreadableBecause, LineOpsError>> = {
  'nothing is there': noFile('ENOENT'),
  'no permission': noFile('EACCES'),
  'too large': failure('FILE_TOO_LARGE', { path: '' }),
  'a line too long': failure('LINE_TOO_LONG', { source: '', problem: '' }),
};

/** The body with which LINE accepts. */
const ACCEPTED = '{}';

/** What `message validate` says of an example of the registry. */
export async function judgeExample(
  { content, method, destination, lineAnswers }: Example,
  files: Pick<MessageFiles, 'parseYaml'>,
): Promise<readonly LocatedFinding[]> {
  if (content.form === 'unreadable') return [fileFinding(UNREADABLE[content.why], content.text)];
  const text = content.form === 'value' ? JSON.stringify(content.value) : content.text;
  const source = content.form === 'yaml' ? await files.parseYaml(text) : readJsonSource(text);
  const { findings } = checkSource(source, { method, destination });
  if (source.type === 'broken' || lineAnswers === null) return findings;
  const { value, locate } = source;
  const document = { value, locate, findings, pointerInFile: (pointer: string) => pointer };
  const answer = { valid: lineAnswers === ACCEPTED, problem: lineAnswers, details: [], requestId: null };
  return [...findings, ...(await remoteFindings(document, method, async () => answer))];
}
