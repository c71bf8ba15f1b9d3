import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandomness } from '../../src/adapters/host/host.js';
import { createAttemptJournal } from '../../src/adapters/journal/attempt-journal.js';
import { createRequestLogReader } from '../../src/adapters/request-log/log-reader.js';
import { createBroadcastLedger } from '../../src/adapters/state/broadcasts/ledger.js';
import { createBroadcastTotals } from '../../src/adapters/state/broadcasts/reads/totals-reader.js';
import { STATE_FILE } from '../../src/adapters/state/sqlite/database.js';
import { describeStop } from '../../src/cli/failures/text-of.js';
import { audienceIdIn } from '../../src/domain/audience/audience-group.js';
import type { RunsBy } from '../../src/domain/broadcast/act.js';
import type { Broadcast } from '../../src/domain/broadcast/broadcast.js';
import { broadcastBody, narrowcastBody } from '../../src/domain/broadcast/planning/body.js';
import { packUserId } from '../../src/domain/broadcast/planning/user-id-bytes.js';
import { mostPeople } from '../../src/domain/broadcast/sending/narrowcast.js';
import { DEFAULT_KEEP_TRYING_MS } from '../../src/domain/broadcast/sending/patience.js';
import type { BroadcastSettings } from '../../src/domain/broadcast/settings.js';
import { LineOpsError } from '../../src/domain/failure/failure.js';
import {
  type BroadcastId,
  parseBroadcastId,
  parseRetryKey,
  parseUserId,
  type RetryKey,
  type UserId,
} from '../../src/domain/line/ids.js';
import type { AttemptJournal } from '../../src/ports/broadcast/attempt-journal.js';
import type { BroadcastLedger, PaceLimiter } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { BroadcastTotals } from '../../src/ports/broadcast/broadcast-totals.js';
import type { Clock, Randomness, Ticker } from '../../src/ports/host.js';
import type { Locks } from '../../src/ports/store.js';
import type { RunReport } from '../../src/usecases/broadcast/sending/finish-run.js';
import { LineClock } from '../../src/usecases/broadcast/sending/line-clock.js';
import type { RunDeps, RunOptions } from '../../src/usecases/broadcast/sending/run-broadcast.js';
import { runBroadcast } from '../../src/usecases/broadcast/sending/run-broadcast.js';
import { examineStorage, type KeptBooks, openBooks, withBooks } from './kept-books.js';
import { BOT_USER_ID, oneToken, SendingPlatform } from './sending-platform.js';

/** The books of a state, each look through a connection of its own. */
export function totalsIn(folder: string): BroadcastTotals {
  return createBroadcastTotals(
    { snapshot: (use) => withBooks(folder, ({ snapshot }) => snapshot(use)) },
    examineStorage,
  );
}

/** A clock that moves only by being looked at and slept on: a day passes in no time, and what ticks meanwhile ticks. */
export class FakeClock implements Clock, Ticker {
  ms = Date.UTC(2026, 0, 15, 3);
  /** By how much somebody has set it: what sleeps or ticks goes by the time that has passed. */
  #setBy = 0;
  readonly #ticking = new Set<{ readonly everyMs: number; nextAt: number; readonly act: () => void }>();

  now(): number {
    this.ms += 1;
    this.#tick();
    return this.ms;
  }

