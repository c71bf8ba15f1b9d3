import { UserTable } from '../accounting/user-table.js';
import type { Followers } from '../bot/followers.js';
import { readAllUserWords, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { FollowerSet } from '../narrowcast/follower-set.js';

/** An audience is kept this long. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LIFETIME_MS = 180 * 24 * 60 * 60 * 1000;
/** "A month" after it expired an audience is deleted. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const DELETED_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const MOST_AUDIENCES = 1000;
/** @see https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
const MOST_OPEN_JOBS = 10;
/** LINE's own IDs have so many digits. */
const FIRST_ID = 5_614_991_000_001;

/** What a job added, or will add when it is done. */
interface Members {
  readonly followers: FollowerSet;
  readonly strangers: UserTable;
}

/** One upload of user IDs. Times are emulator time in milliseconds. */
interface Job {
  readonly id: number;
  readonly description: string | null;
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly isFailure: boolean;
  readonly count: number;
  /** Null once they are in the audience. */
  adds: Members | null;
}

export interface Audience {
  readonly id: number;
  readonly type: string;
  readonly createRoute: string;
  readonly permission: 'READ' | 'READ_WRITE';
  /** Made by another account, and shared in the Business Manager. */
  readonly isShared: boolean;
  readonly createdAt: number;
  readonly jobs: Job[];
  readonly members: Members;
  name: string;
}

export type AudienceStatus = 'IN_PROGRESS' | 'READY' | 'FAILED' | 'EXPIRED';
export type JobStatus = 'QUEUED' | 'WORKING' | 'FINISHED' | 'FAILED';

/** An audience made elsewhere than by the Messaging API: it is there, and ready, at once. */
export interface PlantedAudience {
  readonly name: string;
  readonly type: string;
  readonly createRoute: string;
  readonly permission: 'READ' | 'READ_WRITE';
  readonly isShared: boolean;
  /** The first so many followers. */
  readonly followers: number;
}

/** The audiences of the account. The emulator's clock drives their jobs: whoever looks settles what is due. */
export class AudienceBook {
  readonly #audiences = new Map<number, Audience>();
  #nextId = FIRST_ID;
  #nextJob = 1;
  #failsNext = false;

  /** @param jobMs how long a job takes in emulator time; half of it it waits. */
  constructor(
    private readonly accountFollowers: Followers,
    private readonly jobMs: number,
  ) {}

  /** The next upload will fail at LINE, after it was accepted. */
  failNext(fails: boolean): void {
    this.#failsNext = fails;
  }

  /** An empty audience; null where there are as many as there may be. */
  create(name: string, now: number): Audience | null {
    if (MOST_AUDIENCES <= this.all(now).filter(({ isShared }) => !isShared).length) return null;
    return this.#add(
      { name, type: 'UPLOAD', createRoute: 'MESSAGING_API', permission: 'READ_WRITE', isShared: false },
      now,
    );
  }

  plant({ followers, ...audience }: PlantedAudience, now: number): Audience {
    const planted = this.#add(audience, now);
    for (let index = 0; index < Math.min(followers, this.accountFollowers.count); index++)
      planted.members.followers.add(index);
    return planted;
  }

  #add(audience: Omit<Audience, 'id' | 'createdAt' | 'jobs' | 'members'>, now: number): Audience {
    const added = { ...audience, id: this.#nextId, createdAt: now, jobs: [], members: this.#noMembers() };
    this.#nextId += 1;
    this.#audiences.set(added.id, added);
    return added;
  }

  /** Starts a job that adds the users, four words each; false where too many are open. */
  upload(audience: Audience, words: UserWords, description: string | null, now: number): boolean {
    this.#settle(audience, now);
    if (MOST_OPEN_JOBS <= audience.jobs.filter(({ adds }) => adds !== null).length) return false;
    const adds = this.#noMembers();
    for (let at = 0; at < words.length; at += WORDS_PER_ID) {
      const index = this.accountFollowers.indexOf(words, at);
      if (index !== -1) adds.followers.add(index);
      else addOnce(adds.strangers, words.subarray(at, at + WORDS_PER_ID));
    }
    audience.jobs.push({
      id: this.#nextJob,
      description,
      createdAt: now,
      finishedAt: now + this.jobMs,
      isFailure: this.#failsNext,
      count: countOf(adds),
      adds,
    });
    this.#nextJob += 1;
    this.#failsNext = false;
    return true;
  }

  /** Null where there is none, or no longer. */
  find(id: number, now: number): Audience | null {
    const audience = this.#audiences.get(id);
    if (audience === undefined) return null;
    if (audience.createdAt + LIFETIME_MS + DELETED_AFTER_MS <= now) {
      this.#audiences.delete(id);
      return null;
    }
    this.#settle(audience, now);
    return audience;
  }

  /** Newest first. */
  all(now: number): readonly Audience[] {
    return [...this.#audiences.keys()].flatMap((id) => this.find(id, now) ?? []).reverse();
  }

  delete(id: number): void {
    this.#audiences.delete(id);
  }

  statusOf({ createdAt, createRoute, jobs, members }: Audience, now: number): AudienceStatus {
    if (createdAt + LIFETIME_MS <= now) return 'EXPIRED';
    if (0 < countOf(members) || createRoute !== 'MESSAGING_API') return 'READY';
    const [first] = jobs;
    return first?.isFailure === true && first.adds === null ? 'FAILED' : 'IN_PROGRESS';
  }

  /** Whom a narrowcast to it may reach; null where it cannot be used. */
  usable(id: number, now: number): { readonly audience: Audience; readonly followers: FollowerSet } | null {
    const audience = this.find(id, now);
    if (audience === null || this.statusOf(audience, now) !== 'READY') return null;
    return { audience, followers: audience.members.followers };
  }

  jobStatusOf({ adds, isFailure, createdAt }: Job, now: number): JobStatus {
    if (adds === null) return isFailure ? 'FAILED' : 'FINISHED';
    return now < createdAt + this.jobMs / 2 ? 'QUEUED' : 'WORKING';
  }

  #settle(audience: Audience, now: number): void {
    for (const job of audience.jobs) {
      if (job.adds === null || now < job.finishedAt) continue;
      if (!job.isFailure) merge(job.adds, audience.members);
      job.adds = null;
    }
  }

  #noMembers(): Members {
    return { followers: new FollowerSet(this.accountFollowers.count), strangers: new UserTable() };
  }

  /** Everything, as plain data for the state file. */
  toData(): AudiencesData {
    return {
      nextId: this.#nextId,
      nextJob: this.#nextJob,
      audiences: [...this.#audiences.values()].map(({ members, jobs, ...audience }) => ({
        ...audience,
        members: dataOf(members),
        jobs: jobs.map(({ adds, ...job }) => ({ ...job, adds: adds === null ? null : dataOf(adds) })),
      })),
    };
  }

  /** Takes over the data of an earlier run. */
  restore({ nextId, nextJob, audiences }: AudiencesData): void {
    this.#nextId = nextId;
    this.#nextJob = nextJob;
    for (const { members, jobs, ...audience } of audiences) {
      this.#audiences.set(audience.id, {
        ...audience,
        members: membersFrom(members),
        jobs: jobs.map(({ adds, ...job }) => ({ ...job, adds: adds === null ? null : membersFrom(adds) })),
      });
    }
  }
}

