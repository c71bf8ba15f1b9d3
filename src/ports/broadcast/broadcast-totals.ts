import type { BatchState } from '../../domain/broadcast/batch.js';
import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../domain/line/ids.js';

/** A batch that LINE accepted. Batches and stages count from 0. */
export interface Acceptance {
  readonly batch: number;
  readonly stage: number;
  readonly recipients: number;
  /** When its answer was written down, milliseconds since 1970. */
  readonly at: number;
  readonly requestId: string | null;
  /** The request that got through; differs from `requestId` where LINE answered 409. */
  readonly acceptedRequestId: string | null;
}

/** A batch of which nobody can tell whether LINE accepted it. */
export interface UnknownBatch {
  readonly batch: number;
  readonly stage: number;
  readonly recipients: number;
  /**
   * `in-doubt` may be asked again under the same key, `unknown` may not; `delivering` was accepted, and the broadcast
   * cancelled before LINE said how many it reached.
   */
  readonly state: 'in-doubt' | 'unknown' | 'delivering';
  readonly reason: string | null;
  readonly retryKey: string;
  readonly firstAttemptAt: number | null;
  readonly requests: number;
}

/** One person whom LINE refused, or whose batch was refused as a whole; or who was left out by decision. */
export interface RefusedPerson {
  readonly userId: string;
  readonly reason: string;
  readonly requestId: string | null;
  readonly batch: number;
  readonly stage: number;
}

/** People of one batch who stand alike; or one whom LINE refused by name, with the batch that he or she was in. */
export interface PeopleTogether {
  readonly batch: number;
  readonly stage: number;
  readonly state: BatchState;
  /** Packed, at least one. */
  readonly userIds: Uint8Array;
  /** When LINE accepted them, else when they were first asked for; milliseconds since 1970, null where neither is known. */
  readonly at: number | null;
  /** The request that got through, else LINE's last answer. */
  readonly requestId: string | null;
  readonly reason: string | null;
}

/** A batch exactly as its rows say, right or wrong; null for what is not there. */
export interface StoredBatch {
  readonly index: number;
  readonly stage: number;
  readonly state: string;
  /** As counted in its row; the IDs may say otherwise. */
  readonly recipients: number;
  readonly retryKey: string;
  readonly settledAt: number | null;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
  /** Packed IDs that are sent, or would be. */
  readonly userIds: Uint8Array | null;
  /** Packed IDs as planned, where some were set aside since, or went into a batch of their own. */
  readonly originalUserIds: Uint8Array | null;
  /** The batch that its recipients were in before it was made; null where they were planned in it. */
  readonly splitFrom: number | null;
  /** For how many it was planned, where LINE chooses the recipients and there are no IDs. */
  readonly expected: number | null;
  /** How many of its recipients LINE did not reach, beside `recipients`. */
  readonly notReached: number;
  /** Whether the IDs, or the bytes of a request without IDs, have the checksum that was stored with them. */
  readonly isIntact: boolean;
}

export interface StoredStage {
  readonly index: number;
  readonly recipients: number;
  readonly state: string;
}

/** What a database was asked of itself. */
export interface StorageExamined {
  /** Empty where it finds nothing wrong. */
  readonly problems: readonly string[];
  /** What was looked at, and no more than that. */
  readonly looked: string;
}

/** Packed IDs of people who were held out. */
interface StoredHeldOut {
  readonly userIds: Uint8Array;
  readonly isIntact: boolean;
}

/** Many, some at a time: whoever reads millions waits for each page, not for each of them. */
export type Pages<Each> = AsyncIterable<readonly Each[]>;

/** The rows of one broadcast at one moment. Whatever iterates reads on as it goes, in bounded memory. */
export interface BroadcastSnapshot {
  /** As every other command counts it. */
  broadcast(): Promise<Broadcast>;
  /** In order of acceptance. */
  acceptances(): Promise<readonly Acceptance[]>;
  unknownBatches(): Promise<readonly UnknownBatch[]>;
  /** Only those whose IDs are known. */
  refusedPeople(): Pages<RefusedPerson>;
  /** Whom the operator decided to leave out, as far as their IDs are known. */
  leftOutPeople(): Pages<RefusedPerson>;
  /** How many people LINE refused for which reason, where nobody knows any more who they were. */
  forgottenRefusals(): Promise<readonly { readonly reason: string; readonly people: number }[]>;
  heldOut(): AsyncIterable<StoredHeldOut>;
  /** The people of all batches in one of these states, as they are sent or would be, packed; at one batch a time. */
  userIdsIn(states: readonly BatchState[]): AsyncIterable<Uint8Array>;
  /**
   * Everybody in one of these states whose ID is known: batch by batch, then whom LINE refused by name.
   *
   * @throws {LineOpsError} `failure` STATE_DAMAGED where a batch is not what was stored.
   */
  people(states: readonly BatchState[]): Pages<PeopleTogether>;
  /** By index; `rows` leaves out whom and what they send: `userIds` is null and `isIntact` says nothing. */
  storedBatches(reads: 'rows' | 'everything'): Pages<StoredBatch>;
  storedStages(): Promise<readonly StoredStage[]>;
  /** IDs set aside, by batch and ID. */
  setAside(): Pages<{ readonly batch: number; readonly userId: string }>;
  /** Recipients that belong to no batch. */
  strayBlobs(): Promise<number>;
  /** What the database says is wrong with itself, as far as it can be asked. */
  storage(how: 'quick' | 'thorough'): Promise<StorageExamined>;
}

/** Reads the broadcast ledger and never writes to it. */
export interface BroadcastTotals {
  /**
   * Opens the rows of a broadcast that exists. `mayBeginAnew`: `use` does nothing but look, and may be called once more
   * from the start where a server was away meanwhile. All that `use` reads is of one moment, also while another process sends.
   *
   * @throws {LineOpsError} `failure` STATE_DAMAGED, also from within `use`, where the file cannot be read.
   */
  read<Result>(
    id: BroadcastId,
    use: (snapshot: BroadcastSnapshot) => Promise<Result>,
    wish?: { readonly mayBeginAnew: boolean },
  ): Promise<Result>;
  /**
   * The same for several at one moment, in their order. Who needs more than one opens them together: each that is opened
   * takes a connection until it ends, and a server has few of them.
   */
  readTogether<Result>(
    ids: readonly BroadcastId[],
    use: (snapshots: readonly BroadcastSnapshot[]) => Promise<Result>,
  ): Promise<Result>;
}
