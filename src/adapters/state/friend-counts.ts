import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../domain/text/json-object.js';
import type { FriendCounts } from '../../ports/broadcast/friend-counts.js';
import type { Locks } from '../../ports/store.js';
import { replaceFile } from '../files/atomic-file.js';
import { makePrivateFolder } from './folders.js';

/** Accounts that are remembered; one line of a file each. */
const REMEMBERED = 1_000;

/** A file that may be lost, and that nothing waits for. */
export function createFriendCounts(folder: string, locks: Locks): FriendCounts {
  const path = join(folder, 'friends.json');
  return {
    of: async (account, day) => {
      const found = read(path)[account];
      return found?.day === day ? { friends: found.friends } : null;
    },
    keep: async (account, day, friends) => {
      const lock = await locks.acquire('friends', 0).catch(() => null);
      if (lock === null || !('held' in lock)) return;
      try {
        const { [account]: _old, ...others } = read(path);
        const kept = [...Object.entries(others), [account, { day, friends }]].slice(-REMEMBERED);
        makePrivateFolder(folder);
        replaceFile(path, `${JSON.stringify(Object.fromEntries(kept))}\n`);
      } catch {
        // LINE is asked again.
      } finally {
        await lock.held.release();
      }
    },
  };
}

interface Kept {
  readonly day: string;
  readonly friends: number | null;
}

function read(path: string): Readonly<Record<string, Kept>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isJsonObject(value)) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([account, kept]) => (isKept(kept) ? [[account, kept]] : [])),
    );
  } catch {
    return {};
  }
}

function isKept(value: unknown): value is Kept {
  if (!isJsonObject(value) || typeof value['day'] !== 'string') return false;
  return value['friends'] === null || typeof value['friends'] === 'number';
}
