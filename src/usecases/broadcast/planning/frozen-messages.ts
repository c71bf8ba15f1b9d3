import { type BodyOptions, bodyTailOf, contentOf, messagesText } from '../../../domain/broadcast/planning/body.js';
import type { PlanFacts } from '../../../domain/broadcast/planning/warnings.js';
import { type BroadcastSettings, namesRecipients, type SendWay } from '../../../domain/broadcast/settings.js';
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
  const bodyTail = bodyTailOf(document.value, wish.via, wish);
  const ofFindings = document.findings.map(
    ({ line, message }) => ({ code: 'MESSAGE', path: wish.messagesPath, line, message }) as const,
  );
  return { bodyTail, messageWarnings: [...ofFindings, ...sentOtherwise(document.takenFrom, bodyTail, wish.via)] };
}

/** What cannot be set later, and was not taken over. */
function sentOtherwise(
  takenFrom: BroadcastSettings | null,
  bodyTail: string,
  via: SendWay,
): FrozenMessages['messageWarnings'] {
  if (takenFrom === null) return [];
  const [then, now] = [contentOf(takenFrom.bodyTail), contentOf(bodyTail)];
  const silent = then.silent && !now.silent;
  const unit = namesRecipients(via) && now.units.length === 0 ? (then.units[0] ?? null) : null;
  return silent || unit !== null ? [{ code: 'MESSAGES_SENT_OTHERWISE', id: takenFrom.id, silent, unit }] : [];
}

async function documentOf(
  source: string,
  via: SendWay,
  { messageFiles, broadcastLedger }: Pick<Deps, 'messageFiles' | 'broadcastLedger'>,
): Promise<Pick<MessageDocument, 'value' | 'findings'> & { readonly takenFrom: BroadcastSettings | null }> {
  if (!isBroadcastId(source))
    return { ...(await readMessageDocument(source, via, await messageFiles())), takenFrom: null };
  const { settings } = await requireBroadcast(source, await broadcastLedger());
  return { ...checkJsonText(messagesText(settings.bodyTail), { method: via }), takenFrom: settings };
}
