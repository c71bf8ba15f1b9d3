import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import type { SqlValue } from '../../../../src/adapters/state/sql/steps.js';
import type { Stopwatch } from '../../../../src/ports/host.js';

/** A process: what its clock says, how late its timers are, over and over, and how far the server is away. */
export interface Machine {
  readonly clockAheadMs: number;
  readonly timersMs: readonly number[];
  /** There, and back: over and over. */
  readonly waysMs: readonly (readonly [there: number, back: number])[];
}

/** Time that moves from one event to the next. */
export class PaceWorld {
  now = 1_000_000;
  readonly #events: { readonly at: number; readonly act: () => void }[] = [];

  at(moment: number, act: () => void): void {
    this.#events.push({ at: Math.max(this.now, moment), act });
  }

  /** Until nothing more happens, or the answer is yes. */
  async runUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#events.reduce<{ at: number; act: () => void } | null>(
        (first, event) => (first === null || event.at < first.at ? event : first),
        null,
      );
      if (next === null) return;
      this.#events.splice(this.#events.indexOf(next), 1);
      this.now = next.at;
      next.act();
    }
  }

  stopwatch({ clockAheadMs, timersMs }: Machine): Stopwatch {
    let turns = 0;
    return {
      now: () => this.now + clockAheadMs,
      until: (moment, signal) =>
        new Promise((resolve) => {
          const late = timersMs[turns++ % timersMs.length] ?? 0;
          const done = () => {
            signal?.removeEventListener('abort', done);
            resolve();
          };
          signal?.addEventListener('abort', done);
          this.at(Math.ceil(moment - clockAheadMs) + late, done);
        }),
    };
  }
}

interface PaceRow {
  readonly bornAt: number;
  readonly taker: string;
  readonly nextAt: number;
  readonly leeway: number;
  readonly sharedUntil: number;
}

const SECOND = 1_000_000;

/** What `take_pace` does, in a time of its own: the test on a real server holds the two together. */
export class ModelServer {
  readonly rows = new Map<string, PaceRow>();
  bornAt = 0;
  calls = 0;

  constructor(readonly world: PaceWorld) {}

  seenBy({ waysMs }: Machine): StateServer {
    let turns = 0;
    const never = () => Promise.reject(new Error('the pace asks one statement at a time'));
    return {
      name: 'model',
      write: never,
      read: never,
      snapshot: never,
      close: async () => {},
      once: (_sql, values) =>
        new Promise((resolve) => {
          const [there, back] = waysMs[turns++ % waysMs.length] ?? [0, 0];
          this.world.at(this.world.now + there, () => {
            const row = this.#take(values);
            this.world.at(this.world.now + back, () => resolve({ rows: [row], changes: 1 }));
          });
        }),
    };
  }

  #take([key, taker, ...numbers]: readonly SqlValue[]): unknown {
    this.calls += 1;
    const [
      wanted = 0,
      fromNow = 0,
      spread = 0,
      spacingAlone = 0,
      spacingShared = 0,
      leewayAlone = 0,
      leewayShared = 0,
    ] = numbers.map(Number);
    const askedAt = Math.round(this.world.now * 1000);
    const fresh: PaceRow = { bornAt: this.bornAt, taker: String(taker), nextAt: 0, leeway: 0, sharedUntil: 0 };
    const kept = this.rows.get(String(key)) ?? fresh;
    const isOther = kept.taker !== taker;
    const isMet = isOther && askedAt < kept.nextAt + kept.leeway + SECOND;
    const sharedUntil = isMet ? askedAt + 5 * SECOND : kept.sharedUntil;
    const isShared = askedAt < sharedUntil;
    const spacing = isShared ? spacingShared : spacingAlone;
    const leeway = isShared ? leewayShared : leewayAlone;
    const nextAt = kept.nextAt + (isOther ? Math.max(0, kept.leeway - spread) : 0);
    const silentUntil = kept.bornAt === this.bornAt ? this.bornAt + SECOND : askedAt + SECOND;
    const firstAt = Math.max(nextAt, askedAt + fromNow, silentUntil);
    const granted = firstAt <= askedAt + SECOND ? wanted : 0;
    if (0 < granted)
      this.rows.set(String(key), {
        bornAt: this.bornAt,
        taker: String(taker),
        nextAt: firstAt + granted * spacing,
        leeway,
        sharedUntil,
      });
    return { asked_at: askedAt, first_at: firstAt, granted, spacing, leeway, is_shared: isShared ? 1 : 0 };
  }
}
