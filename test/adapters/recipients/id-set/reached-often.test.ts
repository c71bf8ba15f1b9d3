import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRecipientReader } from '../../../../src/adapters/recipients/reader.js';
import { packUserId, unpackUserId } from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { parseUserId, type UserId } from '../../../../src/domain/line/ids.js';

const id = (index: number): UserId => parseUserId(`U${index.toString(16).padStart(32, '0')}`);
const packed = (ids: readonly number[]) => Buffer.concat(ids.map((index) => packUserId(id(index))));
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

it.each([
  ['from memory', 2_000_000],
  ['from temporary files', 100],
])(
  'whoever was reached so often is left out of a list that comes %s, each once, beside the others',
  async (_from, maxInMemory) => {
    const folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const reader = createRecipientReader({
      temporaryFolder: folder,
      stdin: () => {
        throw new Error('nobody reads stdin');
      },
      maxInMemory,
    });
    const history = [packed(numbers(0, 5_000)), packed(numbers(3_000, 8_000)), packed(numbers(3_000, 4_000))];
    const list = await reader.read(
      { type: 'packed', name: 'the list', blocks: [packed([...numbers(0, 10_000), 7, 3_500])] },
      {
        exclude: [{ type: 'packed', name: 'others', blocks: [packed([0, 3_999])] }],
        tooOften: {
          times: 2,
          read: async (take) => {
            for (const block of history) take(block);
          },
        },
      },
    );
    const { total, unique, duplicates, excluded, reachedOften } = list;
    expect({ total, unique, duplicates, excluded, reachedOften }).toEqual({
      total: 10_002,
      unique: 7_999,
      duplicates: 2,
      excluded: 2_001,
      reachedOften: 1_999,
    });
    const kept = [...list.batches(1_000)].flatMap((batch) =>
      Array.from({ length: batch.length / 16 }, (_, position) => unpackUserId(batch, position)),
    );
    expect(kept).toEqual([...numbers(1, 3_000), ...numbers(5_000, 10_000)].map(id));
    list.close();
  },
);
