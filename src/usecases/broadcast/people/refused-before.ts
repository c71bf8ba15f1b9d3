import { isSameChannel } from '../../../domain/broadcast/planning/sent-before.js';
import { type BroadcastSettings, namesRecipients } from '../../../domain/broadcast/settings.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PackedUserIds } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import { begunBroadcasts, type StatusDeps } from '../audit/broadcast-status.js';
import { withPeople } from './people-of-broadcast.js';

/** Whoever was refused longer ago may have come back. */
const LOOKED_BACK_MS = 30 * 24 * 60 * 60 * 1000;

/** Every one is a look at the whole list: half a second for ten million. */
const MOST_BROADCASTS = 3;

/** People of a list whom LINE refused earlier, or of whom nobody could tell. */
export interface RefusedBefore {
  readonly id: BroadcastId;
  readonly people: number;
}

/** The newest broadcasts of the channel whose refused or unknown people are in the list again; the last few of a month are looked at. */
export async function findRefusedBefore(
  list: PackedUserIds | null,
  channel: Pick<BroadcastSettings, 'channelId' | 'botUserId'>,
  deps: StatusDeps & Pick<Deps, 'broadcastTotals' | 'recipients'>,
): Promise<readonly RefusedBefore[]> {
  if (list === null) return [];
  const begun = await begunBroadcasts(deps.clock.now() - LOOKED_BACK_MS, deps);
  const withRefused = begun.filter(
    ({ settings, recipients, forgottenAt }) =>
      recipients.refused + recipients.unknown > 0 &&
      forgottenAt === null &&
      settings.via !== 'push' &&
      namesRecipients(settings.via) &&
      isSameChannel(channel, settings),
  );
  const found: RefusedBefore[] = [];
  const reader = await deps.recipients();
  for (const { settings } of withRefused.slice(0, MOST_BROADCASTS)) {
    const people = await withPeople(settings.id, 'exclude', deps, ({ broadcast: { recipients }, read }) => {
      const count = recipients.refused + recipients.unknown + recipients.inFlight;
      const blocks = function* () {
        for (const { userIds } of read(['refused', 'unknown'])) yield userIds;
      };
      return reader.countShared(list, { count, blocks }, Math.min(list.count, count));
    });
    if (people > 0) found.push({ id: settings.id, people });
  }
  return found;
}
