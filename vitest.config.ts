import { defineConfig } from 'vitest/config';
import { IS_POSTGRES_REQUIRED, POSTGRES_BIN } from './test/support/postgres/programs.js';
import { TEMPORARY_FOLDER } from './test/support/temporary-folder.js';

const COMMON = {
  pool: 'threads',
  testTimeout: 90_000,
  hookTimeout: 90_000,
  env: { TMPDIR: TEMPORARY_FOLDER },
} as const;

/** What the books of the state promise, they promise wherever they lie. */
const BOOKS = [
  'test/adapters/state/{broadcast-transitions,friends-ledger,rotation-journal,token-ledger}.test.ts',
  'test/adapters/state/reading/*.test.ts',
  'test/usecases/broadcast/{control,in-flight,notices,seeded-kills}.test.ts',
  'test/usecases/broadcast/audit/verify-broadcast.test.ts',
  'test/usecases/broadcast/sending/run-broadcast.test.ts',
];

if (POSTGRES_BIN === null)
  process.stderr.write('No PostgreSQL as Debian has it: the books in a server were not tried.\n');

export default defineConfig({
  test: {
    globalSetup: 'test/support/temporary-folder.ts',
    projects: [
      {
        test: {
          ...COMMON,
          name: 'inside',
          include: ['test/**/*.test.ts'],
          exclude: ['test/binary/**', 'test/program/**'],
          // The modules are loaded once for all files of a worker: loading them takes a fifth of the time.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The same tests once more, with the books in a real server.
        test: {
          ...COMMON,
          name: 'server',
          include: POSTGRES_BIN === null && !IS_POSTGRES_REQUIRED ? [] : BOOKS,
          env: { ...COMMON.env, LINE_OPS_TEST_BOOKS: 'server' },
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
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The built program and what surrounds it, where the version of Node changes nothing: run on one version only.
        test: {
          ...COMMON,
          name: 'program',
          include: ['test/program/**/*.test.ts'],
          isolate: false,
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
