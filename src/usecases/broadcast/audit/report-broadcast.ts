import { type Broadcast, heldByLiving } from '../../../domain/broadcast/broadcast.js';
import type { Forecast } from '../../../domain/broadcast/planning/forecast.js';
import { type Timeline, timelineOf } from '../../../domain/broadcast/planning/timeline.js';
import { countUserIds, unpackUserId } from '../../../domain/broadcast/planning/user-id-bytes.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type {
  Acceptance,
  BroadcastSnapshot,
  Pages,
  RefusedPerson,
  UnknownBatch,
} from '../../../ports/broadcast/broadcast-totals.js';
import type { Deps } from '../../../ports/deps.js';
import { type BroadcastInsight, keptInsight } from '../insight/kept-insight.js';
import { type BroadcastStatus, type StatusDeps, showBroadcast } from './broadcast-status.js';

/** So many recipients refused for one reason; positions in a request are left out of it. */
interface RefusalReason {
  readonly reason: string;
  readonly recipients: number;
}

/** What happened to a broadcast, all of one moment. What iterates is read as it is asked for. */
export interface BroadcastReport {
  readonly broadcast: Broadcast;
  readonly forecast: Forecast;
  /** In order of time. */
  readonly acceptances: readonly Acceptance[];
  readonly unknownBatches: readonly UnknownBatch[];
  /** What LINE said when it was last asked for statistics; null where it never was. */
  readonly insight: BroadcastInsight | null;
  /** Most frequent first; only of those whose IDs are known, or were. */
  readonly refusalReasons: readonly RefusalReason[];
  /** Accepted recipients per interval. */
  timeline(maxPoints: number): Timeline;
  refusedPeople(): Pages<RefusedPerson>;
  /** Left out by decision of the operator, with the reason why there was something to decide. */
  leftOutPeople(): Pages<RefusedPerson>;
  heldOutIds(): Pages<string>;
}

/**
 * Opens the report of a broadcast for as long as `use` takes; sends and writes nothing.
 *
 * @throws {LineOpsError} `usage` where there is none of that ID.
 */
export async function withReport<Result>(
  id: BroadcastId,
  deps: StatusDeps & Pick<Deps, 'broadcastTotals' | 'insightBook'>,
  use: (report: BroadcastReport) => Promise<Result>,
): Promise<Result> {
  const shown = await showBroadcast(id, deps);
  const insight = await keptInsight(shown.broadcast, await deps.insightBook(), deps.clock.now());
  return (await deps.broadcastTotals()).read(id, async (snapshot) => use(await reportOf(snapshot, shown, insight)));
}

async function reportOf(
  snapshot: BroadcastSnapshot,
  status: BroadcastStatus,
  insight: BroadcastInsight | null,
): Promise<BroadcastReport> {
  // Only the look at the lock knows whether a process that says it runs is still there.
  const { state, reason, elapsedMs } = status.broadcast;
  const stored = await snapshot.broadcast();
  const broadcast = { ...(status.isHeld ? heldByLiving(stored) : stored), state, reason, elapsedMs };
  const acceptances = await snapshot.acceptances();
  // What a living process has sent and not heard of is on its way.
  const unknownBatches = (await snapshot.unknownBatches()).filter(
    (batch) => !status.isHeld || batch.state !== 'in-doubt',
  );
  return {
    broadcast,
    forecast: status,
    acceptances,
    unknownBatches,
    insight,
    refusalReasons: [...(await sumByReason(snapshot))]
      .map(([text, recipients]) => ({ reason: text, recipients }))
      .sort((one, other) => other.recipients - one.recipients),
    timeline: (maxPoints) => timelineOf(acceptances, maxPoints),
    refusedPeople: () => snapshot.refusedPeople(),
    leftOutPeople: () => snapshot.leftOutPeople(),
    async *heldOutIds() {
      for await (const { userIds } of snapshot.heldOut())
        yield Array.from({ length: countUserIds(userIds) }, (_, position) => unpackUserId(userIds, position));
    },
  };
}

async function sumByReason(snapshot: BroadcastSnapshot): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  const add = (reason: string, people: number) => {
    const kind = reason.replace(/\bto\[\d+\]/g, 'to[n]');
    sums.set(kind, (sums.get(kind) ?? 0) + people);
  };
  for await (const people of snapshot.refusedPeople()) for (const { reason } of people) add(reason, 1);
  for (const { reason, people } of await snapshot.forgottenRefusals()) add(reason, people);
  return sums;
}
