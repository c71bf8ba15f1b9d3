import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRotationJournal } from '../../../src/adapters/state/rotation-journal.js';
import { parseChannelId, parseTokenId } from '../../../src/domain/line/ids.js';
import type { Rotation } from '../../../src/domain/tokens/rotation.js';
import type { RotationJournal } from '../../../src/ports/tokens/rotation.js';
import { openBooks } from '../../support/kept-books.js';

async function openJournal(folder: string): Promise<RotationJournal> {
  const books = await openBooks(folder);
  onTestFinished(() => books.close());
  return createRotationJournal(books.engine);
}

const full: Rotation = {
  id: 'r-0abc1def',
  channelId: parseChannelId('1234567890'),
  oldId: parseTokenId('t-00000000'),
  newId: parseTokenId('t-00000001'),
  plan: {
    type: 'v2.1',
    lifetimeSeconds: 86_400,
    label: 'shop "x"',
    targets: [
      { type: 'stdout' },
      { type: 'env-file', path: '/srv/a:b/.env', variable: 'TOKEN' },
      { type: 'exec', command: 'push "a b"\n', folder: '/srv' },
      { type: 'github-env', variable: 'TOKEN' },
      { type: 'github-output', name: 'token' },
    ],
    verifyCommand: 'try',
    commandTimeoutMs: 60_000,
    graceMs: 600_000,
    keepOld: false,
  },
  state: 'in-grace',
  begun: 5,
  delivered: 5,
  graceEndsAt: 2_000,
  startedAt: 1_000,
  finishedAt: null,
  reason: null,
  host: 'runner-7',
};
const bare: Rotation = {
  ...full,
  id: 'r-00000000',
  oldId: null,
  host: null,
  plan: { ...full.plan, label: null, targets: [], verifyCommand: null, keepOld: true },
  state: 'planned',
  graceEndsAt: null,
  startedAt: 500,
};

it('gives back what was put, oldest first, also to another process, until it is over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const journal = await openJournal(folder);
  await journal.put(full);
  await journal.put(bare);

  const other = await openJournal(folder);
  expect(await other.unfinished(full.channelId)).toEqual([bare, full]);
  expect(await other.unfinished(parseChannelId('9'))).toEqual([]);
  await other.put({ ...bare, state: 'rolled-back', reason: 'it failed', finishedAt: 3_000 });
  expect(await journal.unfinished(full.channelId)).toEqual([full]);
});
