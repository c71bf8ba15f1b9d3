import type { WhyUnusable } from '../failure/facts.js';
import { type AudienceId, isAudienceId } from '../line/ids.js';

/** An audience as LINE has it; what it calls `description` is its name. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
export interface AudienceGroup {
  readonly id: AudienceId;
  readonly name: string;
  /** `UPLOAD`, `CLICK`, …; LINE adds to them. */
  readonly type: string;
  /** `IN_PROGRESS`, `READY`, …; LINE adds to them. */
  readonly status: string;
  /** Only of a failed one. */
  readonly failedType: string | null;
  /** Who has blocked the account is counted too; 0 also for fewer than 20, but for uploads and chat tags; null where LINE gives none. */
  readonly count: number | null;
  /** `READ`: can be sent to, and not changed. */
  readonly permission: string | null;
  readonly createRoute: string | null;
  readonly isIfa: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number | null;
  /** Milliseconds since 1970; null for one that does not expire. */
  readonly expiresAt: number | null;
}

/** One upload to an audience. */
export interface AudienceJob {
  readonly id: number | null;
  readonly description: string | null;
  /** `QUEUED`, `WORKING`, `FINISHED`, `FAILED`. */
  readonly status: string;
  readonly failedType: string | null;
  readonly count: number | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number | null;
}

/** An audience and the latest uploads to it, at most 50. */
export interface AudienceData {
  readonly group: AudienceGroup;
  readonly jobs: readonly AudienceJob[];
  /** Of another account, which shares it in the Business Manager. */
  readonly isShared: boolean;
}

const OPEN_JOBS: ReadonlySet<string> = new Set(['QUEUED', 'WORKING']);

/** Uploads that LINE has not worked off yet: whom they add is not in the audience. */
export function openJobs({ jobs }: Pick<AudienceData, 'jobs'>): number {
  return jobs.filter(({ status }) => OPEN_JOBS.has(status)).length;
}

/** Uploads that failed at LINE: whom they were to add is missing, unless they were added later. */
export function failedJobs({ jobs }: Pick<AudienceData, 'jobs'>): number {
  return jobs.filter(({ status }) => status === 'FAILED').length;
}

/** What every audience that is shared may be used for, at least. */
const RIGHTS: ReadonlySet<string> = new Set(['READ', 'READ_WRITE']);

/** Null where it can be sent to. */
export function whyUnusable(data: AudienceData): WhyUnusable | null {
  const { status, permission, count, type } = data.group;
  if (status !== 'READY') return { which: 'notReady', status };
  if (permission !== null && !RIGHTS.has(permission)) return { which: 'noRight', permission };
  const open = openJobs(data);
  if (0 < open) return { which: 'openJobs', open };
  return count === null || count === 0 ? { which: 'notCounted', type } : null;
}

const WITHOUT_FLOOR: ReadonlySet<string> = new Set(['UPLOAD', 'CHAT_TAG']);

/**
 * Whether LINE delivers nothing where the recipients are fewer than 50. Not so for uploads and chat tags of the account
 * itself.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
export function hasFloor({ group, isShared }: AudienceData): boolean {
  return isShared || !WITHOUT_FLOOR.has(group.type);
}

const WORD = 'audience:';

/** The word that `--to` has for an audience. */
export function audienceWord(id: AudienceId): string {
  return `${WORD}${id}`;
}

/** Whether a word of `--to` is meant for an audience. */
export function isAudienceWord(word: string): boolean {
  return word.startsWith(WORD);
}

/** The audience that a word of `--to` names; null for every other word. */
export function audienceIdIn(word: string | null): AudienceId | null {
  if (word === null || !isAudienceWord(word)) return null;
  const id = Number(word.slice(WORD.length));
  return isAudienceId(id) ? id : null;
}
