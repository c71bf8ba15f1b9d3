import type { Members } from './members.js';
import type { RetargetingSource } from './retargeting.js';

/** An audience is kept this long. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LIFETIME_MS = 180 * 24 * 60 * 60 * 1000;
/** These do not expire; they are active for a time instead. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const ROUTES_OF_ADS: ReadonlySet<string> = new Set(['AD_MANAGER', 'POINT_AD']);

/** One upload of user IDs. Times are emulator time in milliseconds. */
export interface Job {
  readonly id: number;
  readonly description: string | null;
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly failure: AudienceFailure | null;
  readonly count: number;
  /** Null once they are in the audience. */
  adds: Members | null;
}

/** Why an upload, or an audience, failed. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
export type AudienceFailure = 'INTERNAL_ERROR' | 'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT';

/** Users to whom a narrowcast can be sent. */
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
  /** Of one of who saw or clicked a message: they are its members, not those who were uploaded. */
  readonly source: RetargetingSource | null;
  /** Of one of who saw or clicked a message: it will fail. */
  readonly failure: AudienceFailure | null;
  /** Of one of LINE's ad services: when it is active; null while it is not. */
  readonly activatedAt: number | null;
  name: string;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
export type AudienceStatus = 'IN_PROGRESS' | 'READY' | 'FAILED' | 'EXPIRED' | 'INACTIVE' | 'ACTIVATING';
/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
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
  /** Of one of LINE's ad services. */
  readonly status: 'READY' | 'INACTIVE' | 'ACTIVATING';
}

/** Whether it ends some day; the others are active or not. */
export function expires({ createRoute }: Pick<Audience, 'createRoute'>): boolean {
  return !ROUTES_OF_ADS.has(createRoute);
}

/** When one that became active at this time stops being so. */
export function inactiveFrom(activatedAt: number): number {
  return activatedAt + LIFETIME_MS;
}

/** The state of one of LINE's ad services. */
export function statusOfAd(activatedAt: number | null, now: number): AudienceStatus {
  if (activatedAt === null || inactiveFrom(activatedAt) <= now) return 'INACTIVE';
  return now < activatedAt ? 'ACTIVATING' : 'READY';
}

/** When it will expire, or did. */
export function expiryOf({ createdAt }: Pick<Audience, 'createdAt'>): number {
  return createdAt + LIFETIME_MS;
}
