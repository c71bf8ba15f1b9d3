import type { HistoryFindings } from '../../../usecases/broadcast/sending/run-journal.js';
import { plural } from '../../output/view.js';
import type { Session } from '../../session.js';

/** That the ledger is older than what this machine has sent: somebody put back a copy of it, or runs another one. */
export function sayHistory({ terminal }: Session, { inDoubt, givenUp, damagedLines }: HistoryFindings): void {
  if (inDoubt.batches + givenUp.batches > 0)
    terminal.warn('warning: this ledger is older than what this machine has sent of the broadcast');
  if (inDoubt.batches > 0)
    terminal.warn(
      `  ${plural(inDoubt.recipients, 'recipient')} called pending may have it: asked again under the same retry keys while LINE remembers them (24 h), else called unknown`,
    );
  if (givenUp.batches > 0)
    terminal.warn(
      `  ${plural(givenUp.recipients, 'recipient')} may have it under keys that are not in this ledger: called unknown`,
    );
  if (damagedLines > 0)
    terminal.warn(`warning: ${plural(damagedLines, 'line')} of the journal of attempts cannot be read`);
}