  /** Somebody sets it; no time passes. */
  set(byMs: number): void {
    this.ms += byMs;
    this.#setBy += byMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.#passed + ms;
    do {
      const next = Math.min(until, ...[...this.#ticking].map(({ nextAt }) => nextAt));
      this.ms += Math.max(0, next - this.#passed);
      this.#tick();
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#passed < until && !signal?.aborted);
  }

  every(everyMs: number, act: () => void): () => void {
    const ticking = { everyMs, nextAt: this.#passed + everyMs, act };
    this.#ticking.add(ticking);
    return () => this.#ticking.delete(ticking);
  }

  get #passed(): number {
    return this.ms - this.#setBy;
  }

  #tick(): void {
    for (const ticking of this.#ticking) {
      if (this.#passed < ticking.nextAt) continue;
      ticking.nextAt = this.#passed + ticking.everyMs;
      ticking.act();
    }
  }
}

const noLimit: PaceLimiter = { take: async () => {} };

/** For a process whose death must not depend on the locks of this one. */
export const noLocks = async (): Promise<Locks> => ({
  acquire: async () => ({
    held: {
      release: async () => {},
      lost: new AbortController().signal,
      isCertain: () => true,
      requireHeld: async () => {},
    },
  }),
  areHeld: async () => new Map(),
  allHeld: async () => [],
});

export function userId(index: number): UserId {
  return parseUserId(`U${index.toString(16).padStart(32, '0')}`);
}

/** The key of a batch that LINE may have. */
export async function keyOf(ledger: BroadcastLedger, id: BroadcastId, batch: number): Promise<RetryKey> {
  const keys = new Map<number, RetryKey>();
  await ledger.unsettledBatches(id, ({ index, retryKey }) => keys.set(index, retryKey));
  const key = keys.get(batch);
  if (key === undefined) throw new Error(`batch ${batch} of ${id} is settled`);
  return key;
}

/** A real ledger in a real folder, a LINE in memory, and a clock of our own. */
export class BroadcastBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'line-ops-test-'));
  readonly clock = new FakeClock();
  readonly platform = new SendingPlatform(() => this.clock.ms);
  readonly #closers: (() => void)[] = [];
  /** Each process has its own. */
  readonly #locks = new WeakMap<BroadcastLedger, Locks>();
  #uuid = 0;
  #copies = 0;
  readonly #books = createAttemptJournal(join(this.folder, 'journal'), this.clock, systemRandomness);

  /** A run that is killed in here closes nothing. */
  readonly journal: AttemptJournal = {
    ...this.#books,
    open: async (...book) => {
      const opened = await this.#books.open(...book);
      this.#closers.push(() => void opened.close());
      return opened;
    },
  };

  readonly random: Randomness = {
    uuid: () => {
      this.#uuid += 1;
      return `00000000-0000-4000-8000-${this.#uuid.toString(16).padStart(12, '0')}`;
    },
    letters: (length) => 'a'.repeat(length),
    fraction: () => 0.5,
  };

  /** A copy of the state as it is now, in a folder of its own; what this machine knows apart from it stays one. */
  copyState(): string {
    this.#copies += 1;
    const copy = join(this.folder, `copy-${this.#copies}`);
    mkdirSync(copy);
    for (const name of [STATE_FILE, `${STATE_FILE}-wal`])
      if (existsSync(join(this.folder, name))) copyFileSync(join(this.folder, name), join(copy, name));
    return copy;
  }

  /** All books of the state, as another process opens them; closed with the bench at the latest. */
  async openBooks(folder = this.folder): Promise<KeptBooks> {
    const books = await openBooks(folder, this.clock);
    let isOpen = true;
    const close = () => {
      if (isOpen) books.close();
      isOpen = false;
    };
    this.#closers.push(close);
    return { ...books, close };
  }

  /** Opens the ledger anew, as the next process would. */
  async openLedger(folder = this.folder): Promise<BroadcastLedger> {
    const books = await this.openBooks(folder);
    const ledger = createBroadcastLedger(books.engine, { gatheringMs: 0 });
    this.#locks.set(ledger, books.locks);
    return ledger;
  }

  /** Stores a broadcast to `userId(0)` and on; stages are given in batches of `batchSize` recipients. */
  async plan(
    ledger: BroadcastLedger,
    stages: readonly number[],
    { batchSize = 10, runsBy = null, ...overrides }: Partial<BroadcastSettings> & { readonly runsBy?: RunsBy } = {},
  ): Promise<BroadcastId> {
    const unique = stages.reduce((sum, size) => sum + size, 0);
    const random = this.random;
    const settings = this.settings({ batchSize, ...overrides });
    await ledger.create({
      settings,
      recipients: { total: unique, unique, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
      runsBy,
      stages,
      heldOut: [],
      batches: (function* () {
        let next = 0;
        for (const [stage, size] of stages.entries()) {
          for (let left = size; left > 0; left -= batchSize) {
            const count = Math.min(left, batchSize);
            const recipients = new Uint8Array(count * 16);
            for (let index = 0; index < count; index += 1, next += 1)
              recipients.set(packUserId(userId(next)), index * 16);
            yield { stage, retryKey: parseRetryKey(random.uuid()), recipients };
          }
        }
      })(),
    });
    return settings.id;
  }

  /** Stores a broadcast to all friends of the platform, in stages of these sizes. */
  async planForFriends(
    ledger: BroadcastLedger,
    via: 'narrowcast' | 'broadcast',
    stages: readonly number[],
    overrides: Partial<BroadcastSettings> = {},
  ): Promise<BroadcastId> {
    const unique = stages.reduce((sum, size) => sum + size, 0);
    if (this.platform.friends.length === 0)
      this.platform.friends = Array.from({ length: unique }, (_, index) => userId(index));
    const settings = this.settings({ via, batchSize: 0, ...overrides });
    await ledger.createForFriends({
      settings,
      recipients: { total: unique, unique, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
      requests: stages.map((expected, stage) => {
        const audienceId = audienceIdIn(settings.toWord);
        const max = mostPeople({ expected, isLast: stage === stages.length - 1, audienceId, missed: 0 });
        const body =
          via === 'broadcast'
            ? broadcastBody(settings.bodyTail)
            : narrowcastBody({ audienceId, excludedRequestIds: [], max }, settings.bodyTail);
        return { stage, retryKey: parseRetryKey(this.random.uuid()), expected, body: stage === 0 ? body : null };
      }),
    });
    return settings.id;
  }

  settings(overrides: Partial<BroadcastSettings>): BroadcastSettings {
    return {
      id: parseBroadcastId('b-20260115-aaaaaa'),
      name: null,
      channelId: '1234567890',
      botUserId: BOT_USER_ID,
      via: 'multicast',
      bodyTail: '],"messages":[{"type":"text","text":"hi"}]}',
      batchSize: 10,
      intervalMs: 60_000,
      requestsPerSecond: null,
      recipientsPerMinute: null,
      agreedPerSecond: null,
      allowPartialQuota: false,
      startAt: null,
      notAfterMs: 3_600_000,
      avoidPeak: false,
      quietHours: null,
      gate: null,
      maxRefused: null,
      notify: null,
      keepTryingMs: DEFAULT_KEEP_TRYING_MS,
      toWord: null,
      again: false,
      isKeyGiven: false,
      planHash: 'hash',
      createdAt: this.clock.ms,
      ...overrides,
    };
  }

  deps(ledger: BroadcastLedger, overrides: Partial<RunDeps> = {}): RunDeps {
    return {
      broadcastLedger: async () => ledger,
      broadcastTotals: async () => totalsIn(this.folder),
      paceLimiter: async () => noLimit,
      locks: async () => this.#locks.get(ledger) ?? (await this.openBooks()).locks,
      clock: this.clock,
      ticker: this.clock,
      random: this.random,
      attemptJournal: async () => this.journal,
      requestLog: async () => createRequestLogReader(join(this.folder, 'logs')),
      api: this.platform.api,
      tokens: oneToken,
      describeStop,
      ...overrides,
    };
  }

  /** What `resolve` takes. */
  resolveDeps(ledger: BroadcastLedger) {
    const clock = new LineClock({ api: this.platform.api, tokens: oneToken, clock: this.clock });
    const readMoment = async () => {
      const moment = await clock.read();
      if (moment instanceof LineOpsError) throw moment;
      return moment;
    };
    return { ...this.deps(ledger), readMoment };
  }

  /** Somebody sets our clock; LINE's goes on as it did. */
  setClockAhead(ms: number): void {
    this.clock.set(ms);
    this.platform.lineAheadMs -= ms;
    this.platform.isTimeKnown = false;
  }

  run(
    id: BroadcastId,
    ledger: BroadcastLedger,
    {
      stop = new AbortController().signal,
      withoutJournal = false,
      onHistory = () => {},
      byWorker = false,
      release = { who: 'anna@desk', how: 'resume' },
      ...overrides
    }: Partial<RunDeps> &
      Partial<Pick<RunOptions, 'stop' | 'withoutJournal' | 'onHistory' | 'byWorker' | 'release'>> = {},
  ): Promise<RunReport> {
    // A process begins with nothing heard.
    this.platform.isTimeKnown = false;
    return runBroadcast(id, this.deps(ledger, overrides), {
      stop,
      onProgress: () => {},
      passGate: async () => null,
      withoutJournal,
      onHistory,
      byWorker,
      release,
    });
  }

  async look(id: BroadcastId): Promise<Broadcast> {
    const found = await (await this.openLedger()).find(id);
    if (found === null) throw new Error('the broadcast is gone');
    return found;
  }

  close(): void {
    for (const close of this.#closers) close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
