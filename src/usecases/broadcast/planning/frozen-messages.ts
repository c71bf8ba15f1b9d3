import { type BodyOptions, bodyTailOf } from '../../../domain/broadcast/planning/body.js';
import type { PlanFacts } from '../../../domain/broadcast/planning/warnings.js';
import type { SendWay } from '../../../domain/broadcast/settings.js';
import { failure } from '../../../domain/failure/failure.js';
import type { Deps } from '../../../ports/deps.js';
import { readMessageDocument } from '../../messages/message-document.js';

/** What is sent, and what was noticed about it. */
export interface FrozenMessages {
  /** The request body behind the recipients: the exact bytes of every request. */
  readonly bodyTail: string;
  readonly messageWarnings: PlanFacts['messageWarnings'];
}

/** @throws {LineOpsError} `findings` when a message breaks a rule; `usage` when the file cannot be read. */
export async function freezeMessages(
  wish: BodyOptions & { readonly messagesPath: string; readonly via: SendWay },
  { messageFiles }: Pick<Deps, 'messageFiles'>,
): Promise<FrozenMessages> {
  const document = await readMessageDocument(wish.messagesPath, wish.via, await messageFiles());
  const errors = document.findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined) {
    const facts = { which: 'broadcast', path: wish.messagesPath, errors: errors.length, first } as const;
    throw failure('MESSAGES_INVALID', facts, { details: { findings: errors } });
  }
  return {
    bodyTail: bodyTailOf(document.value, wish.via, wish),
    messageWarnings: document.findings.map(({ line, message }) => ({
      code: 'MESSAGE',
      path: wish.messagesPath,
      line,
      message,
    })),
  };
}
