import type { LineOpsError } from '../../../domain/failure/failure.js';
import type { Stopwatch } from '../../../ports/host.js';
import type { Patience } from './server.js';
import type { Trouble } from './troubles.js';

/** How long a server that was there is waited for: it restarts, or another takes its place. */
const AWAY_MS = 60_000;
/** The same for one that was never there in this process: a person waits, and the URL may be wrong. */
const FIRST_CONTACT_MS = 8_000;

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** Somebody else was faster: they are done soon. */
const BEATEN_PAUSE_MS = 10;

/** From then on the operator is told that it is the server that is waited for. */
const SAID_AFTER_MS = 1_000;

interface Surroundings {
  /** How the server is called. */
  readonly name: string;
  readonly stopwatch: Stopwatch;
  /** At least 0 and less than 1. */
  fraction(): number;
  /** Nothing is tried again from then on. */
  readonly ended: AbortSignal;
  warn(line: string): void;
}

export interface Trying extends Patience {
  /** Asked before each further try. */
  readonly mayTryAgain?: () => boolean;
}

/** Tries again what a server that is away, or somebody else's change, has undone. */
export class Persistence {
  readonly #surroundings: Surroundings;
  readonly #troubles = new WeakMap<Error, Trouble>();
  #wasThere = false;
  #away: { readonly since: number; isSaid: boolean } | null = null;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** The failure that the trouble is for whoever does not try again; `until` knows it by that. */
  noted(trouble: Trouble): LineOpsError {
    const told = trouble.told(0);
    this.#troubles.set(told, trouble);
    return told;
  }

  /** The server has answered. */
  answered(): void {
    this.#wasThere = true;
    const away = this.#away;
    this.#away = null;
    if (away?.isSaid !== true) return;
    const { name, stopwatch, warn } = this.#surroundings;
    warn(`the state server ${name} is back after ${Math.round((stopwatch.now() - away.since) / 1_000)} s`);
  }

  /**
   * Whoever comes in the middle of an absence waits for the rest of the minute alone: all of a process end together.
   *
   * @throws what `attempt` throws in the end, with how long it was tried.
   */
  async until<Result>(
    attempt: () => Promise<Result>,
    { waitMs, mayTryAgain = () => true }: Trying = {},
  ): Promise<Result> {
    const { stopwatch } = this.#surroundings;
    const { began, mostMs } = this.#bounds(waitMs);
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const trouble = this.#troubleBehind(error);
        if (trouble === null || trouble.type === 'final') throw error;
        const waited = stopwatch.now() - began;
        const pause = this.#pauseAfter(tries, trouble);
        if (mostMs < waited + pause || !mayTryAgain()) throw trouble.told(waited);
        if (trouble.type === 'away') this.#isAway(trouble);
        await this.#passes(pause, () => trouble.told(waited));
      }
    }
  }

  /** @throws what is told where all of it ends meanwhile. */
  async #passes(ms: number, told: () => LineOpsError): Promise<void> {
    const { stopwatch, ended } = this.#surroundings;
    await stopwatch.until(stopwatch.now() + ms, ended);
    if (ended.aborted) throw told();
  }

  #bounds(waitMs: number | undefined): { readonly began: number; readonly mostMs: number } {
    const now = this.#surroundings.stopwatch.now();
    if (waitMs !== undefined) return { began: now, mostMs: waitMs };
    return { began: this.#away?.since ?? now, mostMs: this.#wasThere ? AWAY_MS : FIRST_CONTACT_MS };
  }

  #isAway({ why }: Trouble): void {
    const { name, stopwatch, warn } = this.#surroundings;
    this.#away ??= { since: stopwatch.now(), isSaid: false };
    if (this.#away.isSaid || !this.#wasThere || stopwatch.now() - this.#away.since < SAID_AFTER_MS) return;
    this.#away.isSaid = true;
    warn(`waiting for the state server ${name}: ${why}`);
  }

  /** Growing, and never the same for two who wait for the same. */
  #pauseAfter(tries: number, { type }: Trouble): number {
    const shortest = type === 'beaten' ? BEATEN_PAUSE_MS : SHORTEST_PAUSE_MS;
    const pause = Math.min(LONGEST_PAUSE_MS, shortest * 2 ** tries);
    return pause * (0.5 + this.#surroundings.fraction() / 2);
  }

  /** Whoever has put the failure into other words has named it as the cause. */
  #troubleBehind(error: unknown): Trouble | null {
    for (let at = error; at instanceof Error; at = at.cause) {
      const trouble = this.#troubles.get(at);
      if (trouble !== undefined) return trouble;
    }
    return null;
  }
}
