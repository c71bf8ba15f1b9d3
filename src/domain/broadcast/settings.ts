import type { BroadcastId } from '../line/ids.js';
import type { NotifyTarget } from '../notifying/target.js';
import type { QuietHours } from './schedule/quiet-hours.js';

/**
 * How a broadcast reaches its recipients.
 *
 * - `push`: one user ID, one request: what `message push` sends.
 * - `multicast`: batches of user IDs.
 * - `narrowcast`: friends whom LINE chooses, one request a stage.
 * - `broadcast`: all friends with one request.
 */
export type SendWay = 'push' | 'multicast' | 'narrowcast' | 'broadcast';

/** The ways of a broadcast; a push is one of one person. */
export type BroadcastWay = Exclude<SendWay, 'push'>;

/** Whether requests name their recipients; else LINE chooses them. */
export function namesRecipients(via: SendWay): via is 'push' | 'multicast' {
  return via === 'push' || via === 'multicast';
}

/** What is the same for every batch of a broadcast, frozen when it is created. */
export interface BroadcastSettings {
  readonly id: BroadcastId;
  readonly name: string | null;
  /** Null when only a channel access token was given and LINE was not asked whose it is. */
  readonly channelId: string | null;
  /** The bot this broadcast was planned for; compared before every run. */
  readonly botUserId: string | null;
  readonly via: SendWay;
  /** The request body behind the recipients, byte for byte: `],"messages":[…]…}`. */
  readonly bodyTail: string;
  /** Recipients of one request; 0 where LINE chooses them. */
  readonly batchSize: number;
  /** Pause between the end of a stage and the start of the next, in milliseconds. */
  readonly intervalMs: number;
  /** Requests a second that the operator asked for; null for LINE's limit. */
  readonly requestsPerSecond: number | null;
  readonly recipientsPerMinute: number | null;
  /** The requests a second that were shown and agreed to, which no later limit of LINE raises; null in earlier versions. */
  readonly agreedPerSecond: number | null;
  readonly allowPartialQuota: boolean;
  /** The earliest start, milliseconds since 1970; null for at once. */
  readonly startAt: number | null;
  /** How many milliseconds later a start at its time may still be; then it pauses. */
  readonly notAfterMs: number;
  /** Nothing is sent in the peak hours that LINE names. */
  readonly avoidPeak: boolean;
  /** Hours of the day in which nothing is sent; null for none. */
  readonly quietHours: QuietHours | null;
  /** What must agree before each stage but the first; null for nothing. */
  readonly gate: Gate | null;
  /** How much of a stage LINE may refuse before the stage stops; null for any. */
  readonly maxRefused: ErrorBudget | null;
  /** Who is told of its end, a pause, doubt, and a late start; null for nobody. */
  readonly notify: NotifyTarget | null;
  /** How long LINE may stay away, refuse by rate or give no token before a run ends; the one setting that a resume may change. */
  readonly keepTryingMs: number;
  /** The word that names its people: `followers`, `friends`, `audience:…`; null for a list. */
  readonly toWord: string | null;
  /** It may go to those who got the same message not long ago. */
  readonly again: boolean;
  /** The retry key came from the operator: LINE may know it from another request that this ledger has never seen. */
  readonly isKeyGiven: boolean;
  readonly planHash: string;
  readonly createdAt: number;
}

/** Who decides whether the next stage may begin. */
export type Gate =
  | { readonly type: 'confirm' }
  /** LINE's own webhook test must pass. */
  | { readonly type: 'webhook' }
  /** The command must end with status 0. */
  | { readonly type: 'command'; readonly command: string };

/** A share of the stage, from 0 to 1, or a number of recipients. */
export type ErrorBudget =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'count'; readonly count: number };
