import type { Randomness, Stopwatch } from '../../../ports/host.js';
import type { SqlValue } from '../sql/steps.js';
import type { Connection, Said } from './connection/connection.js';
import { Pool, type Purpose } from './connection/pool.js';
import { TimedOut } from './connection/timed-out.js';
import { Persistence, type Trying } from './persistence.js';
import { STATEMENT_MS } from './transactions.js';
import { troubleOf } from './troubles.js';

export interface ServerNeeds {
  /** How the server is called in words. */
  readonly name: string;
  /** Given up when the signal fires. @throws what the driver throws. */
  readonly open: (ended: AbortSignal) => Promise<Connection>;
  readonly random: Pick<Randomness, 'uuid' | 'fraction'>;
  readonly stopwatch: Stopwatch;
  /** Whether it is met as an end of a move: also where the state in it is not the one in use. */
  readonly isForMove?: boolean;
  /** Says a line to the operator. */
  warn(line: string): void;
  /** Hears how all of it ends at once before the server is met: it may be away. */
  atEnd?(close: () => void): void;
}

/** How the server is asked: on few connections, every error in our words, and what passes tried again. */
export class Asking {
  readonly name: string;
  readonly #pool: Pool;
  readonly #persistence: Persistence;
  readonly #stopwatch: Stopwatch;
  readonly #end = new AbortController();

  constructor({ name, open, random, stopwatch, warn }: ServerNeeds) {
    const ended = this.#end.signal;
    this.name = name;
    this.#stopwatch = stopwatch;
    this.#persistence = new Persistence({ name, stopwatch, warn, fraction: () => random.fraction(), ended });
    this.#pool = new Pool(() => this.#told(() => open(ended)));
  }

  /** Lends a connection for several statements. */
  using<Result>(
    use: (connection: Connection) => Promise<Result>,
    purpose: Extract<Purpose, 'work' | 'snapshot'> = 'work',
  ): Promise<Result> {
    return this.#pool.using(purpose, use);
  }

  /** Several statements without values may stand in one text: the answers of all. */
  async ask(
    connection: Connection,
    sql: string,
    values: readonly SqlValue[] = [],
    withinMs = STATEMENT_MS,
  ): Promise<readonly Said[]> {
    const said = await this.#told(() => connection.ask(sql, values, withinMs));
    this.#persistence.answered();
    return said;
  }

  /** @throws what `attempt` throws in the end. */
  until<Result>(attempt: () => Promise<Result>, trying?: Trying): Promise<Result> {
    return this.#persistence.until(attempt, trying);
  }

  /** One statement, its connection included, in that time; never begun when it is over. */
  async once(sql: string, values: readonly SqlValue[], withinMs: number): Promise<readonly Said[]> {
    const deadline = this.#stopwatch.now() + withinMs;
    const leftMs = () => Math.ceil(deadline - this.#stopwatch.now());
    const tooLate = () => this.#told<never>(() => Promise.reject(new TimedOut(withinMs)));
    const { promise, timer } = timeout(withinMs);
    const asked = this.#pool.using('statement', (connection) =>
      0 < leftMs() ? this.ask(connection, sql, values, leftMs()) : tooLate(),
    );
    try {
      return await Promise.race([asked, promise.then(tooLate)]);
    } finally {
      clearTimeout(timer);
      // Nobody waits for it any more.
      asked.catch(() => undefined);
    }
  }

  close(): void {
    this.#end.abort();
    this.#pool.close();
  }

  async #told<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const trouble = troubleOf(error, this.name);
      if (trouble === null) throw error;
      // The other connections are likely to lead to the same place.
      if (trouble.type === 'away') this.#pool.forgetIdle();
      throw this.#persistence.noted(trouble);
    }
  }
}

function timeout(ms: number): { readonly promise: Promise<void>; readonly timer: NodeJS.Timeout } {
  let done: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, timer: setTimeout(done, ms) };
}
