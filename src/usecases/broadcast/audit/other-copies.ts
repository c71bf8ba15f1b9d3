import type { KeyedBatch } from '../../../domain/broadcast/sending/batch/keys/key-succession.js';
import { backoffMs } from '../../../domain/broadcast/sending/patience.js';
import type { RetryKey } from '../../../domain/line/ids.js';
import type { Clock, Randomness } from '../../../ports/host.js';
import type { RunJournal } from '../sending/run-journal.js';

// Another process of this machine may send the same broadcast from another copy of its ledger. Both use the same keys, so
// that LINE takes a batch once; what one of them heard from LINE is in the journal for the other.

interface OtherCopyDeps {
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Fires when the run stops. */
  readonly stopping: AbortSignal;
}

/** How often others are given time to hear LINE's answer. */
const LOOKS_AT_OTHERS = 6;
const OTHERS_BACKOFF = { firstMs: 250, longestMs: 4_000 };

/** Whether others leave a doubt about a key, when they have had the time to hear what LINE says of it. */
export async function isDoubtedFor(retryKey: RetryKey, deps: OtherCopyDeps): Promise<boolean> {
  const isSettled = async () =>
    !(await deps.journal.attemptsOfOthers(retryKey)).some((each) => each.retryKey === retryKey);
  return !(await comesTrue(isSettled, deps));
}

/** Whether others have settled what they sent under keys before or after this one, or went a way that can be followed. */
export async function haveOthersSettled(batch: KeyedBatch, deps: OtherCopyDeps): Promise<boolean> {
  const { journal } = deps;
  const isSettled = async () =>
    (await journal.attemptsOfOthers(batch.retryKey)).every(({ retryKey }) => retryKey === batch.retryKey) ||
    journal.followed(batch) !== null;
  return comesTrue(isSettled, deps);
}

async function comesTrue(isTrue: () => Promise<boolean>, { clock, random, stopping }: OtherCopyDeps): Promise<boolean> {
  for (let look = 1; !(await isTrue()); look += 1) {
    if (look === LOOKS_AT_OTHERS || stopping.aborted) return false;
    await clock.sleep(backoffMs(look, random.fraction(), OTHERS_BACKOFF), stopping);
  }
  return true;
}