/** How many users are in it; those who have blocked the account among them. */
export function countOf({ followers, strangers }: Members): number {
  return followers.size + strangers.size;
}

/** When it will expire, or did. */
export function expiryOf({ createdAt }: Pick<Audience, 'createdAt'>): number {
  return createdAt + LIFETIME_MS;
}

/** The words of user IDs; null where one is none. */
export function wordsOf(ids: readonly unknown[]): UserWords | null {
  const words = new Uint32Array(ids.length * WORDS_PER_ID);
  return readAllUserWords(ids, words) === null ? words : null;
}

function addOnce(table: UserTable, words: UserWords): void {
  if (table.count(words) === 0) table.add(words);
}

function merge(adds: Members, into: Members): void {
  adds.followers.forEach((index) => {
    into.followers.add(index);
  });
  const strangers = adds.strangers.toData();
  for (let at = 0; at < strangers.length; at += WORDS_PER_ID + 1)
    addOnce(into.strangers, strangers.subarray(at, at + WORDS_PER_ID));
}

interface MembersData {
  readonly capacity: number;
  readonly followers: string;
  readonly strangers: string;
}

type JobData = Omit<Job, 'adds'> & { readonly adds: MembersData | null };
type AudienceData = Omit<Audience, 'members' | 'jobs'> & {
  readonly members: MembersData;
  readonly jobs: readonly JobData[];
};

/** The audiences as plain data. */
export interface AudiencesData {
  readonly nextId: number;
  readonly nextJob: number;
  readonly audiences: readonly AudienceData[];
}

/** Where there are none yet. */
export const NO_AUDIENCES: AudiencesData = { nextId: FIRST_ID, nextJob: 1, audiences: [] };

function dataOf({ followers, strangers }: Members): MembersData {
  const table = strangers.toData();
  return {
    capacity: followers.capacity,
    followers: Buffer.from(followers.bytes()).toString('base64'),
    strangers: Buffer.from(table.buffer, table.byteOffset, table.byteLength).toString('base64'),
  };
}

function membersFrom({ capacity, followers, strangers }: MembersData): Members {
  const table = new UserTable();
  const bytes = Uint8Array.from(Buffer.from(strangers, 'base64'));
  table.restore(new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT)));
  return { followers: new FollowerSet(capacity, Buffer.from(followers, 'base64')), strangers: table };
}
