import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandomness } from '../../../src/adapters/host/host.js';
import { createAudienceUploads } from '../../../src/adapters/state/audiences/audience-uploads.js';
import { openStateDatabase } from '../../../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../../../src/adapters/state/sqlite/engine.js';
import type { AudienceData, AudienceJob } from '../../../src/domain/audience/audience-group.js';
import { markIn } from '../../../src/domain/audience/upload.js';
import { PACKED_USER_ID_BYTES } from '../../../src/domain/broadcast/planning/user-id-bytes.js';
import { failure } from '../../../src/domain/failure/failure.js';
import { type AudienceId, parseAudienceId, parseUserId } from '../../../src/domain/line/ids.js';
import type { AudienceCalls, AudiencePart, CreatedAudience } from '../../../src/ports/audience/audience-calls.js';
import type { AudienceUploads } from '../../../src/ports/audience/audience-uploads.js';
import type { LineApi } from '../../../src/ports/line-api.js';
import { type UploadDeps, type UploadWish, uploadAudience } from '../../../src/usecases/audiences/upload-audience.js';
import { waitForAudience } from '../../../src/usecases/audiences/wait-for-audience.js';
import { FakeClock, noLocks } from '../../support/broadcast-bench.js';
import { oneToken } from '../../support/sending-platform.js';

/** One more than a file holds, so that there are two requests. */
const PEOPLE = 500_001;
const NAME = 'Spring';

/** What ends a process at a step of its way; whatever it does afterwards does not happen. */
class Killed extends Error {}

/** Kills at a step: steps are each write and each request, before and after it took effect. */
class Killer {
  steps = 0;
  isDead = false;

  constructor(readonly killAt: number) {}

  act<Result>(work: () => Result): Result {
    this.#step();
    const result = work();
    this.#step();
    return result;
  }

  #step(): void {
    this.steps += 1;
    if (this.steps === this.killAt) this.isDead = true;
    if (this.isDead) throw new Killed();
  }
}

interface StoredAudience {
  readonly id: AudienceId;
  readonly name: string;
  /** By their first number, which is each one's own here. */
  readonly people: Set<number>;
  readonly jobs: AudienceJob[];
  readonly createdAt: number;
}

/** LINE's audiences in memory. */
class AudiencePlatform {
  readonly audiences: StoredAudience[] = [];
  /** What becomes of the n-th upload, from 1. */
  fate: (number: number) => 'taken' | 'lost' | 'failed' | 'limited' = () => 'taken';
  /** How long a new audience is in no list. */
  listedAfterMs = 0;
  /** How long a look at a new audience finds none. */
  foundAfterMs = 0;
  /** How long LINE works on an upload. */
  jobMs = 0;
  uploads = 0;
  /** The most uploads of an audience that were open at once. */
  mostOpen = 0;
  #nextJob = 1;

  constructor(readonly clock: FakeClock) {}

