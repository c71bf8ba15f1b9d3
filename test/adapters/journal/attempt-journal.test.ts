import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemRandomness } from '../../../src/adapters/host/host.js';
import { createAttemptJournal } from '../../../src/adapters/journal/attempt-journal.js';
import type { Attempt } from '../../../src/domain/broadcast/sending/batch/history.js';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import { parseBroadcastId, parseRetryKey } from '../../../src/domain/line/ids.js';
import type { AttemptJournal, JournalHistory, OpenJournal } from '../../../src/ports/broadcast/attempt-journal.js';
import { FakeClock } from '../../support/broadcast-bench.js';
import { told } from '../../support/failures.js';

const BOOK = 'b-20260115-aaaaaa';
const SUBJECT = { fileName: BOOK, id: parseBroadcastId(BOOK), isInLedger: true };
const DAY_MS = 24 * 60 * 60 * 1000;

let folder: string;
let clock: FakeClock;
let journal: AttemptJournal;
let path: string;
let opened: OpenJournal[];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'line-ops-test-')), 'journal');
  clock = new FakeClock();
  journal = createAttemptJournal(folder, clock, systemRandomness);
  path = join(folder, `${BOOK}.journal`);
  opened = [];
});

afterEach(async () => {
  for (const book of opened) await book.close();
  rmSync(folder, { recursive: true, force: true });
});

function key(number: number) {
  return parseRetryKey(`00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`);
}

function attempt(batch: number, overrides: Partial<Attempt> = {}): Attempt {
  return { batch, retryKey: key(batch), at: clock.now(), lineAheadMs: null, ...overrides };
}

/** Opens the book as the next run would, and begins it. */
async function nextRun(gapSince: number | null = null): Promise<OpenJournal> {
  const book = await journal.open(SUBJECT, () => true);
  opened.push(book);
  await book.begin(gapSince);
  return book;
}

/** The numbers of the keys that LINE may have. */
function keysIn({ attemptsAt }: JournalHistory): readonly number[] {
  return Array.from({ length: 200 }, (_, number) => number).filter((number) => attemptsAt(key(number)).length > 0);
}

function readAll() {
  return journal.read(SUBJECT, () => true);
}

it('tells the first attempt under each retry key, and nothing of batches that nobody asked for', async () => {
  const run = await nextRun();
  const first = attempt(1, { lineAheadMs: 250 });
  await run.note(first);
  await run.note(attempt(1, { at: first.at + 500 }));
  await run.note(attempt(2));
  const other = attempt(1, { retryKey: key(9) });
  await run.note(other);
  const history = await journal.read(SUBJECT, (batch) => batch === 1);
  expect(history).toMatchObject({ isKept: true, gapSince: null, damagedLines: 0, hasAttempts: true });
  expect([1, 2, 9].map((number) => history.attemptsAt(key(number)))).toEqual([[first], [], [other]]);
});

it('knows nothing of a book that was never opened, and creates none by reading', async () => {
  expect(await readAll()).toMatchObject({ isKept: false, gapSince: null, damagedLines: 0, hasAttempts: false });
  expect(existsSync(folder)).toBe(false);
});

it('forgets what a run took back, and not what another run did', async () => {
  const [one, other] = [await nextRun(), await nextRun()];
  const doubted = attempt(1);
  await one.note(doubted);
  await other.note(attempt(1));
  await other.takeBack(key(1), null);
  expect((await readAll()).attemptsAt(key(1))).toEqual([doubted]);
  await one.takeBack(key(1), null);
  expect((await readAll()).hasAttempts).toBe(false);
});

it('forgets the attempts of all runs under a key that was settled, and notes those that follow', async () => {
  const [one, other] = [await nextRun(), await nextRun()];
  await one.note(attempt(1));
  await other.note(attempt(1));
  await other.settle(key(1), { change: { type: 'resend' }, successors: [key(2)] });
  expect((await readAll()).hasAttempts).toBe(false);
  const later = attempt(1);
  await one.note(later);
  expect((await readAll()).attemptsAt(key(1))).toEqual([later]);
});

it('tells under which keys the people of a batch went on, from both ends and not from the side', async () => {
  const run = await nextRun();
  const split = { change: { type: 'split' }, successors: [key(2), key(3)] } as const;
  const aside = { type: 'setAside', refused: [{ position: 0, reason: 'no' }], requestId: 'r' } as const;
  await run.note(attempt(1));
  await run.takeBack(key(1), split);
  await run.takeBack(key(2), { change: aside, successors: [key(4)] });
  const [of3, of4] = [attempt(9, { retryKey: key(3) }), attempt(1, { retryKey: key(4) })];
  await run.note(of3);
  await run.note(of4);
  const history = await readAll();
  expect(history.successionOf(key(1))).toEqual(split);
  expect(history.successionOf(key(2))).toMatchObject({ change: aside });
  expect(history.successionOf(key(4))).toBeNull();
  expect([1, 2, 3, 4].map((number) => history.attemptsAt(key(number)))).toEqual([[of4, of3], [of4], [of3], [of4]]);
});

