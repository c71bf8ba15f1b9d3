import type { UserId } from '../../domain/line/ids.js';
import { UserTable } from '../accounting/user-table.js';
import type { Followers } from '../bot/followers.js';
import { type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { FollowerSet } from '../narrowcast/follower-set.js';
import {
  type Audience,
  type AudienceFailure,
  type AudienceStatus,
  expires,
  expiryOf,
  type Job,
  type JobStatus,
  type PlantedAudience,
  statusOfAd,
} from './audience.js';
import {
  addOnce,
  adopt,
  countOf,
  type FollowerSetData,
  followersData,
  followersFrom,
  type Members,
  type MembersData,
  membersData,
  membersFrom,
  merge,
  wordsOf,
} from './members.js';
import { isSame, type Retargeting, type RetargetingSource } from './retargeting.js';

/** "A month" after it expired an audience is deleted. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const DELETED_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const MOST_AUDIENCES = 1000;
/** @see https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
const MOST_OPEN_JOBS = 10;
/** Users that an audience of who saw or clicked a message needs. @see https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group */
const FEWEST_RETARGETED = 50;
/** LINE's own IDs have so many digits. */
const FIRST_ID = 5_614_991_000_001;

/** The audiences of the account. The emulator's clock drives their jobs: whoever looks settles what is due. */
export class AudienceBook {
  readonly #audiences = new Map<number, Audience>();
  #nextId = FIRST_ID;
  #nextJob = 1;
  #nextFailure: AudienceFailure | null = null;

  /** @param jobMs how long a job takes in emulator time; half of it it waits. */
  constructor(
    private readonly accountFollowers: Followers,
    private readonly jobMs: number,
    private readonly retargeting: Retargeting,
  ) {}

  /** The next upload, or audience of who saw or clicked a message, will fail at LINE after it was accepted; null takes it back. */
  failNext(failure: AudienceFailure | null): void {
    this.#nextFailure = failure;
  }

  /** An empty audience; null where there are as many as there may be. */
  create(name: string, now: number): Audience | null {
    return this.#create({ name, type: 'UPLOAD', source: null, failure: null }, now);
  }

  /** An audience of who saw or clicked a message; null where there are as many as there may be. */
  createFrom(source: RetargetingSource, name: string, now: number): Audience | null {
    const type = source.interaction.kind === 'imp' ? 'IMP' : 'CLICK';
    const created = this.#create({ name, type, source, failure: this.#nextFailure }, now);
    if (created !== null) this.#nextFailure = null;
    return created;
  }

  #create(audience: Pick<Audience, 'name' | 'type' | 'source' | 'failure'>, now: number): Audience | null {
    if (MOST_AUDIENCES <= this.all(now).filter(({ isShared }) => !isShared).length) return null;
    return this.#add(
      { ...audience, createRoute: 'MESSAGING_API', permission: 'READ_WRITE', isShared: false, activatedAt: null },
      now,
    );
  }

  /** Whether there is one of the same message and interaction. */
  hasSource({ requestId, interaction }: Omit<RetargetingSource, 'reached'>, now: number): boolean {
    return this.all(now).some(
      ({ source }) => source?.requestId === requestId && isSame(source.interaction, interaction),
    );
  }

  plant({ followers, status, ...audience }: PlantedAudience, now: number): Audience {
    const activatedAt = { READY: now, ACTIVATING: now + this.jobMs, INACTIVE: null }[status];
    const planted = this.#add({ ...audience, source: null, failure: null, activatedAt }, now);
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
      failure: this.#nextFailure,
      count: countOf(adds),
      adds,
    });
    this.#nextJob += 1;
    this.#nextFailure = null;
    return true;
  }

  /** Null where there is none, or no longer. */
  find(id: number, now: number): Audience | null {
    const audience = this.#audiences.get(id);
    if (audience === undefined) return null;
    if (expires(audience) && expiryOf(audience) + DELETED_AFTER_MS <= now) {
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

  statusOf(audience: Audience, now: number): AudienceStatus {
    const { createdAt, createRoute, jobs, members, source, failure, activatedAt } = audience;
    if (!expires(audience)) return statusOfAd(activatedAt, now);
    if (expiryOf(audience) <= now) return 'EXPIRED';
    if (source !== null) {
      if (now < createdAt + this.jobMs) return 'IN_PROGRESS';
      if (failure !== null) return 'FAILED';
      return this.isTooSmall(audience, now) ? 'IN_PROGRESS' : 'READY';
    }
    if (0 < countOf(members) || createRoute !== 'MESSAGING_API') return 'READY';
    const [first] = jobs;
    return first !== undefined && first.failure !== null && first.adds === null ? 'FAILED' : 'IN_PROGRESS';
  }

  /** Whether it has fewer people than it needs: then it stays in progress. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
  isTooSmall(audience: Audience, now: number): boolean {
    return audience.source !== null && this.sizeOf(audience, now) < FEWEST_RETARGETED;
  }

  /** Why it failed; null where it did not. */
  failureOf({ failure, jobs }: Audience): AudienceFailure | null {
    return failure ?? jobs[0]?.failure ?? null;
  }

  /** How many users are in it; those who have blocked the account among them. */
  sizeOf({ source, members, createdAt }: Audience, now: number): number {
    if (source === null) return countOf(members);
    return now < createdAt + this.jobMs ? 0 : this.retargeting.countOf(source, now);
  }

  /** Whom a narrowcast to it may reach; null where it cannot be used. */
  usable(id: number, now: number): { readonly audience: Audience; readonly followers: FollowerSet } | null {
    const audience = this.find(id, now);
    if (audience === null || this.statusOf(audience, now) !== 'READY') return null;
    const { source, members } = audience;
    return { audience, followers: source === null ? members.followers : this.retargeting.followersOf(source, now) };
  }

  jobStatusOf({ adds, failure, createdAt }: Job, now: number): JobStatus {
    if (adds === null) return failure === null ? 'FINISHED' : 'FAILED';
    return now < createdAt + this.jobMs / 2 ? 'QUEUED' : 'WORKING';
  }

  #settle(audience: Audience, now: number): void {
    for (const job of audience.jobs) {
      if (job.adds === null || now < job.finishedAt) continue;
      if (job.failure === null) merge(job.adds, audience.members);
      job.adds = null;
    }
  }

  /** Whoever has become a follower is reached by the audiences that it was uploaded to before. */
  adopt(userId: UserId): void {
    const [words, index] = [wordsOf([userId]), this.accountFollowers.indexOfId(userId)];
    if (words === null) return;
    for (const { members, jobs } of this.#audiences.values())
      for (const list of [members, ...jobs.flatMap(({ adds }) => adds ?? [])]) adopt(list, words, index);
  }

  #noMembers(): Members {
    return { followers: new FollowerSet(this.accountFollowers.count), strangers: new UserTable() };
  }

  /** Everything, as plain data for the state file. */
  toData(): AudiencesData {
    return {
      nextId: this.#nextId,
      nextJob: this.#nextJob,
      audiences: [...this.#audiences.values()].map(({ members, jobs, source, ...audience }) => ({
        ...audience,
        source:
          source === null
            ? null
            : { ...source, reached: source.reached === null ? null : followersData(source.reached) },
        members: membersData(members, this.accountFollowers),
        jobs: jobs.map(({ adds, ...job }) => ({
          ...job,
          adds: adds === null ? null : membersData(adds, this.accountFollowers),
        })),
      })),
    };
  }

  /** Takes over the data of an earlier run. */
  restore({ nextId, nextJob, audiences }: AudiencesData): void {
    this.#nextId = nextId;
    this.#nextJob = nextJob;
    for (const { members, jobs, source = null, failure = null, ...audience } of audiences) {
      this.#audiences.set(audience.id, {
        ...audience,
        failure,
        activatedAt: audience.activatedAt === undefined ? audience.createdAt : audience.activatedAt,
        source:
          source === null
            ? null
            : { ...source, reached: source.reached === null ? null : followersFrom(source.reached) },
        members: membersFrom(members, this.accountFollowers),
        jobs: jobs.map(({ adds, failure = null, ...job }) => ({
          ...job,
          failure,
          adds: adds === null ? null : membersFrom(adds, this.accountFollowers),
        })),
      });
    }
  }
}

type JobData = Omit<Job, 'adds' | 'failure'> & {
  readonly adds: MembersData | null;
  /** Earlier files have none. */
  readonly failure?: AudienceFailure | null;
};
type SourceData = Omit<RetargetingSource, 'reached'> & { readonly reached: FollowerSetData | null };
type AudienceData = Omit<Audience, 'members' | 'jobs' | 'source' | 'failure' | 'activatedAt'> & {
  /** Earlier files have none of these three. */
  readonly source?: SourceData | null;
  readonly failure?: AudienceFailure | null;
  readonly activatedAt?: number | null;
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
