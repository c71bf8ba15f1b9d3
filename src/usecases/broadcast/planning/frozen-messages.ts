import { type BodyOptions, bodyTailOf, messagesText } from '../../../domain/broadcast/planning/body.js';
import type { PlanFacts } from '../../../domain/broadcast/planning/warnings.js';
import type { SendWay } from '../../../domain/broadcast/settings.js';
import { failure } from '../../../domain/failure/failure.js';
import { isBroadcastId } from '../../../domain/line/ids.js';
import type { Deps } from '../../../ports/deps.js';
import { checkJsonText, type MessageDocument, readMessageDocument } from '../../messages/message-document.js';
import { requireBroadcast } from '../audit/find-broadcast.js';

/** What is sent, and what was noticed about it. */
export interface FrozenMessages {
  /** The request body behind the recipients: the exact bytes of every request. */
  readonly bodyTail: string;
  readonly messageWarnings: PlanFacts['messageWarnings'];
}

/**
 * The messages of a file, or those that an earlier broadcast sent, whose bytes stay the same. They are checked in either
 * case: what LINE took then may be refused now.
 *
 * @throws {LineOpsError} `findings` when a message breaks a rule; `usage` when the file cannot be read, or there is
 * no such broadcast.
 */
export async function freezeMessages(
  wish: BodyOptions & { readonly messagesPath: string; readonly via: SendWay },
  deps: Pick<Deps, 'messageFiles' | 'broadcastLedger'>,
): Promise<FrozenMessages> {
  const document = await documentOf(wish.messagesPath, wish.via, deps);
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

async function documentOf(
  source: string,
  via: SendWay,
  { messageFiles, broadcastLedger }: Pick<Deps, 'messageFiles' | 'broadcastLedger'>,
): Promise<Pick<MessageDocument, 'value' | 'findings'>> {
  if (!isBroadcastId(source)) return readMessageDocument(source, via, await messageFiles());
  const { settings } = await requireBroadcast(source, await broadcastLedger());
  return checkJsonText(messagesText(settings.bodyTail), { method: via });
}
