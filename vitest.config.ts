import { defineConfig } from 'vitest/config';

const COMMON = { pool: 'threads', testTimeout: 30_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...COMMON,
          name: 'inside',
          include: ['test/**/*.test.ts'],
          exclude: ['test/binary/**'],
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
