import { type Broadcast, isBeingRun } from '../../../domain/broadcast/broadcast.js';
import {
  isSameMessage,
  isSameWord,
  reachedBy,
  SAME_AGAIN_MS,
  type SentTo,
  tooManyOf,
} from '../../../domain/broadcast/planning/sent-before.js';
import { mayHave } from '../../../domain/broadcast/standing.js';
import type { SentAgain } from '../../../domain/failure/facts.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { PackedUserIds } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import type { HeldLock } from '../../../ports/store.js';
import { begunBroadcasts, type StatusDeps } from '../audit/broadcast-status.js';

/** A broadcast that is to be sent. */
export interface ToBeSent extends SentTo {
  /** Null while it is not stored. */
  readonly id: BroadcastId | null;
  /** Null where LINE chooses the recipients. */
  readonly people: PackedUserIds | StoredPeople | null;
}

/** Everybody who was planned in a stored broadcast. */
interface StoredPeople {
  readonly count: number;
  readonly storedIn: BroadcastId;
}

/** An earlier broadcast of the same message to the same people. */
export interface SentBefore {
  readonly earlier: Broadcast;
  readonly facts: SentAgain;
}

export type SentBeforeDeps = StatusDeps & Pick<Deps, 'broadcastTotals' | 'recipients'>;

/**
 * The newest broadcast begun within a day, on the same channel, that sent the same message to whom the same word names,
 * or reached more than half of these recipients, or may have; null where there is none. `begunSince`, in milliseconds
 * since 1970, leaves out what was compared before.
 */
export async function findSentBefore(
  wanted: ToBeSent,
  deps: SentBeforeDeps,
  begunSince = Number.NEGATIVE_INFINITY,
): Promise<SentBefore | null> {
  const now = deps.clock.now();
  for (const earlier of await begunBroadcasts(Math.max(begunSince, now - SAME_AGAIN_MS), deps)) {
    const { id, name } = earlier.settings;
    if (id === wanted.id || !isSameMessage(wanted, earlier)) continue;
    const facts = { id, name, agoMs: Math.max(0, now - (earlier.startedAt ?? now)) };
    if (isSameWord(wanted, earlier)) return { earlier, facts: { ...facts, toWord: wanted.toWord, forgottenAt: null } };
    if (await hasMostOf(wanted.people, earlier, deps))
      return { earlier, facts: { ...facts, toWord: null, forgottenAt: earlier.forgottenAt } };
  }
  return null;
}

async function hasMostOf(
  people: ToBeSent['people'],
  earlier: Broadcast,
  { broadcastTotals, recipients }: SentBeforeDeps,
): Promise<boolean> {
  if (people === null) return false;
  const isBeingSent = isBeingRun(earlier.state);
  const enough = tooManyOf(people.count);
  const reached = reachedBy(earlier, isBeingSent);
  // Most broadcasts are told apart without a look at a single recipient.
  if (reached < enough) return false;
  // Nobody can tell any more: only the operator can answer for it.
  if (earlier.forgottenAt !== null) return true;
  const states = mayHave(isBeingSent);
  const stored = 'storedIn' in people ? [people.storedIn] : [];
  const shared = await (await broadcastTotals()).readTogether(
    [earlier.settings.id, ...stored],
    async ([before, wanted]) => {
      const reader = await recipients();
      const theirs = { count: reached, blocks: () => before?.userIdsIn(states) ?? [] };
      return reader.countShared(
        'storedIn' in people ? { ...people, blocks: () => wanted?.userIdsIn(PLANNED) ?? [] } : people,
        theirs,
        enough,
      );
    },
  );
  return enough <= shared;
}

/** @throws {LineOpsError} `usage` where it was sent before and nobody said that it shall be sent again. */
export function requireAgain(sentBefore: SentBefore | null, isAgain: boolean): void {
  if (sentBefore === null || isAgain) return;
  const { id } = sentBefore.facts;
  const { state, forgottenAt } = sentBefore.earlier;
  if (sentBefore.facts.forgottenAt !== null)
    throw failure(
      'RECIPIENTS_FORGOTTEN',
      { which: 'again', id, at: sentBefore.facts.forgottenAt },
      { details: { broadcasts: [id], forgottenAt: isoOf(forgottenAt) } },
    );
  throw failure(
    'SENT_BEFORE',
    { ...sentBefore.facts, isCompleted: state === 'completed' },
    { details: { earlier: id, startedAt: isoOf(sentBefore.earlier.startedAt), state } },
  );
}

/** Another run may be reading a long list. */
const BEGINNING_WAIT_MS = 60_000;

/**
 * Holds the moment at which a broadcast of a channel begins, so that of two that begin at once the second sees the first.
 *
 * @throws {LineOpsError} `usage` when the same was begun since it was last compared.
 */
export async function holdBeginning(
  broadcast: Broadcast,
  { isAgain, comparedAt }: { readonly isAgain: boolean; readonly comparedAt: number },
  deps: SentBeforeDeps,
): Promise<HeldLock> {
  const { botUserId, channelId } = broadcast.settings;
  const lock = await (await deps.locks()).acquire(`begin-${botUserId ?? channelId ?? 'unknown'}`, BEGINNING_WAIT_MS);
  if (!('held' in lock)) {
    throw failure('BEGINNING_BUSY', { id: broadcast.settings.id }, { details: { heldBy: lock.heldBy } });
  }
  let isHeld = true;
  const release = async () => {
    if (isHeld) await lock.held.release();
    isHeld = false;
  };
  try {
    // Who said so beforehand waits for no comparison of long lists.
    if (!isAgain) requireAgain(await findSentBefore(toBeSent(broadcast), deps, comparedAt), false);
    return { ...lock.held, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** In every state but those of people who are left out for good. */
const PLANNED = ['pending', 'in-doubt', 'accepted', 'refused', 'unknown', 'skipped'] as const;

/** A stored broadcast as one that is to be sent. */
export function toBeSent({ settings, recipients }: Broadcast): ToBeSent {
  const people = settings.via === 'multicast' ? { count: recipients.unique, storedIn: settings.id } : null;
  return { ...settings, people };
}
