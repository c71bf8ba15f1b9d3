import { failure } from '../../../domain/failure/failure.js';
import type { Clock, Randomness } from '../../../ports/host.js';
import { type HeldLock, STATE_MOVE } from '../../../ports/store.js';
import type { MovedState, MovePlan, StateMover } from '../../../ports/team/state-mover.js';
import { copyBooks, type Tallies } from './copy.js';
import type { BesideBooks, MoveEnd } from './end.js';
import type { StateMark } from './mark.js';

interface MoverParts {
  readonly from: MoveEnd;
  readonly to: MoveEnd;
  readonly clock: Clock;
  readonly random: Pick<Randomness, 'uuid'>;
}

/** How two places stand to each other before a move. */
type Situation =
  /** It was made before, and ended. */
  | { readonly type: 'moved' }
  /** It was killed when the place was left, and before the other was in use. */
  | { readonly type: 'left'; readonly mark: StateMark }
  /** `mayClear`: what the other place holds is no state in use, but what a move has left there. */
  | { readonly type: 'ready'; readonly mayClear: boolean };

/**
 * Moves the whole state. Killed at any moment, the state in use is the one that it was, or the copy is whole and the old
 * place is marked as left: marks say which, and running it again ends what is left to do. There are never two in use.
 */
export function createStateMover({ from, to, clock, random }: MoverParts): StateMover {
  const places = { from: from.place, to: to.place };
  return {
    async plan(): Promise<MovePlan> {
      const { type } = await situationOf(from, to);
      return { ...places, isDone: type === 'moved', isLeft: type === 'left', atWork: await from.atWork() };
    },
    move: async (onRows) =>
      holdingBoth(from, to, async (locks) => {
        const situation = await situationOf(from, to);
        if (situation.type === 'moved') return { ...places, ...(await alreadyThere(to)) };
        if (situation.type === 'left') {
          await from.finishLeaving(situation.mark);
          await to.arrived({ ...situation.mark, standing: 'here', other: from.words });
          return { ...places, ...(await alreadyThere(to)) };
        }
        const move = { moveId: random.uuid(), at: clock.now() };
        const beside = await from.readBeside();
        if (Object.keys(beside.secrets).length > 0) await to.requireSecretsWritable();
        let { mayClear } = situation;
        const tallies = await from.leaving({ ...move, standing: 'left', other: to.words }, async (look) => {
          const arriving: StateMark = { ...move, standing: 'arrives', other: from.words };
          const copied = await to.filling(arriving, { mayClear }, (into) => copyBooks(look, into, onRows));
          // Where it begins again, since the place to be left was away, what lies there is its own.
          mayClear = true;
          await to.writeBeside(beside);
          requireSame(beside, await to.readBeside());
          await requireArriving(move, to);
          for (const lock of locks) await lock.requireHeld();
          return copied;
        });
        await to.arrived({ ...move, standing: 'here', other: from.words });
        return { ...places, ...movedOf(tallies, beside) };
      }),
  };
}

/** @throws {LineOpsError} `usage` where the state here is not the one in use, or the other place holds one. */
async function situationOf(from: MoveEnd, to: MoveEnd): Promise<Situation> {
  const [mine, its] = [await from.mark(), await to.mark()];
  const isSameMove = mine !== null && its !== null && mine.moveId === its.moveId;
  if (isSameMove && mine.standing === 'left' && its.standing === 'here') return { type: 'moved' };
  if (isSameMove && mine.standing === 'left' && its.standing === 'arrives') return { type: 'left', mark: mine };
  const which = from.place.type;
  if (mine?.standing === 'left') throw failure('STATE_MOVED', { which, place: from.words, other: mine.other });
  if (mine?.standing === 'arrives') throw failure('STATE_NOT_ARRIVED', { which, place: from.words, other: mine.other });
  // What an earlier try has left there: the state in use is still this one, or the mark here would say otherwise.
  if (its?.standing === 'arrives' && its.other === from.words) return { type: 'ready', mayClear: true };
  if (its?.standing === 'arrives')
    throw failure('STATE_NOT_ARRIVED', { which: to.place.type, place: to.words, other: its.other });
  // What it holds came here, all of it, and was changed here since.
  if (its?.standing === 'left' && isSameMove && mine.standing === 'here') return { type: 'ready', mayClear: true };
  const contents = await to.contents();
  if (its?.standing === 'left' || contents.length > 0)
    throw failure('STATE_TARGET_NOT_EMPTY', { place: to.words, contents });
  return { type: 'ready', mayClear: false };
}

/** A move that was killed leaves a lease behind, which lapses within that time, milliseconds. */
const LAPSED_WITHIN_MS = 17_000;

async function holdingBoth(
  from: MoveEnd,
  to: MoveEnd,
  work: (locks: readonly HeldLock[]) => Promise<MovedState>,
): Promise<MovedState> {
  const locks: HeldLock[] = [];
  try {
    for (const end of [from, to]) {
      const lock = await end.locks.acquire(STATE_MOVE, LAPSED_WITHIN_MS);
      if (!('held' in lock))
        throw failure('STATE_IN_USE', { place: end.words, held: [{ name: STATE_MOVE, holder: lock.heldBy }] });
      locks.push(lock.held);
      const held = await end.atWork();
      if (held.length > 0) throw failure('STATE_IN_USE', { place: end.words, held });
    }
    return await work(locks);
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

/** @throws {LineOpsError} `failure` STATE_COPY_DIFFERS */
function requireSame(one: BesideBooks, other: BesideBooks): void {
  const names = (beside: BesideBooks) => Object.keys(beside.secrets).toSorted();
  const isSame =
    String(names(one)) === String(names(other)) &&
    names(one).every((name) => one.secrets[name] === other.secrets[name]);
  if (!isSame) throw failure('STATE_COPY_DIFFERS', { what: 'the secrets' });
  if (JSON.stringify(one.channels) !== JSON.stringify(other.channels))
    throw failure('STATE_COPY_DIFFERS', { what: 'the configuration' });
}

/**
 * The last look before this place is left: a server that failed over may have lost what it had called durable.
 *
 * @throws {LineOpsError} `failure` STATE_COPY_DIFFERS
 */
async function requireArriving({ moveId }: Pick<StateMark, 'moveId'>, to: MoveEnd): Promise<void> {
  const its = await to.mark();
  if (its?.standing !== 'arrives' || its.moveId !== moveId)
    throw failure('STATE_COPY_DIFFERS', { what: 'the whole state' });
}

function movedOf(tallies: Tallies, beside: BesideBooks): Pick<MovedState, 'tables' | 'secrets' | 'wasMoved'> {
  return {
    tables: [...tallies].map(([table, { rows, checksum }]) => ({ table, rows, checksum })),
    secrets: Object.keys(beside.secrets).length,
    wasMoved: false,
  };
}

async function alreadyThere(to: MoveEnd): Promise<Pick<MovedState, 'tables' | 'secrets' | 'wasMoved'>> {
  return { tables: [], secrets: Object.keys((await to.readBeside()).secrets).length, wasMoved: true };
}
