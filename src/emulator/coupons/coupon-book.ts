import { createHash } from 'node:crypto';
import { ulid } from '../../domain/webhook/events/sample-ids.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { streamOf, unitAt } from '../seeded-hash.js';

/** Coupons that are upcoming or valid. @see https://developers.line.biz/en/reference/messaging-api/#create-coupon */
const MOST_VALID = 5000;
const ID_BYTES = 10;

/** Expired and discontinued coupons are both closed. @see https://developers.line.biz/en/reference/messaging-api/#get-coupon */
export type CouponStatus = 'DRAFT' | 'RUNNING' | 'CLOSED';
export const COUPON_STATUSES: readonly CouponStatus[] = ['DRAFT', 'RUNNING', 'CLOSED'];

/** A coupon, as plain data. */
export interface Coupon {
  readonly couponId: string;
  /** Counts the coupons of the account, from 0. */
  readonly serial: number;
  /** Emulator time in milliseconds. */
  readonly createdAt: number;
  readonly isDraft: boolean;
  readonly isDiscontinued: boolean;
  /** What it was made with; it has been checked. */
  readonly content: JsonObject;
  /** How often each user who has one has used it. */
  readonly uses: readonly (readonly [userId: string, times: number])[];
}

/** Why a user gets no coupon, or cannot use the one that is there. */
export type CouponRefusal = 'DRAFT' | 'CLOSED' | 'NOT_YET_VALID' | 'LOST' | 'NONE_LEFT' | 'NOT_ACQUIRED' | 'USED_UP';

interface Held extends Omit<Coupon, 'isDiscontinued' | 'uses'> {
  isDiscontinued: boolean;
  readonly uses: Map<string, number>;
}

/** The coupons of the account, oldest first. The clock alone closes one that is over. */
export class CouponBook {
  readonly #coupons: Held[] = [];
  readonly #byId = new Map<string, Held>();

  /** @param seed decides who wins in a lottery. */
  constructor(private readonly seed: number) {}

  /** Makes a coupon; null where there are as many valid ones as there may be. */
  create(content: JsonObject, now: number, { isDraft = false }: { readonly isDraft?: boolean } = {}): string | null {
    const serial = this.#coupons.length;
    if (!isDraft && MOST_VALID <= serial && MOST_VALID <= this.#countOf('RUNNING', now)) return null;
    const chance = createHash('sha256').update(`coupon ${serial} of seed ${this.seed}`).digest();
    const couponId = ulid(now, chance.subarray(0, ID_BYTES));
    this.#hold({
      couponId,
      serial,
      createdAt: now,
      isDraft,
      isDiscontinued: false,
      content,
      uses: new Map(),
    });
    return couponId;
  }

  find(couponId: string): Coupon | null {
    const coupon = this.#byId.get(couponId);
    return coupon === undefined ? null : plain(coupon);
  }

  /** How it stands; null for one that there is not. */
  statusOf(couponId: string, now: number): CouponStatus | null {
    const coupon = this.#byId.get(couponId);
    return coupon === undefined ? null : statusOf(coupon, now);
  }

  /** Those of the statuses, newest first, from the one with this serial number on. */
  list(statuses: readonly CouponStatus[], now: number, from: number | null = null): readonly Coupon[] {
    return this.#coupons
      .slice(0, from === null ? this.#coupons.length : from + 1)
      .filter((coupon) => statuses.includes(statusOf(coupon, now)))
      .map(plain)
      .reverse();
  }

  /** Nobody gets it or uses it any more, for ever. */
  discontinue(couponId: string): void {
    const coupon = this.#byId.get(couponId);
    if (coupon !== undefined) coupon.isDiscontinued = true;
  }

  /** What happens when a user taps the message with the coupon: who loses once loses always. Null when it is theirs. */
  acquire(couponId: string, userId: string, now: number): CouponRefusal | null {
    const coupon = this.#byId.get(couponId);
    if (coupon === undefined || statusOf(coupon, now) === 'CLOSED') return 'CLOSED';
    if (coupon.isDraft) return 'DRAFT';
    if (coupon.uses.has(userId)) return null;
    const { type, lotteryProbability, maxAcquireCount } = acquisitionOf(coupon);
    if (type === 'lottery') {
      const drawn = unitAt(this.seed, streamOf(`lottery of coupon ${coupon.serial}`), streamOf(userId));
      if (lotteryProbability <= drawn * 100) return 'LOST';
      if (maxAcquireCount !== -1 && maxAcquireCount <= coupon.uses.size) return 'NONE_LEFT';
    }
    coupon.uses.set(userId, 0);
    return null;
  }

  /** What happens when a user shows it in the shop. Null when it is taken. */
  use(couponId: string, userId: string, now: number): CouponRefusal | null {
    const coupon = this.#byId.get(couponId);
    if (coupon === undefined || statusOf(coupon, now) === 'CLOSED') return 'CLOSED';
    const times = coupon.uses.get(userId);
    if (times === undefined) return 'NOT_ACQUIRED';
    if (now < Number(coupon.content['startTimestamp']) * 1000) return 'NOT_YET_VALID';
    if (0 < times && coupon.content['maxUseCountPerTicket'] === 1) return 'USED_UP';
    coupon.uses.set(userId, times + 1);
    return null;
  }

  toData(): readonly Coupon[] {
    return this.#coupons.map(plain);
  }

  restore(data: readonly Coupon[]): void {
    for (const coupon of data) this.#hold({ ...coupon, uses: new Map(coupon.uses) });
  }

  #hold(coupon: Held): void {
    this.#coupons.push(coupon);
    this.#byId.set(coupon.couponId, coupon);
  }

  #countOf(status: CouponStatus, now: number): number {
    let count = 0;
    for (const coupon of this.#coupons) if (statusOf(coupon, now) === status) count += 1;
    return count;
  }
}

function plain({ uses, ...coupon }: Held): Coupon {
  return { ...coupon, uses: [...uses] };
}

function statusOf({ isDraft, isDiscontinued, content }: Held, now: number): CouponStatus {
  if (isDiscontinued || Number(content['endTimestamp']) * 1000 <= now) return 'CLOSED';
  return isDraft ? 'DRAFT' : 'RUNNING';
}

function acquisitionOf({ content }: Held): {
  readonly type: unknown;
  readonly lotteryProbability: number;
  readonly maxAcquireCount: number;
} {
  const given = content['acquisitionCondition'];
  const condition = isJsonObject(given) ? given : {};
  return {
    type: condition['type'],
    lotteryProbability: Number(condition['lotteryProbability']),
    maxAcquireCount: Number(condition['maxAcquireCount']),
  };
}
