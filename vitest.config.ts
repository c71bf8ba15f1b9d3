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
        // Child processes whose timing is measured: alone, after the others.
        test: {
          ...COMMON,
          name: 'binary',
          include: ['test/binary/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
