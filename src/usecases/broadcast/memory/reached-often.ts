import type { MaxPerRecipient } from '../../../domain/broadcast/planning/conditions.js';
import { isSameChannel, type SentTo } from '../../../domain/broadcast/planning/sent-before.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { TooOften } from '../../../ports/broadcast/recipients.js';
import type { BroadcastNamed } from '../../../ports/broadcast/traces.js';
import type { Deps } from '../../../ports/deps.js';

/** What tells whom this state has reached so often. */
export interface ReachedOften {
  readonly tooOften: TooOften;
  /** Broadcasts of that time whose recipients LINE chose: they reached people too, and count for nobody. */
  readonly uncounted: readonly BroadcastId[];
}

/**
 * Counts over all broadcasts and pushes of the same bot whom LINE accepted in that time, or may have. Whom another process
 * reaches after this moment is not among them.
 *
 * @throws {LineOpsError} `usage` RECIPIENTS_FORGOTTEN where that time reaches into what was forgotten; from `read` too.
 */
export async function reachedOften(
  { times, windowMs }: MaxPerRecipient,
  bot: Pick<SentTo, 'channelId' | 'botUserId'>,
  { traces, clock }: Pick<Deps, 'traces' | 'clock'>,
): Promise<ReachedOften> {
  const reader = await traces();
  const window = { since: clock.now() - windowMs, isCounted: (one: BroadcastNamed) => isSameChannel(bot, one) };
  const requireKnown = (forgotten: readonly BroadcastId[]) => {
    if (forgotten.length === 0) return;
    const details = { broadcasts: forgotten };
    throw failure('RECIPIENTS_FORGOTTEN', { which: 'reached', ids: forgotten, windowMs }, { details });
  };
  // Before a long list is read.
  const { forgotten, withoutUserIds } = await reader.reachedSince(window, null);
  requireKnown(forgotten);
  const read = async (take: (packed: Uint8Array) => void) =>
    requireKnown((await reader.reachedSince(window, take)).forgotten);
  return { tooOften: { times, read }, uncounted: withoutUserIds };
}
