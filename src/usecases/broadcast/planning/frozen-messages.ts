import { type BodyOptions, bodyTailOf } from '../../../domain/broadcast/planning/body.js';
import type { SendWay } from '../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { LocatedFinding } from '../../../domain/messages/json-source.js';
import type { Deps } from '../../../ports/deps.js';
import { readMessageDocument } from '../../messages/message-document.js';

/** The message file has errors; `findings` are all of them. */
class InvalidMessages extends LineOpsError {
  constructor(
    readonly path: string,
    readonly findings: readonly LocatedFinding[],
  ) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const facts = { which: 'broadcast', path, errors: errors.length, first: first ?? null } as const;
    super('findings', { code: 'MESSAGES_INVALID', facts }, '', { details: { findings: errors } });
  }
}

/** What is sent, and what was noticed about it. */
export interface FrozenMessages {
  /** The request body behind the recipients: the exact bytes of every request. */
  readonly bodyTail: string;
  readonly messageWarnings: readonly string[];
}

/** @throws {InvalidMessages} when a message breaks a rule; {LineOpsError} `usage` when the file cannot be read. */
export async function freezeMessages(
  wish: BodyOptions & { readonly messagesPath: string; readonly via: SendWay },
  { messageFiles }: Pick<Deps, 'messageFiles'>,
): Promise<FrozenMessages> {
  const document = await readMessageDocument(wish.messagesPath, wish.via, await messageFiles());
  if (document.findings.some(({ severity }) => severity === 'error'))
    throw new InvalidMessages(wish.messagesPath, document.findings);
  return {
    bodyTail: bodyTailOf(document.value, wish.via, wish),
    messageWarnings: document.findings.map(({ line, message }) => `${wish.messagesPath}:${line}: ${message}`),
  };
}
