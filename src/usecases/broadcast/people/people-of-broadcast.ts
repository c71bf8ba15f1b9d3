import { type Broadcast, heldByLiving, type RecipientTotals } from '../../../domain/broadcast/broadcast.js';
import { reachedBy } from '../../../domain/broadcast/planning/sent-before.js';
import { countUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { dueAt } from '../../../domain/broadcast/schedule/due.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { BATCHES_OF, mayHave, type Standing, standingOf } from '../../../domain/broadcast/standing.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastSnapshot, Pages, PeopleTogether } from '../../../ports/broadcast/broadcast-totals.js';
import type { Deps } from '../../../ports/deps.js';
import { type BroadcastStatus, type StatusDeps, showBroadcast } from '../audit/broadcast-status.js';
import { requireRemembered } from '../audit/find-broadcast.js';
import { ledgerDamaged } from '../audit/sound-totals.js';

/** Whom to read; those in flight are read with the unknown. */
export type Wanted = keyof typeof BATCHES_OF;

/** Packed user IDs of people who stand alike. */
export interface StandingPeople extends Omit<PeopleTogether, 'state'> {
  readonly standing: Standing;
}

/** The people of a broadcast at one moment. */
export interface PeopleOfBroadcast {
  readonly broadcast: Broadcast;
  /** Whether a process is at work on it. */
  readonly isHeld: boolean;
  /** Whether a worker sends it to those who are left, now or when it is due, without a word of anybody. */
  readonly goesOnByItself: boolean;
  /**
   * Everybody wanted, each once, in bounded memory. The end is reached only where the totals agree with who was read.
   *
   * @throws {LineOpsError} STATE_DAMAGED in the middle or at the end: a list that lacks people must not pass for a whole one.
   */
  read(wanted: readonly Wanted[]): Pages<StandingPeople>;
  /**
   * The packed IDs of whom it reached, or may have; of one that is being sent, or goes on by itself, of whom it will reach too.
   *
   * @throws {LineOpsError} as `read`.
   */
  reached(): AsyncIterable<Uint8Array>;
}

type PeopleDeps = StatusDeps & Pick<Deps, 'broadcastTotals'>;

/**
 * Opens the people of a broadcast for as long as `use` takes; sends and writes nothing. All that is read is of one
 * moment: a run that goes on meanwhile moves nobody from one list into another, or out of both.
 *
 * @throws {LineOpsError} `usage` where there is no such broadcast, LINE chose its recipients, or they were forgotten.
 */
export function withPeople<Result>(
  id: BroadcastId,
  wantedFor: WantedFor,
  deps: PeopleDeps,
  use: (people: PeopleOfBroadcast) => Promise<Result>,
): Promise<Result> {
  return withPeopleOfAll([id], wantedFor, deps, async (all) => {
    const [people] = all;
    if (people === undefined) throw failure('UNKNOWN_BROADCAST', { id });
    return use(people);
  });
}

type WantedFor = 'export' | 'exclude';

/** The same of several broadcasts, in their order, all of one moment. */
export async function withPeopleOfAll<Result>(
  ids: readonly BroadcastId[],
  wantedFor: WantedFor,
  deps: PeopleDeps,
  use: (people: readonly PeopleOfBroadcast[]) => Promise<Result>,
): Promise<Result> {
  const shown: BroadcastStatus[] = [];
  for (const id of ids) {
    const status = await showBroadcast(id, deps);
    const { via } = status.broadcast.settings;
    if (!namesRecipients(via)) throw failure('NO_USER_IDS', { id, via, wanted: wantedFor });
    shown.push(status);
  }
  return (await deps.broadcastTotals()).readTogether(ids, async (snapshots) => {
    const people: PeopleOfBroadcast[] = [];
    for (const [index, snapshot] of snapshots.entries()) {
      const status = shown[index];
      if (status !== undefined) people.push(await peopleOf(snapshot, status, deps.clock.now()));
    }
    return use(people);
  });
}

async function peopleOf(
  snapshot: BroadcastSnapshot,
  { broadcast: shown, isHeld }: BroadcastStatus,
  now: number,
): Promise<PeopleOfBroadcast> {
  const stored = await snapshot.broadcast();
  requireRemembered(stored);
  const { recipients } = isHeld ? heldByLiving(stored) : stored;
  const broadcast = { ...shown, recipients, stages: stored.stages };
  // As the ledger has it: a run whose worker died is taken up by the next.
  const goesOnByItself = !isHeld && dueAt(stored, now) !== null;
  return {
    broadcast,
    isHeld,
    goesOnByItself,
    read: (wanted) => readPeople(snapshot, broadcast, isHeld, wanted),
    reached: () => readReached(snapshot, broadcast, isHeld || goesOnByItself),
  };
}

async function* readPeople(
  snapshot: BroadcastSnapshot,
  { settings: { id }, recipients }: Broadcast,
  isHeld: boolean,
  wanted: readonly Wanted[],
): AsyncGenerator<readonly StandingPeople[]> {
  const read: RecipientTotals = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, leftOut: 0 };
  const counts: Record<Standing, number> = read;
  for await (const page of snapshot.people(wanted.flatMap((name) => BATCHES_OF[name]))) {
    const standingPeople = page.map(({ state, ...people }) => ({ ...people, standing: standingOf(state, isHeld) }));
    for (const { standing, userIds } of standingPeople) counts[standing] += countUserIds(userIds);
    yield standingPeople;
  }
  const standings = wanted.flatMap((name): Standing[] => (name === 'unknown' ? ['unknown', 'inFlight'] : [name]));
  const wrong = standings.filter((standing) => counts[standing] !== recipients[standing]);
  if (wrong.length === 0) return;
  throw ledgerDamaged(
    id,
    wrong.map(
      (standing) => `${standing}: ${counts[standing]} people are there, and ${recipients[standing]} are counted`,
    ),
    'failure',
  );
}

async function* readReached(
  snapshot: BroadcastSnapshot,
  broadcast: Broadcast,
  willBeSent: boolean,
): AsyncGenerator<Uint8Array> {
  const states = mayHave(willBeSent);
  let read = 0;
  for await (const people of snapshot.people(states)) {
    for (const { userIds } of people) {
      read += countUserIds(userIds);
      yield userIds;
    }
  }
  const counted = reachedBy(broadcast, willBeSent);
  if (read === counted) return;
  throw ledgerDamaged(broadcast.settings.id, [`${read} people may have it, and ${counted} are counted`], 'failure');
}
