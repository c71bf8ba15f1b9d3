import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endServersIn } from './postgres/ending.js';

/** All that a run of the tests writes is below it. In memory where there is room: a shared disk takes minutes to sync it. */
export const TEMPORARY_FOLDER = join(base(), `line-ops-tests-${process.pid}`);

/** Before the first test. */
export function setup(): void {
  // Some programs under test run as a user to whom nothing else is open.
  mkdirSync(TEMPORARY_FOLDER, { recursive: true, mode: 0o755 });
}

/** Behind the last test, however the tests ended. */
export async function teardown(): Promise<void> {
  await endServersIn(TEMPORARY_FOLDER);
  for (const folder of mountedBelow(TEMPORARY_FOLDER)) spawnSync('umount', ['-l', folder]);
  rmSync(TEMPORARY_FOLDER, { recursive: true, force: true });
}

function base(): string {
  const inMemory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return 4 * 2 ** 30 < bavail * bsize ? inMemory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Small disks of tests that broke off. */
function mountedBelow(folder: string): readonly string[] {
  try {
    const points = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    return points.map((line) => line.split(' ')[1] ?? '').filter((point) => point.startsWith(`${folder}/`));
  } catch {
    return [];
  }
}
