import {
  type PaceState,
  ruleFor,
  stateAt,
  taken,
  waitOf,
} from '../../../../domain/broadcast/sending/pace/even-pace.js';
import {
  inTime,
  type Lot,
  type LotAnswer,
  type LotTerms,
  lotOf,
  lotTerms,
  nextSize,
  without,
} from '../../../../domain/broadcast/sending/pace/lots.js';
import { type ClockView, doubtOf, viewAfter } from '../../../../domain/broadcast/sending/pace/server-clock.js';
import type { PaceLimit } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Stopwatch } from '../../../../ports/host.js';
import { readRow } from '../../sql/rows.js';
import { SCHEMA, type StateServer } from '../server.js';

const TAKE = `SELECT * FROM ${SCHEMA}.take_pace($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** A server that has not answered by then is away. */
const ANSWER_WITHIN_MS = 5_000;

/** The server gives out no moment farther ahead; who is told of one asks again when it has come nearer. */
const COME_BACK_MS = 500;

/** The next lot is asked for when no more than this is left: time for a server nearby, in its worse moments. */
const REFILL_MS = 30;
/** For one farther away: so many times the way to it. */
const REFILL_WAYS = 1.5;

/** How much of the longest way is remembered from one answer to the next. */
const WAY_KEPT = 0.8;

/** The way to the server: how its clock goes beside ours, how long an answer takes. The same for all limits. */
export class WayToServer {
  #view: ClockView | null = null;
  #roundTripMs = 0;

  constructor(
    readonly server: StateServer,
    readonly stopwatch: Stopwatch,
    readonly taker: string,
  ) {}

  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  /** The terms of that limit for who is so far away. */
  termsOf(limit: PaceLimit): LotTerms {
    return lotTerms(limit, { doubt: doubtOf(this.#view), wayMs: this.#roundTripMs });
  }

  /** Asks for so many moments at most. */
  async lot(key: string, wanted: number, terms: LotTerms): Promise<Lot> {
    const askedAt = this.stopwatch.now();
    const { rows } = await this.server.once(TAKE, valuesOf(key, this.taker, wanted, terms), {
      withinMs: ANSWER_WITHIN_MS,
    });
    const answeredAt = this.stopwatch.now();
    const answer = answerIn(rows[0]);
    this.#roundTripMs = Math.max(answeredAt - askedAt, this.#roundTripMs * WAY_KEPT);
    this.#view = viewAfter(this.#view, { askedAt, answeredAt, serverAt: answer.at });
    return lotOf(answer, this.#view);
  }
}

/** The server counts in whole microseconds: no moments closer together, no lateness longer than in ours. */
function valuesOf(key: string, taker: string, wanted: number, terms: LotTerms): readonly (string | number)[] {
  const { spacing, leeway, spread, fromNow } = terms;
  const numbers = [
    Math.round(fromNow * 1000),
    Math.floor(spread * 1000),
    Math.ceil(spacing.alone * 1000),
    Math.ceil(spacing.shared * 1000),
    Math.floor(leeway.alone * 1000),
    Math.floor(leeway.shared * 1000),
  ];
  return [key, taker, wanted, ...numbers];
}

function answerIn(columns: unknown): LotAnswer {
  const row = readRow(columns);
  return {
    at: row.number('asked_at') / 1000,
    firstAt: row.number('first_at') / 1000,
    granted: row.number('granted'),
    spacing: row.number('spacing') / 1000,
    leeway: row.number('leeway') / 1000,
    isShared: row.flag('is_shared'),
  };
}

/** Whether one more request may leave, by one limit. */
export type Standing =
  | { readonly type: 'free' }
  /** Not before; then look again. */
  | { readonly type: 'notBefore'; readonly moment: number }
  /** The server has to be asked for moments. */
  | { readonly type: 'unasked' };

/** A limit as this process has it: its lots, and its own memory of one second. */
export class SharedLimit {
  #lots: readonly Lot[] = [];
  #own: PaceState | null = null;
  #size = 1;
  #dropped = 0;
  #usedAt = Number.NEGATIVE_INFINITY;
  #notBefore = 0;
  #asking: Promise<void> | null = null;

  constructor(
    readonly key: string,
    readonly way: WayToServer,
  ) {}

  standing(limit: PaceLimit, now: number): Standing {
    this.#dropLate(now);
    const [lot] = this.#lots;
    if (lot === undefined)
      return now < this.#notBefore ? { type: 'notBefore', moment: this.#notBefore } : { type: 'unasked' };
    if (now < lot.nextAt) return { type: 'notBefore', moment: lot.nextAt };
    const rule = ruleFor(limit);
    const waitMs = waitOf(this.#ownAt(now, limit, lot.isShared), now, rule);
    return waitMs === 0 ? { type: 'free' } : { type: 'notBefore', moment: now + waitMs };
  }

  /** A request leaves now: that `standing` has just said is free. */
  take(limit: PaceLimit, now: number): void {
    const [lot, ...others] = this.#lots;
    if (lot === undefined) return;
    this.#usedAt = now;
    this.#own = taken(this.#ownAt(now, limit, lot.isShared), now, ruleFor(limit));
    this.#lots = lot.left === 1 ? others : [without(lot, 1), ...others];
    // Whoever used up a lot will use the next one. What comes of it is told to who waits for it.
    if (1 < this.#size && this.#leftMs(now) <= this.#refillMs()) this.ask(limit).catch(() => {});
  }

  /** Asks the server for moments, once for all who wait. */
  ask(limit: PaceLimit): Promise<void> {
    this.#asking ??= this.#askFor(limit).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askFor(limit: PaceLimit): Promise<void> {
    const terms = this.way.termsOf(limit);
    const sinceUsedMs = this.way.stopwatch.now() - this.#usedAt;
    this.#size = nextSize(this.#size, { dropped: this.#dropped, sinceUsedMs }, terms);
    this.#dropped = 0;
    const lot = await this.way.lot(this.key, this.#size, terms);
    if (0 < lot.left) this.#lots = [...this.#lots, lot];
    else this.#notBefore = lot.nextAt - COME_BACK_MS;
  }

  #dropLate(now: number): void {
    const all = momentsIn(this.#lots);
    this.#lots = this.#lots.map((lot) => inTime(lot, now)).filter(({ left }) => 0 < left);
    this.#dropped += all - momentsIn(this.#lots);
  }

  #ownAt(now: number, limit: PaceLimit, isShared: boolean): PaceState {
    const own = stateAt(this.#own, this.way.taker, now, ruleFor(limit));
    return { ...own, sharedUntil: isShared ? Number.POSITIVE_INFINITY : 0 };
  }

  /** Until the last moment that is this process's own. */
  #leftMs(now: number): number {
    const last = this.#lots.at(-1);
    return last === undefined ? 0 : last.nextAt + last.left * last.spacing - now;
  }

  #refillMs(): number {
    return Math.max(REFILL_MS, REFILL_WAYS * this.way.roundTripMs);
  }
}

function momentsIn(lots: readonly Lot[]): number {
  return lots.reduce((sum, { left }) => sum + left, 0);
}
