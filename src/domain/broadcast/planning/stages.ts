import { failure, type LineOpsError } from '../../failure/failure.js';

/** Most user IDs in one multicast request. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_BATCH_SIZE = 500;

/** Each stage is shown, waited for and agreed to by somebody: a thousand are more than anybody means. */
export const MAX_STAGES = 1_000;

/** 100 % in millionths of a percent: the unit in which decimals stay exact. */
const WHOLE_SHARE = 100_000_000n;

/** One entry of `--stages`: a share of all unique recipients, a number of them, or what remains. */
type StageEntry =
  | { readonly type: 'share'; readonly millionthsOfPercent: number }
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'rest' };

/** How recipients are to be cut into stages, before it is known how many there are. */
export type StagePlanSpec =
  | { readonly type: 'entries'; readonly entries: readonly StageEntry[] }
  | { readonly type: 'size'; readonly stageSize: number };

/**
 * Reads `1%,10%,rest` or `500,5000,rest`: each entry is that stage's own share of the unique recipients (with up to 6
 * decimals) or a number of them; `rest`, only as the last entry, is what remains.
 *
 * @throws {LineOpsError} `usage` for an entry that is none of these, zero, shares over 100 %, `rest` before the end, or
 *   too many entries.
 */
export function parseStages(text: string): StagePlanSpec {
  const words = text.split(',').map((word) => word.trim());
  if (MAX_STAGES < words.length) throw tooManyStages(words.length);
  const entries = words.map((word, index) => parseEntry(word, index + 1));
  const restAt = words.indexOf('rest');
  if (restAt !== -1 && restAt < words.length - 1) {
    throw failure('INVALID_STAGES', { which: 'restNotLast', stage: restAt + 1, stages: words.length });
  }
  const sum = entries.reduce((total, entry) => total + shareOf(entry), 0n);
  if (WHOLE_SHARE < sum) {
    throw failure('INVALID_STAGES', { which: 'overWhole', percent: percentOf(sum) });
  }
  return { type: 'entries', entries };
}

/** Stages of one size, the last one smaller. @throws {LineOpsError} `usage` unless it is a whole number from 1. */
export function stageSizeSpec(stageSize: number): StagePlanSpec {
  if (Number.isSafeInteger(stageSize) && 1 <= stageSize) return { type: 'size', stageSize };
  throw failure('INVALID_STAGES', { which: 'notASize', stageSize });
}

/**
 * Recipients of each stage, in order; they always add up to `unique`. A percentage is rounded so that every stage has
 * at least one recipient where the list is long enough. Stages that stay empty, because there are more of them than
 * recipients or because nothing is left for `rest`, are dropped: the result may be shorter than the specification.
 *
 * @throws {LineOpsError} `usage` when a stage asks for more than remains, when recipients would be left out, or for more
 *   than `MAX_STAGES`.
 */
export function stageSizes(spec: StagePlanSpec, unique: number): readonly number[] {
  const count = spec.type === 'size' ? Math.ceil(unique / spec.stageSize) : spec.entries.length;
  if (MAX_STAGES < count) throw tooManyStages(count);
  return spec.type === 'size' ? evenSizes(unique, spec.stageSize) : entrySizes(spec.entries, unique);
}

/**
 * Recipients of each batch of one stage: full batches, then what remains.
 *
 * @throws {LineOpsError} `usage` unless the batch size is a whole number from 1 to 500.
 */
export function batchSizes(stageSize: number, batchSize: number): readonly number[] {
  if (!(Number.isInteger(batchSize) && 1 <= batchSize && batchSize <= MAX_BATCH_SIZE)) {
    throw failure('INVALID_BATCH_SIZE', { batchSize });
  }
  return evenSizes(stageSize, batchSize);
}

function parseEntry(word: string, stage: number): StageEntry {
  if (word === 'rest') return { type: 'rest' };
  const [, whole, decimals = ''] = /^([0-9]{1,3})(?:\.([0-9]{1,6}))?%$/.exec(word) ?? [];
  if (whole !== undefined) {
    const millionthsOfPercent = Number(whole + decimals.padEnd(6, '0'));
    if (millionthsOfPercent === 0) throw emptyStage(word, stage);
    return { type: 'share', millionthsOfPercent };
  }
  if (/^[0-9]{1,15}$/.test(word)) {
    const count = Number(word);
    if (count === 0) throw emptyStage(word, stage);
    return { type: 'count', count };
  }
  throw failure('INVALID_STAGES', { which: 'notAStage', stage, word });
}

