import { PLACE_LIFETIME_MS } from '../../../domain/line/operations/paging.js';
import type {
  FollowerPageJournal,
  KeptPage,
  KeptPages,
  OpenFollowerPages,
} from '../../../ports/broadcast/follower-pages.js';
import type { Clock } from '../../../ports/host.js';
import type { HeldLock, LockName, Locks } from '../../../ports/store.js';
import { checksumOf, isIntact } from '../broadcasts/checksum.js';
import type { StateEngine } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { rows, run } from '../sql/steps.js';

/** Pages read at once, about 36 KB each. */
const PAGES_AT_ONCE = 32;

/**
 * One row a page. A list that is damaged, or not whole from its beginning, ends there; what LINE no longer knows the
 * place of is forgotten by whoever opens any list next.
 */
export function createServerFollowerPages(
  engine: Pick<StateEngine, 'read' | 'write'>,
  locks: Locks,
  clock: Pick<Clock, 'now'>,
): OpenFollowerPages {
  return async (owner) => {
    const name: LockName = `followers-${owner}`;
    const lock = await locks.acquire(name, 0);
    if (!('held' in lock)) return null;
    try {
      const stale = clock.now() - PLACE_LIFETIME_MS;
      await engine.write(() => run('DELETE FROM follower_page WHERE begun_at < ?', stale));
      const pages = new PageRows(engine, owner, { name, held: lock.held });
      await pages.open();
      return pages;
    } catch (error) {
      await lock.held.release();
      throw error;
    }
  };
}

class PageRows implements FollowerPageJournal {
  readonly #engine: Pick<StateEngine, 'read' | 'write'>;
  readonly #owner: string;
  readonly #lock: HeldLock;
  readonly #under: { readonly under: LockName };
  #kept: KeptPages | null = null;
  #begunAt: number | null = null;
  /** The number of the next page. */
  #end = 0;

  constructor(
    engine: Pick<StateEngine, 'read' | 'write'>,
    owner: string,
    lock: { readonly name: LockName; readonly held: HeldLock },
  ) {
    this.#engine = engine;
    this.#owner = owner;
    this.#lock = lock.held;
    this.#under = { under: lock.name };
  }

  get kept(): KeptPages | null {
    return this.#kept;
  }

  /** Finds what is kept; what lies behind the last good page goes. */
  async open(): Promise<void> {
    let userIds = 0;
    let next: string | null = null;
    for await (const page of this.#read()) {
      userIds += page.userIds.length;
      this.#begunAt ??= page.readAt;
      next = page.next;
      this.#end += 1;
    }
    if (this.#begunAt !== null && next !== null) this.#kept = { userIds, begunAt: this.#begunAt, next };
    await this.#removeFrom(this.#end);
  }

  async *pages(): AsyncGenerator<readonly string[]> {
    for await (const { userIds } of this.#read()) yield userIds;
  }

  async keep(page: KeptPage): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(page));
    const [owner, index, begunAt] = [this.#owner, this.#end, this.#begunAt ?? page.readAt];
    await this.#engine.write(
      () =>
        run(
          'INSERT INTO follower_page (owner, idx, begun_at, page, checksum) VALUES (?, ?, ?, ?, ?)',
          owner,
          index,
          begunAt,
          bytes,
          checksumOf(bytes),
        ),
      this.#under,
    );
    this.#begunAt = begunAt;
    this.#end += 1;
  }

  async forget(): Promise<void> {
    await this.#removeFrom(0);
    this.#begunAt = null;
    this.#end = 0;
  }

  async close(): Promise<void> {
    await this.#lock.release();
  }

  async #removeFrom(index: number): Promise<void> {
    const remove = () => run('DELETE FROM follower_page WHERE owner = ? AND idx >= ?', this.#owner, index);
    await this.#engine.write(remove, this.#under);
  }

  /** Pages from the first up to one that is missing or not as it was written. */
  async *#read(): AsyncGenerator<KeptPage> {
    const select = 'SELECT idx, page, checksum FROM follower_page WHERE owner = ? AND idx >= ? ORDER BY idx LIMIT ?';
    for (let expected = 0; ; ) {
      const found = await this.#engine.read(() => rows(select, this.#owner, expected, PAGES_AT_ONCE));
      for (const value of found) {
        const row = readRow(value);
        const bytes = row.bytes('page');
        if (row.number('idx') !== expected || !isIntact(bytes, row.bytes('checksum'))) return;
        expected += 1;
        // What matches its checksum is what this program wrote.
        const page: KeptPage = JSON.parse(Buffer.from(bytes).toString('utf8'));
        yield page;
      }
      if (found.length < PAGES_AT_ONCE) return;
    }
  }
}
