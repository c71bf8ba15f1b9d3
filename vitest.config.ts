import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';

const COMMON = {
  pool: 'threads',
  testTimeout: 90_000,
  hookTimeout: 90_000,
  env: { TMPDIR: temporaryFolder() },
} as const;

/** In memory where there is room: the tests sync many thousand small files, which a shared disk takes minutes for. */
function temporaryFolder(): string {
  const inMemory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return 4 * 2 ** 30 < bavail * bsize ? inMemory : tmpdir();
  } catch {
    return tmpdir();
  }
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...COMMON,
          name: 'inside',
          setupFiles: ['test/support/words.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['test/binary/**'],
          // The modules are loaded once for all files of a worker: loading them takes a fifth of the time.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Child processes, which wait for the platform, for locks and for each other most of the time.
        test: {
          ...COMMON,
          name: 'binary',
          include: ['test/binary/**/*.test.ts'],
          exclude: ['test/binary/broadcast-pace.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // What is measured runs alone.
        test: {
          ...COMMON,
          name: 'pace',
          include: ['test/binary/broadcast-pace.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
