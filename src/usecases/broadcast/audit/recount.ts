import { type Broadcast, type RecipientTotals, stageNumber, type Totals } from '../../../domain/broadcast/broadcast.js';
import { countUserIds, PACKED_USER_ID_BYTES, unpackUserId } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { plural } from '../../../domain/text/grouped.js';
import type { BroadcastSnapshot, StoredBatch } from '../../../ports/broadcast/broadcast-totals.js';
import { SplitFamilies } from './split-families.js';
import type { Findings } from './verify-findings.js';

/** Counted row by row, without a word from the SQL that counts for everybody else. */
export interface Recounted {
  readonly recipients: RecipientTotals;
  readonly batches: Totals & { readonly total: number };
  /** Recipients of each stage, as its batches hold them. */
  readonly plannedByStage: ReadonlyMap<number, number>;
  /** Recipients of each stage that are still to be sent to. */
  readonly pendingByStage: ReadonlyMap<number, number>;
  readonly planned: number;
  /** What each request without user IDs was planned for, in order. */
  readonly expected: readonly number[];
  readonly setAside: number;
  /** The batch that holds the n-th planned recipient, from 1. */
  batchOf(recipient: number): number;
}

type MutableTotals = { -readonly [Book in keyof RecipientTotals]: RecipientTotals[Book] };