it('tells a run what others attempted meanwhile, whoever came first', async () => {
  const [one, other] = [await nextRun(), await nextRun()];
  const early = attempt(1);
  expect(await one.note(early)).toEqual([]);
  expect(await other.note(attempt(1))).toEqual([early]);
  await other.takeBack(key(1), { change: { type: 'split' }, successors: [key(7), key(8)] });
  expect(await other.note(attempt(1, { retryKey: key(7) }))).toEqual([early]);
  expect(await one.note(attempt(1))).toMatchObject([{ retryKey: key(7) }]);
  expect(await other.note(attempt(2))).toEqual([]);
  expect(await one.note(attempt(2))).toMatchObject([{ batch: 2 }]);
  const heard = await Promise.all([one.note(attempt(3)), other.note(attempt(3))]);
  expect(heard.flat().length).toBeGreaterThan(0);
});

it('keeps the lines of many runs apart that write at once', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => nextRun()));
  await Promise.all(
    runs.flatMap((run, number) => Array.from({ length: 50 }, (_, index) => run.note(attempt(50 * number + index)))),
  );
  expect(await readAll()).toMatchObject({ damagedLines: 0, gapSince: null });
  expect(keysIn(await readAll())).toHaveLength(200);
});

it.each([2, 20, 60])('tolerates a last line that a power cut tore, %i bytes short', async (bytes) => {
  const run = await nextRun();
  await run.note(attempt(1));
  await run.note(attempt(2));
  truncateSync(path, readFileSync(path).length - bytes);
  expect(await readAll()).toMatchObject({ damagedLines: 0, gapSince: null });
  expect(keysIn(await readAll())).toEqual([1]);
  await (await nextRun()).note(attempt(3));
  expect(await readAll()).toMatchObject({ damagedLines: 0, gapSince: null });
  expect(keysIn(await readAll())).toEqual([1, 3]);
});

it.each<[what: string, damage: () => void]>([
  ['a changed digit', () => writeFileSync(path, readFileSync(path, 'utf8').replace('"batch":2', '"batch":7'))],
  ['a line of somebody else', () => writeFileSync(path, readFileSync(path, 'utf8').replace('"batch":2', 'hello\n'))],
])('counts %s as damage, and says from when on something may be missing', async (_what, damage) => {
  const run = await nextRun();
  const before = attempt(1);
  await run.note(before);
  await run.note(attempt(2));
  await run.note(attempt(3));
  damage();
  const history = await readAll();
  expect(history.damagedLines).toBeGreaterThan(0);
  expect(history.gapSince).toBe(before.at);
  expect(keysIn(history)).toEqual([1, 3]);
});

it('passes a gap on from run to run, until somebody answers for it', async () => {
  await nextRun(17);
  expect((await readAll()).gapSince).toBe(17);
  await nextRun(null);
  expect((await readAll()).gapSince).toBe(null);
});

it('takes a file without a single line of its own for damage from the beginning', async () => {
  await nextRun();
  writeFileSync(path, 'hello\n');
  expect(await readAll()).toMatchObject({ isKept: false, gapSince: 0, damagedLines: 1 });
});

it('keeps apart what a full disk cut off in the middle and what another run wrote behind it', async () => {
  const [one, other] = [await nextRun(), await nextRun()];
  await one.note(attempt(1));
  appendFileSync(path, '\n0badcafe {"type":"att');
  await other.note(attempt(2));
  const history = await readAll();
  expect(history.damagedLines).toBe(1);
  expect(keysIn(history)).toEqual([1, 2]);
});

it('keeps the broadcasts of a shared book apart', async () => {
  const other = { fileName: BOOK, id: parseBroadcastId('b-20260115-bbbbbb'), isInLedger: true };
  await (await nextRun()).note(attempt(0));
  const theirs = await journal.open(other, () => true);
  opened.push(theirs);
  expect(theirs.history).toMatchObject({ isKept: false, gapSince: null });
  await theirs.begin(17);
  expect(await theirs.note(attempt(0, { retryKey: key(1) }))).toEqual([]);
  expect(await readAll()).toMatchObject({ gapSince: null });
  expect(keysIn(await readAll())).toEqual([0]);
});

it('says before anything is sent that it cannot be written', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  const error = await journal.open(SUBJECT, () => true).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LineOpsError);
  expect(told(error)).toMatchObject({
    kind: 'failure',
    code: 'JOURNAL_NOT_WRITABLE',
    message: expect.stringMatching(/every attempt to send is noted: cannot create the folder/),
    hint: expect.stringContaining('LINE_OPS_JOURNAL'),
  });
});

it('deletes the books of half a year ago when a new one is begun', async () => {
  await nextRun();
  const old = join(folder, 'b-20250701-bbbbbb.journal');
  writeFileSync(old, '');
  utimesSync(old, (clock.ms - 181 * DAY_MS) / 1000, (clock.ms - 181 * DAY_MS) / 1000);
  await journal.open({ ...SUBJECT, fileName: 'b-20260115-cccccc' }, () => true).then((book) => opened.push(book));
  expect(existsSync(old)).toBe(false);
  expect(existsSync(path)).toBe(true);
});
