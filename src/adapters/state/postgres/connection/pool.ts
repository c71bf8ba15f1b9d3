import type { Connection } from './connection.js';

/** How many connections a process has at once: servers have about a hundred for everybody. */
const MOST = 5;
/** One is always left for the single statements, leases above all: whatever else goes on, they are renewed. */
const MOST_WORK = MOST - 1;

/** How long a connection is kept that nobody needs. */
const IDLE_MS = 30_000;

/** Whoever reads at one moment may take minutes: the others go on writing what they hear. */
const MOST_SNAPSHOTS = 2;

/** What a connection is wanted for: work of several statements, a long look at one moment, or one statement. */
export type Purpose = 'work' | 'snapshot' | 'statement';

interface Idle {
  readonly connection: Connection;
  readonly timer: NodeJS.Timeout;
}

interface Waiting {
  readonly purpose: Purpose;
  readonly go: () => void;
}

/** Few connections, made when they are needed, each for one at a time. */
export class Pool {
  readonly #open: () => Promise<Connection>;
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<Connection>();
  readonly #waiting: Waiting[] = [];
  readonly #taken = { work: 0, snapshot: 0, statement: 0 };

  constructor(open: () => Promise<Connection>) {
    this.#open = open;
  }

  /** Lends a connection while `use` runs; it comes back only where it is as it was. */
  async using<Result>(purpose: Purpose, use: (connection: Connection) => Promise<Result>): Promise<Result> {
    await this.#admission(purpose);
    try {
      const connection = this.#idleOne() ?? (await this.#open());
      this.#busy.add(connection);
      try {
        return await use(connection);
      } finally {
        this.#busy.delete(connection);
        this.#keep(connection);
      }
    } finally {
      this.#taken[purpose] -= 1;
      this.#letIn();
    }
  }

  /** The server is another one now, or was away: what was connected to it before is worth nothing. */
  forgetIdle(): void {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) endIdle(idle);
  }

  /** Ends all of them; what is still being asked fails. */
  close(): void {
    this.forgetIdle();
    for (const connection of this.#busy) connection.destroy();
  }

  async #admission(purpose: Purpose): Promise<void> {
    if (this.#hasRoomFor(purpose)) this.#taken[purpose] += 1;
    else await new Promise<void>((go) => this.#waiting.push({ purpose, go }));
  }

  #hasRoomFor(purpose: Purpose): boolean {
    const { work, snapshot, statement } = this.#taken;
    if (MOST <= work + snapshot + statement) return false;
    if (purpose === 'snapshot' && MOST_SNAPSHOTS <= snapshot) return false;
    return purpose === 'statement' || work + snapshot < MOST_WORK;
  }

  #letIn(): void {
    const index = this.#waiting.findIndex(({ purpose }) => this.#hasRoomFor(purpose));
    const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) return;
    this.#taken[next.purpose] += 1;
    next.go();
  }

  #idleOne(): Connection | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.connection.isUsable()) return idle.connection;
    }
    return null;
  }

  #keep(connection: Connection): void {
    if (!connection.isUsable()) {
      connection.destroy();
      return;
    }
    const idle: Idle = { connection, timer: setTimeout(() => this.#tooLong(idle), IDLE_MS).unref() };
    this.#idle.push(idle);
  }

  #tooLong(idle: Idle): void {
    this.#idle.splice(this.#idle.indexOf(idle), 1);
    endIdle(idle);
  }
}

function endIdle({ connection, timer }: Idle): void {
  clearTimeout(timer);
  connection.end();
}
