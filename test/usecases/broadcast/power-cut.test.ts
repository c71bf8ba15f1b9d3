import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBroadcastLedger } from '../../../src/adapters/state/broadcasts/ledger.js';
import { openStateDatabase, STATE_FILE } from '../../../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../../../src/adapters/state/sqlite/engine.js';
import type { SqlDatabase } from '../../../src/adapters/state/sqlite/sqlite.js';
import { totalsBalance } from '../../../src/domain/broadcast/broadcast.js';
import { countUserIds, unpackUserId } from '../../../src/domain/broadcast/planning/user-id-bytes.js';
import type { BatchChange } from '../../../src/domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { LineApi, SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench, noLocks, totalsIn, userId } from '../../support/broadcast-bench.js';
import { SendingPlatform } from '../../support/sending-platform.js';

// When the power goes, the disk holds all that was synced, and of the rest any part or none. SQLite syncs the log at
// each commit before it answers; so the log up to the last commit that was answered stays, and its tail may be torn.

/** Ten batches, the last one not full. */
const STAGES = [21, 28, 20];
const BATCH_SIZE = 7;
const PEOPLE = Array.from({ length: 69 }, (_, index) => userId(index));
/** About as many writes as a run has. */
const WRITES = 36;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How often the log is moved into the database, of all writes. */
const CHECKPOINT_SHARE = 0.1;

const silence: SendReply = { type: 'doubt', why: 'connection reset', requestId: null, stranger: null };
const failed: SendReply = { type: 'doubt', why: 'LINE answered 503', requestId: 'r', stranger: null };
const tooMany: SendReply = { type: 'tooMany', requestId: 'r', problem: 'The API rate limit has been exceeded.' };
const notConnected: SendReply = { type: 'notTaken', why: 'connection refused' };

/** @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log */
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

const closers: (() => void)[] = [];

afterEach(closeAll);

function closeAll(): void {
  for (const close of closers.splice(0).reverse()) close();
}

/** A number from 0 to 1 that depends on nothing but its name, in whatever order requests happen to leave. */
function drawn(...name: readonly (string | number)[]): number {
  return createHash('sha256').update(name.join('/')).digest().readUInt32BE() / 2 ** 32;
}

/** The write-ahead log as it is read after a crash. */
class Log {
  /** Where each frame ends, in bytes. */
  readonly frameEnds: readonly number[];
  /** Where each commit ends. */
  readonly commitEnds: readonly number[];
  /** Changes when the log begins anew after a checkpoint. */
  readonly generation: string;

  constructor(readonly bytes: Buffer) {
    const frameEnds: number[] = [];
    const commitEnds: number[] = [];
    this.generation = bytes.subarray(16, 24).toString('hex');
    const frameBytes = bytes.length < LOG_HEADER_BYTES ? 0 : FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
    for (let at = LOG_HEADER_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
      if (bytes.toString('hex', at + 8, at + 16) !== this.generation) break;
      frameEnds.push(at + frameBytes);
      if (bytes.readUInt32BE(at + 4) !== 0) commitEnds.push(at + frameBytes);
    }
    this.frameEnds = frameEnds;
    this.commitEnds = commitEnds;
  }

  get end(): number {
    return this.commitEnds.at(-1) ?? 0;
  }
}

/** A state folder whose files are copied as they are at this moment. */
class Disk {
  constructor(readonly folder: string) {}

  get database(): Buffer {
    return readFileSync(join(this.folder, STATE_FILE));
  }

  get log(): Log {
    return new Log(readFileSync(join(this.folder, `${STATE_FILE}-wal`)));
  }
}

/** Everything that the ledger says of the run, as text. */
function contentsOf(database: SqlDatabase): string {
  const tables = ['broadcast', 'stage', 'batch', 'refused_recipient'];
  return JSON.stringify(tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all()));
}

/** Where each database that was found after an outage lies. */
const pathOf = new Map<SqlDatabase, string>();

