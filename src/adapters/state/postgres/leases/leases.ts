import { failure } from '../../../../domain/failure/failure.js';
import {
  type Moment,
  RENEW_AGAIN_MS,
  RENEW_EVERY_MS,
  RENEWAL_WITHIN_MS,
  surelyLasts,
} from '../../../../domain/team/lease.js';
import type { Clock, Randomness, Stopwatch } from '../../../../ports/host.js';
import type { HeldLock, LockHolder, LockInUse, Locks } from '../../../../ports/store.js';
import { readRow } from '../../sql/rows.js';
import type { SqlValue } from '../../sql/steps.js';
import type { ServerSession, StateServer } from '../server.js';
import { ALL_HELD, GIVE_BACK, HELD, holderIn, leaseIn, PROVE, RENEW, TAKE } from './statements.js';

interface LeaseParts {
  readonly server: StateServer;
  /** Renewals go this way alone: no other work may make them wait. */
  readonly renewals: Pick<StateServer, 'once'>;
  readonly clock: Clock;
  readonly stopwatch: Pick<Stopwatch, 'now'>;
  readonly random: Pick<Randomness, 'uuid' | 'fraction'>;
  /** What tells people which process it is. */
  readonly process: Pick<LockHolder, 'pid' | 'host'>;
}

/** How often a lease that somebody else has is asked for, milliseconds: soon at first, then seldom. */
const ASK_AGAIN_MS = { first: 50, most: 500 };

/** Giving back is nothing to wait for: what is not given back lapses. */
const BRIEFLY = { waitMs: 1_000 };

/** One lease of this process. */
interface Holding {
  readonly name: string;
  readonly fence: number;
  /** When that was asked which the server has last confirmed. */
  asked: Moment;
  readonly lost: AbortController;
}

