import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FollowerPageJournal,
  KeptPage,
  KeptPages,
  OpenFollowerPages,
} from '../../ports/broadcast/follower-pages.js';
import type { HeldLock, Locks } from '../../ports/store.js';
import { checksumOf, isIntact } from './broadcasts/checksum.js';
import { makePrivateFolder, stateFailure } from './folders.js';

/** Before each page: its length in bytes, then its checksum. */
const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 16;
const HEAD_BYTES = LENGTH_BYTES + CHECKSUM_BYTES;

/** No page of LINE's comes near; a longer one is damage. */
const MAX_PAGE_BYTES = 1024 * 1024;

/**
 * One file a list, pages appended as JSON behind a checksum. A write that was cut off by kill -9 or a power cut does not
 * match its checksum, and the pages before it stay good.
 */
export function createFollowerPages(folder: string, locks: Locks): OpenFollowerPages {
  return async (owner) => {
    makePrivateFolder(join(folder, 'followers'));
    const lock = await locks.acquire(`followers-${owner}`, 0);
    if (!('held' in lock)) return null;
    const path = join(folder, 'followers', `${owner}.pages`);
    try {
      return doing('open', path, () => new PageFile(path, lock.held));
    } catch (error) {
      await lock.held.release();
      throw error;
    }
  };
}

class PageFile implements FollowerPageJournal {
  readonly kept: KeptPages | null;
  readonly #path: string;
  readonly #file: number;
  readonly #lock: HeldLock;
  #end = 0;

  constructor(path: string, lock: HeldLock) {
    this.#path = path;
    this.#lock = lock;
    this.#file = openSync(path, 'a+', 0o600);
    let userIds = 0;
    let begunAt: number | null = null;
    let next: string | null = null;
    for (const page of this.#read()) {
      userIds += page.userIds.length;
      begunAt ??= page.readAt;
      next = page.next;
    }
    this.kept = begunAt === null || next === null ? null : { userIds, begunAt, next };
    ftruncateSync(this.#file, this.#end);
  }

  async *pages(): AsyncGenerator<readonly string[]> {
    for (const { userIds } of this.#read()) yield userIds;
  }

  async keep(page: KeptPage): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(page));
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(bytes.length);
    head.set(checksumOf(bytes), LENGTH_BYTES);
    const record = Buffer.concat([head, bytes]);
    doing('write', this.#path, () => {
      for (let done = 0; done < record.length; ) done += writeSync(this.#file, record, done);
    });
  }

  async forget(): Promise<void> {
    doing('write', this.#path, () => ftruncateSync(this.#file, 0));
  }

  async close(): Promise<void> {
    closeSync(this.#file);
    await this.#lock.release();
  }

  /** Pages up to the first that is not whole; `#end` stands behind the last one that was. */
  *#read(): Iterable<KeptPage> {
    const head = Buffer.alloc(HEAD_BYTES);
    this.#end = 0;
    for (;;) {
      if (!this.#fill(head, this.#end)) return;
      const length = head.readUInt32LE();
      if (MAX_PAGE_BYTES < length) return;
      const bytes = Buffer.alloc(length);
      if (!this.#fill(bytes, this.#end + HEAD_BYTES)) return;
      if (!isIntact(bytes, head.subarray(LENGTH_BYTES))) return;
      // What matches its checksum is what this program wrote.
      const page: KeptPage = JSON.parse(bytes.toString('utf8'));
      this.#end += HEAD_BYTES + length;
      yield page;
    }
  }

  /** Whether the file held so many bytes there. */
  #fill(bytes: Buffer, position: number): boolean {
    return doing('read', this.#path, () => {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, position + done);
        if (count === 0) return false;
        done += count;
      }
      return true;
    });
  }
}

function doing<Result>(what: string, path: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    throw stateFailure({ verb: what, path }, cause);
  }
}