function entrySizes(entries: readonly StageEntry[], unique: number): readonly number[] {
  const sizes: number[] = [];
  let remaining = unique;
  /** What the entries so far ask for before any rounding, in recipients times WHOLE_SHARE. */
  let asked = 0n;
  let shareSum = 0n;
  for (const [index, entry] of entries.entries()) {
    const wanted = wantedSize(entry, unique, remaining, shareSum);
    shareSum += shareOf(entry);
    asked += askedFor(entry, unique);
    // Rounding alone can ask for one more than there is; then the stage takes what remains.
    const isRounding = entry.type === 'share' && asked < BigInt(unique + 1) * WHOLE_SHARE;
    if (remaining < wanted && !isRounding) throw tooLarge(entry, index + 1, wanted, remaining);
    const size = Math.min(wanted, remaining);
    sizes.push(size);
    remaining -= size;
  }
  if (0 < remaining) {
    throw failure('INVALID_STAGES', { which: 'leavesOut', remaining, unique });
  }
  const hasExactRest = asked < BigInt(unique) * WHOLE_SHARE;
  return withoutEmptyStages(entries, sizes, hasExactRest).filter((size) => 0 < size);
}

function wantedSize(entry: StageEntry, unique: number, remaining: number, shareSum: bigint): number {
  switch (entry.type) {
    case 'rest':
      return remaining;
    case 'count':
      return entry.count;
    case 'share':
      // The difference of two rounded sums, so that shares of 100 % together leave nobody out.
      return roundedShare(shareSum + shareOf(entry), unique) - roundedShare(shareSum, unique);
  }
}

/** Gives each stage that rounding left empty one recipient of the largest stage that can spare one. */
function withoutEmptyStages(entries: readonly StageEntry[], sizes: readonly number[], hasRest: boolean): number[] {
  const filled = [...sizes];
  for (const [index, entry] of entries.entries()) {
    if (filled[index] !== 0 || entry.type === 'count' || (entry.type === 'rest' && !hasRest)) continue;
    const donor = largestFlexibleStage(entries, filled);
    if (donor === null) continue;
    filled[donor] = (filled[donor] ?? 0) - 1;
    filled[index] = 1;
  }
  return filled;
}

function largestFlexibleStage(entries: readonly StageEntry[], sizes: readonly number[]): number | null {
  let largest: number | null = null;
  for (const [index, entry] of entries.entries()) {
    const size = sizes[index] ?? 0;
    if (entry.type === 'count' || size < 2) continue;
    if (largest === null || (sizes[largest] ?? 0) <= size) largest = index;
  }
  return largest;
}

function roundedShare(share: bigint, unique: number): number {
  return Number((2n * share * BigInt(unique) + WHOLE_SHARE) / (2n * WHOLE_SHARE));
}

function askedFor(entry: StageEntry, unique: number): bigint {
  return entry.type === 'count' ? BigInt(entry.count) * WHOLE_SHARE : shareOf(entry) * BigInt(unique);
}

function shareOf(entry: StageEntry): bigint {
  return entry.type === 'share' ? BigInt(entry.millionthsOfPercent) : 0n;
}

function evenSizes(total: number, size: number): readonly number[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => Math.min(size, total - index * size));
}

function tooLarge(entry: StageEntry, stage: number, wanted: number, remaining: number): LineOpsError {
  const percent = entry.type === 'share' ? percentOf(shareOf(entry)) : null;
  return failure('INVALID_STAGES', { which: 'tooLarge', stage, wanted, percent, remaining });
}

function emptyStage(word: string, stage: number): LineOpsError {
  return failure('INVALID_STAGES', { which: 'noRecipients', stage, word });
}

function tooManyStages(count: number): LineOpsError {
  return failure('INVALID_STAGES', { which: 'tooMany', count });
}

function percentOf(share: bigint): number {
  return Number(share) / 1_000_000;
}
