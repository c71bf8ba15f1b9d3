import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/host/host.js';
import { createFollowerPages } from '../../../src/adapters/state/follower-pages.js';
import { createLocks } from '../../../src/adapters/state/locks.js';
import type { FollowerPageJournal, OpenFollowerPages } from '../../../src/ports/broadcast/follower-pages.js';
import { allOf } from '../../support/all-of.js';

let folder: string;
let openJournal: OpenFollowerPages;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-followers-'));
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true }));
  openJournal = createFollowerPages(folder, createLocks(folder, systemClock));
});

const path = () => join(folder, 'followers', 'bot.pages');

async function open(): Promise<FollowerPageJournal> {
  const journal = await openJournal('bot');
  if (journal === null) throw new Error('in use');
  return journal;
}

async function keep(...pages: readonly (readonly string[])[]): Promise<void> {
  const journal = await open();
  for (const [index, userIds] of pages.entries())
    await journal.keep({ userIds, next: `after ${userIds.at(-1)}`, readAt: index });
  await journal.close();
}

async function found() {
  const journal = await open();
  try {
    return { kept: journal.kept, pages: await allOf(journal.pages()) };
  } finally {
    await journal.close();
  }
}

it('finds what was kept, over several openings, in a file for its owner alone', async () => {
  expect(await found()).toEqual({ kept: null, pages: [] });
  await keep(['a', 'b'], []);
  await keep(['c']);
  expect(await found()).toEqual({ kept: { userIds: 3, begunAt: 0, next: 'after c' }, pages: [['a', 'b'], [], ['c']] });
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

it('finds the pages before one that was cut off anywhere, and keeps more behind them', async () => {
  await keep(['a']);
  const whole = statSync(path()).size;
  await keep(['b']);
  const bytes = readFileSync(path());
  for (let length = whole; length < bytes.length; length++) {
    writeFileSync(path(), bytes.subarray(0, length));
    expect((await found()).pages).toEqual([['a']]);
  }
  await keep(['c']);
  expect((await found()).pages).toEqual([['a'], ['c']]);
});

it('never hands out a page that is damaged, nor one behind it', async () => {
  await keep(['a'], ['b'], ['c']);
  const bytes = readFileSync(path());
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    writeFileSync(path(), damaged);
    const { pages } = await found();
    expect([[], [['a']], [['a'], ['b']]]).toContainEqual(pages);
  }
});

it('forgets', async () => {
  await keep(['a']);
  const journal = await open();
  await journal.forget();
  await journal.keep({ userIds: ['b'], next: 'n', readAt: 5 });
  await journal.close();
  expect(await found()).toEqual({ kept: { userIds: 1, begunAt: 5, next: 'n' }, pages: [['b']] });
});

it('is open for one at a time', async () => {
  const journal = await open();
  expect(await openJournal('bot')).toBeNull();
  await journal.close();
  await keep(['a']);
});
