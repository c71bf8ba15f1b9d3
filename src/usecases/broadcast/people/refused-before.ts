import { isSameChannel } from '../../../domain/broadcast/planning/sent-before.js';
import { type BroadcastSettings, namesRecipients } from '../../../domain/broadcast/settings.js';
import { countIn } from '../../../domain/broadcast/standing.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PackedUserIds } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import { begunBroadcasts, type StatusDeps } from '../audit/broadcast-status.js';
import { withPeople } from './people-of-broadcast.js';

/** Whoever was refused longer ago may have come back. */
const LOOKED_BACK_MS = 30 * 24 * 60 * 60 * 1000;

/** Every one is a look at the whole list: half a second for ten million. */
const MOST_BROADCASTS = 3;

/** How people stand whom LINE refused or of whom nobody can tell; they are left out by decision after that. */
const NOT_SURELY_REACHED = ['refused', 'unknown', 'leftOut'] as const;

/** People of a list whom LINE refused earlier, or of whom nobody could tell. */
export interface RefusedBefore {
  readonly id: BroadcastId;
  /** How they stand in it; of people who are not in this list too. */
  readonly standings: readonly (typeof NOT_SURELY_REACHED)[number][];
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
      countIn(recipients, NOT_SURELY_REACHED) > 0 &&
      forgottenAt === null &&
      settings.via !== 'push' &&
      namesRecipients(settings.via) &&
      isSameChannel(channel, settings),
  );
  const found: RefusedBefore[] = [];
  const reader = await deps.recipients();
  for (const { settings } of withRefused.slice(0, MOST_BROADCASTS)) {
    const one = await withPeople(settings.id, 'exclude', deps, async ({ broadcast: { recipients }, read }) => {
      const standings = NOT_SURELY_REACHED.filter(
        (standing) => countIn(recipients, standing === 'unknown' ? ['unknown', 'inFlight'] : [standing]) > 0,
      );
      const count = countIn(recipients, [...NOT_SURELY_REACHED, 'inFlight']);
      const blocks = async function* () {
        for await (const some of read(standings)) for (const { userIds } of some) yield userIds;
      };
      const people = await reader.countShared(list, { count, blocks }, Math.min(list.count, count));
      return { id: settings.id, standings, people };
    });
    if (one.people > 0) found.push(one);
  }
  return found;
}