  readonly calls: AudienceCalls = {
    audience: async (_token, id) => {
      const data = this.#dataOf(id);
      const createdAt = data?.group.createdAt ?? 0;
      return createdAt + this.foundAfterMs <= this.clock.now() ? data : null;
    },
    sharedAudience: async () => null,
    audiences: async (_token, { page, name }) => ({
      groups: this.audiences
        .filter((one) => one.createdAt + this.listedAfterMs <= this.clock.now())
        .filter((one) => name === null || one.name.includes(name))
        .slice((page - 1) * 2, page * 2)
        .flatMap(({ id }) => this.#dataOf(id)?.group ?? []),
      hasNext: page * 2 < this.audiences.length,
    }),
    sharedAudiences: async () => ({ groups: [], hasNext: false }),
    createAudience: (_token, name, part) => this.#create(name, part),
    createAudienceByFile: (_token, name, part) => this.#create(name, part),
    addToAudience: async (_token, id, part) =>
      this.#upload(() => {
        const found = this.audiences.find((one) => one.id === id);
        if (found !== undefined) this.#add(found, part);
        return `request-${this.uploads}`;
      }),
    deleteAudience: async () => true,
  };

  async #create(name: string, part: AudiencePart): Promise<CreatedAudience> {
    return this.#upload(() => {
      const id = parseAudienceId(String(5_614_991_000_000 + this.audiences.length));
      const made = { id, name, people: new Set<number>(), jobs: [], createdAt: this.clock.now() };
      this.audiences.push(made);
      this.#add(made, part);
      return { id, requestId: `request-${this.uploads}` };
    });
  }

  #upload<Result>(take: () => Result): Result {
    this.uploads += 1;
    const fate = this.fate(this.uploads);
    if (fate === 'limited')
      throw failure('RATE_LIMITED', { which: 'ofLine', doing: 'add', status: 429, answer: 'too many' });
    if (fate === 'failed')
      throw failure(
        'LINE_NOT_REACHABLE',
        { which: 'ofLine', doing: 'add', why: 'refused' },
        { details: { mayHaveArrived: false } },
      );
    const result = take();
    if (fate === 'lost')
      throw failure('LINE_FAILED', { doing: 'add', status: 500 }, { details: { mayHaveArrived: true } });
    return result;
  }

  #add({ people, jobs }: StoredAudience, { people: packed, description }: AudiencePart): void {
    const numbers = new Uint32Array(packed.buffer, packed.byteOffset, packed.length / 4);
    for (let at = 0; at < numbers.length; at += 4) people.add(numbers[at] ?? 0);
    const count = packed.length / PACKED_USER_ID_BYTES;
    const createdAt = this.clock.now();
    jobs.push({ id: this.#nextJob, description, status: 'FINISHED', failedType: null, count, createdAt });
    this.#nextJob += 1;
    this.mostOpen = Math.max(this.mostOpen, jobs.filter((job) => this.#isOpen(job)).length);
  }

  #isOpen({ createdAt }: AudienceJob): boolean {
    return this.clock.now() < (createdAt ?? 0) + this.jobMs;
  }

  #dataOf(id: AudienceId): AudienceData | null {
    const found = this.audiences.find((one) => one.id === id);
    if (found === undefined) return null;
    const { name, people, jobs, createdAt } = found;
    return {
      group: {
        id,
        name,
        type: 'UPLOAD',
        status: 'READY',
        failedType: null,
        count: people.size,
        permission: 'READ_WRITE',
        createRoute: 'MESSAGING_API',
        isIfa: false,
        createdAt,
        expiresAt: null,
      },
      jobs: jobs.map((job) => (this.#isOpen(job) ? { ...job, status: 'WORKING' } : job)),
      isShared: false,
    };
  }
}

/** So many people, as a list that was read. */
function listOf(people: number) {
  const ids = new Uint32Array(people * 4);
  for (let index = 0; index < people; index += 1) ids[index * 4] = index + 1;
  const bytes = new Uint8Array(ids.buffer);
  return {
    unique: people,
    *batches(sizes: number | Iterable<number>) {
      let at = 0;
      const each = typeof sizes === 'number' ? Array(Math.ceil(people / sizes)).fill(sizes) : sizes;
      for (const size of each) {
        yield bytes.slice(at, at + size * PACKED_USER_ID_BYTES);
        at += size * PACKED_USER_ID_BYTES;
      }
    },
  };
}

const LIST = listOf(PEOPLE);

interface World {
  readonly platform: AudiencePlatform;
  readonly clock: FakeClock;
  readonly book: AudienceUploads;
  run(killer?: Killer, name?: string): ReturnType<typeof uploadAudience>;
  readonly deps: UploadDeps;
}

async function openWorld(list: UploadWish['list'] = LIST): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
  const state = await openStateDatabase(folder);
  onTestFinished(() => {
    state.database.close();
    rmSync(folder, { recursive: true });
  });
  const clock = new FakeClock();
  const platform = new AudiencePlatform(clock);
  const book = createAudienceUploads(sqliteEngine(state));
  const channel = {
    name: null,
    id: null,
    botUserId: parseUserId(`U${'b'.repeat(32)}`),
    production: false,
    timeZone: null,
  } as unknown as UploadDeps['channel'];
  const depsWith = (killer: Killer): UploadDeps => ({
    api: mortal(platform.calls, killer) as LineApi,
    audienceUploads: async () => mortal(book, killer),
    tokens: oneToken,
    clock,
    random: systemRandomness,
    locks: noLocks,
    channel,
  });
  return {
    platform,
    clock,
    book,
    deps: depsWith(new Killer(0)),
    run: (killer = new Killer(0), name = NAME) => uploadAudience({ name, description: null, list }, depsWith(killer)),
  };
}

/** Every call is two steps at which the process may die. */
function mortal<Target extends object>(target: Target, killer: Killer): Target {
  return new Proxy(target, {
    get: (object, name) => {
      const method: unknown = Reflect.get(object, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => {
        return killer.act((): unknown => {
          const result: unknown = Reflect.apply(method, object, args);
          // Of a request that is on its way when the process dies nobody hears.
          if (result instanceof Promise) result.catch(() => {});
          return result;
        });
      };
    },
  });
}

const WORLDS: readonly (readonly [what: string, arrange: (platform: AudiencePlatform) => void])[] = [
  ['works', () => {}],
  [
    'loses every other answer, and lists an audience half a minute late',
    (platform) => {
      platform.fate = (number) => (number % 2 === 1 ? 'lost' : 'taken');
      platform.listedAfterMs = 30_000;
    },
  ],
  [
    'cannot be reached every third time, and limits every fifth',
    (platform) => {
      platform.fate = (number) => (number % 3 === 0 ? 'failed' : number % 5 === 0 ? 'limited' : 'taken');
    },
  ],
];

describe.each(WORLDS)('an upload to a LINE that %s', (_what, arrange) => {
  it('killed at every write and request, makes one audience of everybody', { timeout: 60_000 }, async () => {
    // Every request is one of a small file: what is killed does not depend on its size.
    let points = 0;
    for (let killAt = 1; ; killAt += 1) {
      const world = await openWorld(listOf(3));
      arrange(world.platform);
      const killer = new Killer(killAt);
      await world.run(killer).catch((error: unknown) => {
        if (!killer.isDead) throw error;
      });
      const { audienceId, upload } = await world.run();
      expect({ killAt, audiences: world.platform.audiences.length }).toEqual({ killAt, audiences: 1 });
      expect(world.platform.audiences[0]).toMatchObject({ id: audienceId, name: NAME });
      expect(world.platform.audiences[0]?.people.size).toBe(3);
      expect(upload.parts.map(({ state }) => state)).toEqual(['accepted']);
      if (!killer.isDead) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(8);
  });
});

describe('a long list', () => {
  it('goes in files of half a million, and goes on with the part that was lost', async () => {
    const world = await openWorld();
    world.platform.fate = (number) => (number === 2 ? 'lost' : 'taken');
    const { upload, isOld } = await world.run();

    expect(upload.parts.map(({ people, state }) => [people, state])).toEqual([
      [500_000, 'accepted'],
      [1, 'accepted'],
    ]);
    expect(world.platform.audiences.map(({ people }) => people.size)).toEqual([PEOPLE]);
    expect([world.platform.uploads, isOld]).toEqual([3, false]);
  });

  it('is uploaded once: the same list under the same name is that audience', async () => {
    const world = await openWorld();
    const first = await world.run();
    const again = await world.run();
    expect(again).toMatchObject({ audienceId: first.audienceId, isOld: true });
    expect(world.platform.uploads).toBe(2);
    // LINE takes both for the same name.
    expect(await world.run(new Killer(0), 'SPRING')).toMatchObject({ isOld: true });
  });

  it('has ten uploads open at once, and no more', async () => {
    const world = await openWorld({
      unique: 5_500_001,
      // One person stands for each request.
      *batches(sizes: number | Iterable<number>) {
        for (const [index] of [...(typeof sizes === 'number' ? [sizes] : sizes)].entries())
          yield new Uint8Array(Uint32Array.of(index + 1, 0, 0, 0).buffer);
      },
    });
    world.platform.jobMs = 3_600_000;
    const { upload } = await world.run();
    expect(upload.parts.map(({ state }) => state)).toEqual(Array(12).fill('accepted'));
    expect([world.platform.mostOpen, world.platform.uploads]).toEqual([10, 12]);
  });

  it('sends again what failed at LINE after it was taken', async () => {
    const world = await openWorld();
    const { upload } = await world.run();
    const [audience] = world.platform.audiences;
    const second = audience?.jobs.findIndex(({ description }) => markIn(description)?.part === 1) ?? 0;
    const job = audience?.jobs[second];
    if (job !== undefined) audience?.jobs.splice(second, 1, { ...job, status: 'FAILED' });

    expect(await waitForAudience(upload, 0, world.deps)).toMatchObject({ isReady: false, failedParts: [1] });
    const again = await world.run();
    expect(again.isOld).toBe(false);
    expect(await waitForAudience(again.upload, 0, world.deps)).toMatchObject({ isReady: true, failedParts: [] });
    expect(world.platform.uploads).toBe(3);
  });
});

it('a half upload does not go on with another list, and is begun anew when its audience is gone', async () => {
  const owner = { channelId: null, botUserId: `U${'b'.repeat(32)}` };
  const world = await openWorld(listOf(3));
  const stateOfPart = async () => (await world.book.ofOwner(owner))[0]?.parts[0]?.state;
  for (let killAt = 1; (await stateOfPart()) !== 'in-doubt'; killAt += 1)
    await world.run(new Killer(killAt)).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));

  const other = { name: NAME, description: null, list: listOf(4) };
  await expect(uploadAudience(other, world.deps)).rejects.toMatchObject({ code: 'AUDIENCE_UPLOAD_DIFFERS' });

  await world.run();
  world.platform.audiences.pop();
  await world.clock.sleep(60_000);
  expect(await uploadAudience(other, world.deps)).toMatchObject({ isOld: false, upload: { people: 4 } });
});

it('an audience that LINE does not know yet, a moment after it was made, is waited for, and no second one is made', async () => {
  const world = await openWorld(listOf(3));
  world.platform.foundAfterMs = 20_000;
  const first = await world.run();

  const again = await world.run();
  expect(again).toMatchObject({ audienceId: first.audienceId, isOld: true });
  expect(await waitForAudience(again.upload, 60_000, world.deps)).toMatchObject({ isReady: true });
  expect(world.platform.audiences).toHaveLength(1);
});