/** Locks as a server keeps them for a team: what nobody renews lapses, and others may have it then. */
export class Leases implements Locks {
  readonly #parts: LeaseParts;
  /** Told apart from every other process, also from one with the same number on another machine. */
  readonly #holder: string;
  readonly #held = new Map<string, Holding>();
  #timer: NodeJS.Timeout | null = null;
  /** Everybody who wants to know waits for one question. */
  #asking: Promise<void> | null = null;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
    this.#holder = parts.random.uuid();
  }

  async acquire(
    name: string,
    waitMs: number,
  ): Promise<{ readonly held: HeldLock } | { readonly heldBy: LockHolder | null }> {
    const { clock, stopwatch, random } = this.#parts;
    const deadline = stopwatch.now() + waitMs;
    for (let pauseMs = ASK_AGAIN_MS.first; ; pauseMs = Math.min(2 * pauseMs, ASK_AGAIN_MS.most)) {
      const taken = await this.#take(name);
      const leftMs = deadline - stopwatch.now();
      if ('held' in taken || leftMs <= 0) return taken;
      // Many that began to wait at the same moment do not ask at the same moment for ever.
      await clock.sleep(Math.min(pauseMs * (0.5 + random.fraction()), leftMs));
    }
  }

  async areHeld(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (names.length === 0) return new Map();
    const { rows } = await this.#parts.server.read((session) => session.query(HELD, [JSON.stringify(names)]));
    return new Map(rows.map(readRow).map((row) => [row.text('name'), row.number('ends')]));
  }

  async allHeld(): Promise<readonly LockInUse[]> {
    const { rows } = await this.#parts.server.read((session) => session.query(ALL_HELD));
    return rows.map(readRow).map(leaseIn);
  }

  /**
   * First in a transaction that changes something under these leases: nobody takes one over before that transaction ends.
   *
   * @throws {LineOpsError} `failure` LEASE_LOST where this process does not have one of them, or no longer.
   */
  async prove(names: readonly string[], session: ServerSession): Promise<void> {
    const mine = names.map((name) => {
      const holding = this.#held.get(name);
      if (holding === undefined) throw failure('LEASE_LOST', { name });
      return holding;
    });
    const { rows } = await session.query(PROVE, [fencesOf(mine), this.#holder]);
    const proven = namesIn(rows);
    const lost = mine.filter(({ name }) => !proven.has(name));
    for (const holding of lost) this.#lose(holding);
    const [first] = lost;
    if (first !== undefined) throw failure('LEASE_LOST', { name: first.name });
  }

  /** Nothing is renewed any more: what is still held lapses. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#held.clear();
  }

  #now(): Moment {
    const { clock, stopwatch } = this.#parts;
    return { wall: clock.now(), steady: stopwatch.now() };
  }

  async #take(name: string): Promise<{ readonly held: HeldLock } | { readonly heldBy: LockHolder | null }> {
    const { server, process } = this.#parts;
    let asked = this.#now();
    const { rows } = await server.write((session) => {
      asked = this.#now();
      return session.query(TAKE, [name, this.#holder, process.pid, process.host]);
    });
    const row = rows[0] === undefined ? null : readRow(rows[0]);
    const fence = row?.numberOrNull('fence') ?? null;
    if (fence !== null) return { held: this.#hold({ name, fence, asked, lost: new AbortController() }) };
    // It was given back between the two looks: nobody to name.
    if (row === null) return { heldBy: null };
    return { heldBy: holderIn(row) };
  }

  #hold(holding: Holding): HeldLock {
    const { name, lost } = holding;
    // What this process had of that name has lapsed, or it would not have got it once more.
    this.#held.get(name)?.lost.abort();
    this.#held.set(name, holding);
    this.#timer ??= this.#in(RENEW_EVERY_MS);
    const isCertain = () => this.#isHeld(holding) && surelyLasts(holding.asked, this.#now());
    return {
      lost: lost.signal,
      isCertain,
      requireHeld: async () => {
        // Again where it slept while it asked: the answer is as old as the question.
        while (!isCertain() && this.#isHeld(holding)) await this.#ask();
        if (!this.#isHeld(holding)) throw failure('LEASE_LOST', { name });
      },
      release: () => this.#giveBack(holding),
    };
  }

  #isHeld(holding: Holding): boolean {
    return this.#held.get(holding.name) === holding;
  }

  #lose(holding: Holding): void {
    if (this.#isHeld(holding)) this.#held.delete(holding.name);
    holding.lost.abort();
  }

  async #giveBack(holding: Holding): Promise<void> {
    if (!this.#isHeld(holding)) return;
    // Before the row goes: that it is missing then is no loss.
    this.#held.delete(holding.name);
    const values = [holding.name, holding.fence, this.#holder];
    try {
      await this.#parts.server.write((session) => session.query(GIVE_BACK, values), BRIEFLY);
    } catch {
      // It lapses.
    }
  }

  /** Patiently, for whoever cannot go on without knowing. @throws {LineOpsError} STATE_SERVER_AWAY and its kin. */
  #ask(): Promise<void> {
    this.#asking ??= this.#renewPatiently().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #renewPatiently(): Promise<void> {
    let question = this.#question();
    const { rows } = await this.#parts.server.write((session) => {
      question = this.#question();
      return session.query(RENEW, question.values);
    });
    question.answered(rows);
  }

  /** Renews all leases of this process. Of those that the server does not confirm it says that they are somebody else's. */
  #question(): { readonly values: readonly SqlValue[]; answered(rows: readonly unknown[]): void } {
    const mine = [...this.#held.values()];
    const asked = this.#now();
    return {
      values: [fencesOf(mine), this.#holder],
      answered: (rows) => {
        const confirmed = namesIn(rows);
        // Others were given back meanwhile.
        for (const holding of mine.filter((each) => this.#isHeld(each))) {
          if (!confirmed.has(holding.name)) this.#lose(holding);
          else if (holding.asked.steady < asked.steady) holding.asked = asked;
        }
      },
    };
  }

  /** Keeps no process alive that has nothing else to do. */
  #in(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.#keep(), ms).unref();
  }

  async #keep(): Promise<void> {
    let nextMs = RENEW_EVERY_MS;
    try {
      const { values, answered } = this.#question();
      const { rows } = await this.#parts.renewals.once(RENEW, values, { withinMs: RENEWAL_WITHIN_MS });
      answered(rows);
    } catch {
      // Nothing is known: whoever must know asks.
      nextMs = RENEW_AGAIN_MS;
    }
    this.#timer = this.#held.size === 0 ? null : this.#in(nextMs);
  }
}

function fencesOf(holdings: readonly Holding[]): string {
  return JSON.stringify(holdings.map(({ name, fence }) => ({ name, fence })));
}

function namesIn(rows: readonly unknown[]): ReadonlySet<string> {
  return new Set(rows.map((row) => readRow(row).text('name')));
}
