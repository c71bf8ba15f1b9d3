import { failure, failureAs } from '../../domain/failure/failure.js';
import type { Terminal } from '../../ports/terminal.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import type { Session } from '../session.js';
import { confirmOrStop } from './confirm.js';

/**
 * Asks before people are messaged. A production channel wants its name: typed out, or given with `--confirm-channel`;
 * `--yes` alone does not do there. Answers whether a person was asked.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked, or the name given is not this channel's; `cancelled` when the answer is no.
 */
export async function confirmSend(
  session: Session,
  channel: Channel,
  question: string,
  confirmedName: string | null,
): Promise<boolean> {
  const { terminal, globals } = session;
  if (confirmedName !== null || (channel.production && !terminal.canAsk)) requireChannelName(channel, confirmedName);
  if (!channel.production || channel.name === null) {
    await confirmOrStop(session, question);
    return !globals.yes;
  }
  if (confirmedName !== null) return false;
  await requireTyped(terminal, `${question} Type the channel's name to go ahead:`, {
    isRight: (typed) => typed === channel.name,
    what: 'the name of the channel',
  });
  return true;
}

/** @throws {LineOpsError} `usage` unless the command line names this channel. */
export function requireChannelName(channel: Channel, confirmedName: string | null): void {
  if (confirmedName !== null && confirmedName === channel.name) return;
  if (confirmedName === null) {
    throw failure('CONFIRMATION_NEEDED', { which: 'production', name: channel.name });
  }
  throw failure('CHANNEL_NOT_CONFIRMED', { confirmedName, channel: channelLabel(channel) });
}

/** How often something typed may be wrong: a slip of a finger is no no. */
const MAX_TYPED = 3;

/**
 * Wants an answer typed out, and asks again when it is mistyped.
 *
 * @throws {LineOpsError} `cancelled` when it was never right.
 */
export async function requireTyped(
  terminal: Terminal,
  question: string,
  { isRight, what }: { readonly isRight: (typed: string) => boolean; readonly what: string },
): Promise<void> {
  for (let typed = 1; typed <= MAX_TYPED; typed += 1) {
    if (isRight((await terminal.ask(question)).trim())) return;
    if (typed < MAX_TYPED) terminal.warn(`That is not ${what}; nothing was sent yet.`);
  }
  throw failureAs('cancelled', 'CANCELLED', { which: 'notTyped', what });
}