/** Reads every batch once, hands out its planned recipients, and keeps count of what it saw. */
export class Recount implements Recounted {
  readonly recipients: MutableTotals = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, leftOut: 0 };
  readonly batches = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, total: 0 };
  readonly plannedByStage = new Map<number, number>();
  readonly pendingByStage = new Map<number, number>();
  readonly expected: number[] = [];
  planned = 0;
  setAside = 0;
  readonly #snapshot: BroadcastSnapshot;
  readonly #findings: Findings;
  /** Where a request counts that LINE accepted without saying yet how many it reached. */
  readonly #delivering: 'pending' | 'unknown';
  readonly #retryKeys = new Map<string, number>();
  readonly #families = new SplitFamilies();
  readonly #acceptedRequests = new Map<string, number>();
  /** Planned recipients before each batch. */
  readonly #plannedBefore: { readonly batch: number; readonly recipients: number }[] = [];
  #lastStage = 0;
  #nextIndex = 0;

  constructor(snapshot: BroadcastSnapshot, { state }: Pick<Broadcast, 'state'>, findings: Findings) {
    this.#snapshot = snapshot;
    this.#findings = findings;
    // Nobody asks any more what became of the requests of a cancelled broadcast.
    this.#delivering = state === 'cancelled' ? 'unknown' : 'pending';
  }

  /** Counts by the rows alone, in place of the IDs: a hundred times faster, and blind to whom they name. */
  async countRows(): Promise<void> {
    const setAside = await this.#setAsideByBatch();
    for await (const page of this.#snapshot.storedBatches('rows'))
      for (const batch of page) this.#countRow(batch, setAside.get(batch.index)?.length ?? 0);
  }

  /** Packed IDs as they were planned, batch by batch. To be read once, to its end. */
  async *plannedUserIds(): AsyncGenerator<Uint8Array> {
    const setAside = await this.#setAsideByBatch();
    for await (const page of this.#snapshot.storedBatches('everything')) {
      for (const batch of page) {
        const planned = this.#countPlanned(batch, setAside.get(batch.index) ?? []);
        setAside.delete(batch.index);
        if (planned !== null) yield planned;
      }
    }
    for (const batch of this.#families.incomplete())
      this.#findings.fail('set-aside', `batch ${batch} and its parts do not hold who was planned in it, each once`);
    for (const [batch, named] of setAside)
      this.#findings.fail('set-aside', `${named[0] ?? ''} was set aside from batch ${batch}, which is not there`);
  }

  batchOf(recipient: number): number {
    let [low, high] = [0, this.#plannedBefore.length];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((this.#plannedBefore[middle]?.recipients ?? 0) < recipient) low = middle;
      else high = middle;
    }
    return this.#plannedBefore[low]?.batch ?? -1;
  }

  #countRow(batch: StoredBatch, named: number): void {
    this.#noteOrder(batch);
    this.#noteFate(batch);
    this.#countTotals(batch, batch.recipients, named);
    const planned = batch.recipients + batch.notReached + named;
    if (batch.expected !== null) this.expected.push(batch.expected);
    this.planned += planned;
    addTo(this.plannedByStage, batch.stage, planned);
  }

  /** Who was planned in it; null where they are counted elsewhere, or LINE chooses them. */
  #countPlanned(batch: StoredBatch, named: readonly string[]): Uint8Array | null {
    this.#noteOrder(batch);
    this.#noteRecipients(batch);
    this.#noteSetAside(batch, named);
    this.#noteFate(batch);
    this.#countTotals(batch, heldBy(batch), named.length);
    if (batch.expected !== null) {
      this.expected.push(batch.expected);
      this.planned += batch.recipients + batch.notReached;
      addTo(this.plannedByStage, batch.stage, batch.recipients + batch.notReached);
      return null;
    }
    const planned = batch.originalUserIds ?? batch.userIds;
    // They were planned in another batch, and are counted there.
    if (planned === null || batch.splitFrom !== null) return null;
    const count = Math.floor(countUserIds(planned));
    this.#plannedBefore.push({ batch: batch.index, recipients: this.planned });
    this.planned += count;
    addTo(this.plannedByStage, batch.stage, count);
    return planned.subarray(0, count * PACKED_USER_ID_BYTES);
  }

  async #setAsideByBatch(): Promise<Map<number, string[]>> {
    const byBatch = new Map<number, string[]>();
    for await (const people of this.#snapshot.setAside()) {
      this.setAside += people.length;
      for (const { batch, userId } of people) {
        const named = byBatch.get(batch);
        if (named === undefined) byBatch.set(batch, [userId]);
        else named.push(userId);
      }
    }
    return byBatch;
  }

  #noteOrder({ index, stage, splitFrom }: StoredBatch): void {
    if (index !== this.#nextIndex) this.#findings.fail('batches', `batch ${this.#nextIndex} is missing`);
    // A part of a batch comes behind all that were planned.
    if (stage < this.#lastStage && splitFrom === null)
      this.#findings.fail(
        'batches',
        `batch ${index} is in stage ${stageNumber(stage)}, after one of stage ${stageNumber(this.#lastStage)}`,
      );
    this.#nextIndex = index + 1;
    this.#lastStage = stage;
  }

  #noteRecipients({ index, recipients, expected, userIds, isIntact }: StoredBatch): void {
    if (expected !== null) {
      if (!isIntact) this.#findings.fail('checksums', `the bytes of request ${index} do not match their checksum`);
    } else if (userIds === null) this.#findings.fail('checksums', `batch ${index} has no recipients stored`);
    else if (!isIntact) this.#findings.fail('checksums', `batch ${index} does not match its checksum`);
    else if (countUserIds(userIds) !== recipients)
      this.#findings.fail(
        'checksums',
        `batch ${index} holds ${plural(countUserIds(userIds), 'recipient')}, not ${recipients}`,
      );
  }

  /** Who is still sent to must be who was planned, without exactly those who were set aside, in the same order. */
  #noteSetAside(batch: StoredBatch, named: readonly string[]): void {
    const { index, userIds, originalUserIds, splitFrom } = batch;
    if (userIds === null) return;
    if (splitFrom !== null) {
      if (!this.#families.add(batch, named))
        this.#findings.fail('set-aside', `batch ${index} is a part of batch ${splitFrom}, which was never split`);
      return;
    }
    if (originalUserIds === null) {
      if (named.length > 0)
        this.#findings.fail('set-aside', `${named[0]} was set aside from batch ${index}, which was never changed`);
      return;
    }
    const left = withoutNamed(originalUserIds, new Set(named));
    if (countUserIds(originalUserIds) !== countUserIds(left) + named.length)
      this.#findings.fail('set-aside', `somebody set aside from batch ${index} was not planned in it`);
    else if (userIds.length < left.length) this.#families.begin(batch, named);
    else if (Buffer.compare(left, userIds) !== 0)
      this.#findings.fail('set-aside', `batch ${index} is not what was planned without those set aside`);
  }

  #noteFate({ index, state, retryKey, settledAt, requestId, acceptedRequestId, expected }: StoredBatch): void {
    const sameKey = this.#retryKeys.get(retryKey);
    if (sameKey !== undefined) this.#findings.fail('settled-once', `batches ${sameKey} and ${index} share a retry key`);
    this.#retryKeys.set(retryKey, index);
    // What became of a request that LINE accepted may stay unknown where LINE chose the recipients.
    const mayBeAccepted = expected === null ? ['accepted'] : ['accepted', 'delivering', 'unknown', 'skipped'];
    if (state !== 'accepted') {
      if (mayBeAccepted.includes(state)) return;
      if (acceptedRequestId !== null || settledAt !== null)
        this.#findings.fail('settled-once', `batch ${index} is ${state}, and was accepted before`);
      return;
    }
    if (requestId === null && acceptedRequestId === null)
      this.#findings.fail('request-ids', `batch ${index} was accepted without a request ID`);
    if (settledAt === null) this.#findings.fail('settled-once', `batch ${index} was accepted at no time`);
    if (acceptedRequestId === null) return;
    const sameRequest = this.#acceptedRequests.get(acceptedRequestId);
    if (sameRequest !== undefined)
      this.#findings.fail('own-request', `batches ${sameRequest} and ${index} were accepted by the same request`);
    this.#acceptedRequests.set(acceptedRequestId, index);
  }

  #countTotals({ index, stage, state, notReached }: StoredBatch, held: number, setAside: number): void {
    this.batches.total += 1;
    this.recipients.refused += setAside + notReached;
    const total = state === 'delivering' ? this.#delivering : totalOf(state);
    if (total === null) {
      this.#findings.fail('books', `batch ${index} is in no known state: ${JSON.stringify(state)}`);
      return;
    }
    this.batches[total === 'leftOut' ? 'refused' : total] += 1;
    this.recipients[total] += held;
    if (total === 'pending') addTo(this.pendingByStage, stage, held);
  }
}

function heldBy({ userIds, expected, recipients }: StoredBatch): number {
  if (expected !== null) return recipients;
  return userIds === null ? 0 : Math.floor(countUserIds(userIds));
}

function totalOf(state: string): keyof RecipientTotals | null {
  switch (state) {
    case 'accepted':
    case 'pending':
    case 'refused':
    case 'unknown':
      return state;
    case 'in-doubt':
      return 'unknown';
    case 'skipped':
    case 'left-out':
      return 'leftOut';
    default:
      return null;
  }
}

function withoutNamed(packed: Uint8Array, named: ReadonlySet<string>): Uint8Array {
  const left = new Uint8Array(packed.length);
  let length = 0;
  for (let position = 0; position < Math.floor(countUserIds(packed)); position += 1) {
    if (named.has(unpackUserId(packed, position))) continue;
    const start = position * PACKED_USER_ID_BYTES;
    left.set(packed.subarray(start, start + PACKED_USER_ID_BYTES), length);
    length += PACKED_USER_ID_BYTES;
  }
  return left.subarray(0, length);
}

function addTo(sums: Map<number, number>, key: number, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count);
}