/** Opens what is left on the disk, as the next process would after the power is back. */
async function powerBack(database: Buffer, log: Buffer): Promise<SqlDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-test-'));
  writeFileSync(join(folder, STATE_FILE), database);
  writeFileSync(join(folder, `${STATE_FILE}-wal`), log);
  const opened = await openStateDatabase(folder);
  pathOf.set(opened.database, opened.path);
  closers.push(() => {
    opened.database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return opened.database;
}

/** The ledger of a machine that loses power in the middle of a write: that write is never answered. */
class Outage {
  isDark = false;
  #writes = 0;
  /** What had been begun: the bytes of that write, and requests that are on their way to LINE. */
  readonly acting = new Set<Promise<unknown>>();
  /** The last change of each batch that was answered. */
  readonly answered = new Map<number, BatchChange>();

  /** `onWrite` is called before each write, `onCut` when the last one has begun. */
  constructor(
    readonly cutAt: number,
    readonly onWrite: (number: number) => void,
    readonly onCut: () => void,
  ) {}

  ledger(ledger: BroadcastLedger): BroadcastLedger {
    return {
      ...ledger,
      record: async (id, change) => {
        await this.#write(() => ledger.record(id, change));
        this.answered.set(change.batch, change);
      },
      startStage: (...stage) => this.#write(() => ledger.startStage(...stage)),
      finishStage: (...stage) => this.#write(() => ledger.finishStage(...stage)),
      setState: (...state) => this.#write(() => ledger.setState(...state)),
    };
  }

  async act<Result>(begin: () => Promise<Result>): Promise<Result> {
    if (this.isDark) return never();
    const acting = begin();
    this.acting.add(acting);
    const result = await acting.finally(() => this.acting.delete(acting));
    return this.isDark ? never() : result;
  }

  #write(write: () => Promise<void>): Promise<void> {
    if (this.isDark) return never();
    this.#writes += 1;
    this.onWrite(this.#writes);
    const writing = this.act(write);
    if (this.#writes === this.cutAt) {
      this.isDark = true;
      this.onCut();
    }
    return writing;
  }
}

/** A run that lost power: what the disk holds, and what LINE has. */
async function cutPower(seed: number) {
  const bench = new BroadcastBench();
  closers.push(() => bench.close());
  const id = await bench.plan(await bench.openLedger(), STAGES, { batchSize: BATCH_SIZE, intervalMs: 1_000 });
  const { database: observer } = await openStateDatabase(bench.folder);
  closers.push(() => observer.close());
  const disk = new Disk(bench.folder);

  const takenKeys = new Set<string>();
  const requestsOf = new Map<string, number>();
  bench.platform.fate = ({ retryKey }, take) => {
    const number = (requestsOf.get(retryKey) ?? 0) + 1;
    requestsOf.set(retryKey, number);
    return fateOf(drawn(seed, 'fate', retryKey, number), () => {
      takenKeys.add(retryKey);
      return take();
    });
  };

  const look = () => ({ log: disk.log, contents: contentsOf(observer) });
  const cutAt = 1 + Math.floor(drawn(seed, 'cut') * WRITES);
  /** Before the write that was cut, as it began, and after all that had been handed over with it. */
  const moments: ReturnType<typeof look>[] = [];
  const outage = new Outage(
    cutAt,
    (number) => {
      // Any process of this folder may move the log into the database; the next write begins the log anew.
      if (drawn(seed, 'checkpoint', number) < CHECKPOINT_SHARE) checkpoint(observer);
      if (number === cutAt) moments.push(look());
    },
    () => moments.push(look()),
  );
  const api: LineApi = {
    ...bench.platform.api,
    multicast: (...request) => outage.act(() => bench.platform.api.multicast(...request)),
  };
  let isOver = false;
  const run = bench.run(id, outage.ledger(await bench.openLedger()), { api, locks: noLocks }).finally(() => {
    isOver = true;
  });
  await Promise.race([run, until(() => isOver || outage.isDark)]);
  await Promise.allSettled(outage.acting);
  const written = { database: disk.database, ...look() };
  moments.push(written);

  const [synced = written] = moments;
  const isOf = (log: Log) => log.generation === written.log.generation;
  return {
    bench,
    id,
    disk,
    observer,
    written,
    synced,
    /** Bytes of the log that no outage takes away. Where it began anew, all before is in the database. */
    safeBytes: isOf(synced.log) ? synced.log.end : 0,
    /** What must be found where the log can be read up to this byte. */
    contentsAt: (byte: number): string =>
      moments.findLast(({ log }) => isOf(log) && log.end <= byte)?.contents ?? synced.contents,
    takenKeys,
    answered: outage.answered,
  };
}

type Cut = Awaited<ReturnType<typeof cutPower>>;

interface Torn {
  readonly at: number;
  readonly log: Buffer;
}

/** Every way in which the tail of the log may be torn: ended at a frame or within one, or whole with a sector amiss. */
function tornLogs(seed: number, { safeBytes, written, synced }: Cut): readonly Torn[] {
  const { bytes, frameEnds } = written.log;
  const borders = [safeBytes, ...frameEnds.filter((end) => safeBytes < end)];
  const torn: Torn[] = [{ at: safeBytes, log: synced.log.bytes }];
  for (const [index, border] of borders.entries()) {
    torn.push({ at: border, log: bytes.subarray(0, border) });
    const next = borders[index + 1];
    if (next === undefined) continue;
    const within = border + 1 + Math.floor(drawn(seed, 'within', index) * (next - border - 1));
    torn.push({ at: within, log: bytes.subarray(0, within) });
    torn.push({ at: within, log: withoutSector(bytes, within, next) });
  }
  return torn;
}

/** Bytes that never reached the disk, between others that did. */
function withoutSector(bytes: Buffer, from: number, before: number): Buffer {
  const log = Buffer.from(bytes);
  for (let at = from; at < Math.min(before, from + SECTOR_BYTES); at += 1) log[at] = 0xff ^ (log[at] ?? 0);
  return log;
}

/** The database as it is found where the power went while the log was being moved into it. */
function halfMoved(seed: number, before: Buffer, after: Buffer): Buffer {
  const half = Buffer.alloc(after.length);
  before.copy(half);
  for (let at = 0; at < after.length; at += SECTOR_BYTES)
    if (drawn(seed, 'sector', at) < 0.5) after.copy(half, at, at, at + SECTOR_BYTES);
  return half;
}

/** Where a batch stands in a ledger whose last word on it is this change. */
function stateAfter(change: BatchChange): string {
  switch (change.type) {
    case 'attempt':
      return 'in-doubt';
    case 'accepted':
      return 'accepted';
    case 'notTaken':
      return 'pending';
    // The run stopped between the note of an attempt and the attempt.
    case 'notSent':
      return change.wasInDoubt ? 'in-doubt' : 'pending';
    default:
      throw new Error(`${change.type} is no change of these runs`);
  }
}

function resume(bench: BroadcastBench, id: BroadcastId, database: SqlDatabase, api: LineApi = bench.platform.api) {
  const path = pathOf.get(database) ?? '';
  const broadcastTotals = async () => totalsIn(dirname(path));
  const engine = sqliteEngine({
    database,
    path,
    openReader: () => Promise.reject(new Error('nothing reads for long')),
  });
  return bench.run(id, createBroadcastLedger(engine, { gatheringMs: 0 }), {
    api,
    locks: noLocks,
    broadcastTotals,
  });
}

/** Resumes against a LINE that works, and asserts that everybody was messaged exactly once. */
async function expectAllOnResume(seed: number, { bench, id }: Cut, database: SqlDatabase): Promise<void> {
  bench.platform.fate = (_request, take) => take();
  const { broadcast } = await resume(bench, id, database);

  expect({
    seed,
    ...bench.platform.totals,
    lost: PEOPLE.filter((person) => !bench.platform.delivered.has(person)),
  }).toEqual({ seed, reached: PEOPLE.length, most: 1, lost: [] });
  expect({ seed, state: broadcast.state, ...broadcast.recipients }).toMatchObject({
    seed,
    state: 'completed',
    accepted: PEOPLE.length,
    refused: 0,
    unknown: 0,
    pending: 0,
  });
  expect(totalsBalance(broadcast.recipients)).toBe(true);
}

/**
 * Resumes after LINE forgot every retry key: then nothing but the attempts in the books keeps people from a second
 * message, and whoever was not messaged is named as unknown.
 */
async function expectNobodyTwiceAfterADay(seed: number, { bench, id }: Cut, database: SqlDatabase): Promise<void> {
  bench.clock.ms += DAY_MS;
  const dayAfter = new SendingPlatform(() => bench.clock.ms);
  const { broadcast } = await resume(bench, id, database, dayAfter.api);

  const times = (person: string) => (bench.platform.delivered.get(person) ?? 0) + (dayAfter.delivered.get(person) ?? 0);
  const peopleIn = (state: string) =>
    database
      .prepare(
        `SELECT user_ids FROM batch b JOIN batch_recipients r ON r.broadcast_id = b.broadcast_id AND r.idx = b.idx
         WHERE b.state = ? ORDER BY b.idx`,
      )
      .all(state)
      .flatMap((row) => unpacked(row));
  const accepted = peopleIn('accepted');
  const unknown = peopleIn('unknown');

  expect({ seed, twice: PEOPLE.filter((person) => times(person) > 1) }).toEqual({ seed, twice: [] });
  expect({ seed, lost: accepted.filter((person) => times(person) !== 1) }).toEqual({ seed, lost: [] });
  expect([...accepted, ...unknown].sort()).toEqual(PEOPLE);
  expect(broadcast.recipients).toMatchObject({ accepted: accepted.length, unknown: unknown.length, pending: 0 });
  expect(totalsBalance(broadcast.recipients)).toBe(true);
}

function unpacked(row: unknown): readonly string[] {
  const { user_ids: packed } = row as { user_ids: Uint8Array };
  return Array.from({ length: countUserIds(packed) }, (_, index) => unpackUserId(packed, index));
}

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

/** What `PRAGMA synchronous` says where each commit is synced before it is answered. @see https://www.sqlite.org/pragma.html#pragma_synchronous */
const SYNCED_AT_EACH_COMMIT = 2;

describe('power cut', () => {
  it('meets a log that is synced at each commit', async () => {
    const bench = new BroadcastBench();
    closers.push(() => bench.close());
    await bench.openLedger();
    const { database } = await openStateDatabase(bench.folder);
    closers.push(() => database.close());

    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: SYNCED_AT_EACH_COMMIT });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('leaves every write that was answered, and of the one it met all or nothing', async () => {
    let tails = 0;
    let anew = 0;
    for (const seed of SEEDS) {
      const cut = await cutPower(seed);
      for (const [index, { at, log }] of tornLogs(seed, cut).entries()) {
        const found = contentsOf(await powerBack(cut.written.database, log));
        expect({ seed, index, at, isIntact: found === cut.contentsAt(at) }).toEqual({
          seed,
          index,
          at,
          isIntact: true,
        });
      }
      const least = await powerBack(cut.written.database, cut.written.log.bytes.subarray(0, cut.safeBytes));
      const states = new Map(batchesOf(least).map(({ idx, state }) => [idx, state]));
      for (const [batch, change] of cut.answered) {
        expect({ seed, batch, state: states.get(batch) }).toEqual({ seed, batch, state: stateAfter(change) });
      }
      tails += cut.safeBytes < cut.written.log.end ? 1 : 0;
      anew += cut.synced.log.generation === cut.written.log.generation ? 0 : 1;
      closeAll();
    }
    // Most met a write halfway, and some of these the first of a new log.
    expect(tails).toBeGreaterThan(SEEDS.length / 2);
    expect(anew).toBeGreaterThan(0);
  });

  it.each([
    ['at once: everybody exactly once', expectAllOnResume],
    ['a day later, when LINE knows no retry key any more: nobody twice', expectNobodyTwiceAfterADay],
  ])('is followed by a resume %s', async (_case, expectOnResume) => {
    let began = 0;
    for (const seed of SEEDS) {
      const cut = await cutPower(seed);
      const torn = tornLogs(seed, cut);
      const { log } = torn[Math.floor(drawn(seed, 'torn') * torn.length)] ?? { log: cut.synced.log.bytes };
      const database = await powerBack(cut.written.database, log);
      // LINE has nothing of which the books do not say that it may.
      const unwritten = batchesOf(database).filter(({ state, key }) => state === 'pending' && cut.takenKeys.has(key));
      expect({ seed, unwritten }).toEqual({ seed, unwritten: [] });
      began += cut.takenKeys.size > 0 ? 1 : 0;

      await expectOnResume(seed, cut, database);
      closeAll();
    }
    expect(began).toBeGreaterThan(SEEDS.length / 2);
  });

  it('loses nothing while the log is being moved into the database', async () => {
    for (const seed of SEEDS.slice(0, 30)) {
      const cut = await cutPower(seed);
      checkpoint(cut.observer);
      const half = halfMoved(seed, cut.written.database, cut.disk.database);
      const database = await powerBack(half, cut.written.log.bytes);

      expect({ seed, isIntact: contentsOf(database) === cut.written.contents }).toEqual({ seed, isIntact: true });
      await expectAllOnResume(seed, cut, database);
      closeAll();
    }
  });
});

function fateOf(draw: number, take: () => SendReply): SendReply {
  if (draw < 0.5) return take();
  if (draw < 0.65) return butLosing(take, silence);
  if (draw < 0.75) return butLosing(take, failed);
  if (draw < 0.85) return silence;
  if (draw < 0.9) return failed;
  return draw < 0.95 ? tooMany : notConnected;
}

/** LINE takes the request, and its answer never arrives. */
function butLosing(take: () => SendReply, seen: SendReply): SendReply {
  take();
  return seen;
}

function checkpoint(database: SqlDatabase): void {
  database.prepare('PRAGMA wal_checkpoint(PASSIVE)').all();
}

function batchesOf(
  database: SqlDatabase,
): readonly { readonly idx: number; readonly state: string; readonly key: string }[] {
  const rows = database.prepare('SELECT idx, state, retry_key AS key FROM batch').all();
  return rows as { idx: number; state: string; key: string }[];
}

function never(): Promise<never> {
  return new Promise(() => {});
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
