import { failure } from '../../../domain/failure/failure.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { confirmSend, requireTyped } from '../../asking/confirm-send.js';
import { plural } from '../../output/view.js';
import type { Session } from '../../session.js';
import { grouped, type OptionValues, option } from '../../verb.js';

/** How the command line agrees to a send. */
export const APPROVAL_OPTIONS = grouped('Safety', {
  confirmPlan: option('<hash>', 'agree to exactly the plan with this hash'),
  confirmChannel: option('<name>', 'agree to send on a production channel, by its name'),
});

export type ApprovalOptions = OptionValues<typeof APPROVAL_OPTIONS>;

/** What is agreed to. */
export interface Agreement {
  readonly hash: string;
  readonly recipients: number;
  readonly wasApproved: boolean;
}

/** Before anything is read or asked of LINE: where nobody can be asked later, the command line itself must agree. */
export async function requireApprovable(
  session: Session,
  { channel }: ChannelAtLine,
  { confirmPlan, confirmChannel }: ApprovalOptions,
  agreement: Agreement | null = null,
): Promise<void> {
  if (agreement !== null) requireSamePlan(confirmPlan, agreement.hash);
  if (agreement?.wasApproved === true && !channel.production) return;
  const isAskedLater = session.terminal.canAsk && (confirmChannel === undefined || !channel.production);
  if (isAskedLater || (!channel.production && confirmPlan !== undefined)) return;
  await confirmSend(session, channel, 'Send it?', confirmChannel ?? null);
}

export function requireSamePlan(confirmed: string | undefined, hash: string): void {
  if (confirmed === undefined || confirmed === hash) return;
  throw failure('PLAN_CHANGED', { hash, confirmed });
}

/**
 * The last word before people are messaged: the plan's hash, or yes. A run that was approved once may be resumed
 * without asking again; a production channel wants its name every time. Answers whether a person was asked.
 */
export async function approve(
  session: Session,
  { channel }: ChannelAtLine,
  { confirmPlan, confirmChannel }: ApprovalOptions,
  { hash, recipients, wasApproved }: Agreement,
): Promise<boolean> {
  requireSamePlan(confirmPlan, hash);
  const isAgreed = confirmPlan !== undefined || wasApproved;
  if (isAgreed && !channel.production) return false;
  const isAsked = session.terminal.canAsk && (channel.production ? confirmChannel === undefined : !session.globals.yes);
  if (isAsked && !channel.production) await confirmByCount(session, recipients);
  else await confirmSend(session, channel, `Send to ${plural(recipients, 'recipient')}?`, confirmChannel ?? null);
  return isAsked;
}

/** What agreed, for the ledger; the verb stands before it. */
export function agreementWords(
  { confirmPlan, confirmChannel }: ApprovalOptions,
  { wasAsked, wasApproved }: { readonly wasAsked: boolean; readonly wasApproved: boolean },
): string {
  if (wasAsked) return 'asked at a terminal';
  if (confirmPlan !== undefined) return '--confirm-plan';
  if (confirmChannel !== undefined) return '--confirm-channel';
  return wasApproved ? 'agreed to before' : '--yes';
}

/** A number that has to be typed is a number that was read. */
async function confirmByCount({ terminal }: Session, recipients: number): Promise<void> {
  await requireTyped(terminal, `Send to ${plural(recipients, 'recipient')}? Type the number to go ahead:`, {
    isRight: (typed) => typed.replace(/[,.\s]/g, '') === String(recipients),
    what: 'the number of recipients',
  });
}
