import { checkSource } from '../../domain/messages/check-document.js';
import { type LocatedFinding, readJsonSource } from '../../domain/messages/json-source.js';
import type { Example } from '../../domain/messages/registry/paper.js';
import type { MessageFiles } from '../../ports/message-files.js';
import { remoteFindings } from './remote-check.js';

/** What `message validate` says of an example of the registry. */
export async function judgeExample(
  { content, method, destination, lineAnswers }: Example,
  files: Pick<MessageFiles, 'parseYaml'>,
): Promise<readonly LocatedFinding[]> {
  const text = content.form === 'value' ? JSON.stringify(content.value) : content.text;
  const source = content.form === 'yaml' ? await files.parseYaml(text) : readJsonSource(text);
  const { findings } = checkSource(source, { method, destination });
  if (source.type === 'broken' || lineAnswers === null) return findings;
  const document = { value: source.value, locate: source.locate };
  const answer = { valid: false, problem: lineAnswers, details: [], requestId: null };
  return [...findings, ...(await remoteFindings(document, method, async () => answer))];
}
