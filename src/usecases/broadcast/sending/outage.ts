import { type Endured, isPatient, restMs, type Trouble } from '../../../domain/broadcast/sending/patience.js';
import type { BroadcastSettings } from '../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { Clock, Randomness } from '../../../ports/host.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';
import { unlessHalted } from './halt.js';

/** Failed attempts in a row, over all batches of a run, from which on LINE counts as away. */
const AWAY_FROM = 5;

/** What a run waits for while LINE is away. Times in milliseconds since 1970. */
export interface Away {
  readonly trouble: Trouble;
  readonly since: number;
  /** Until then the run goes on trying. */
  readonly until: number;
}

interface OutageParts {
  readonly settings: Pick<BroadcastSettings, 'via' | 'keepTryingMs'>;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Fires when the run stops: nobody waits any more. */
  readonly stopping: AbortSignal;
  /** Null: LINE is back. */
  readonly onAway: (away: Away | null) => void;
}

/**
 * Whether LINE is there, over all batches of a run. While it is away one batch asks for all, the others wait: a LINE that
 * has broken down is not asked by a hundred, and nobody else is put in doubt.
 */
export class Outage {
  readonly #parts: OutageParts;
  /** Since LINE last gave a clear answer; null where nothing went wrong since. */
  #endured: Endured | null = null;
  #probe: Endurance | null = null;
  #changed = changeSignal();

  constructor(parts: OutageParts) {
    this.#parts = parts;
  }

  get isAway(): boolean {
    return this.#endured !== null && AWAY_FROM <= this.#endured.attempts;
  }

  /** For whatever asks LINE something until it is answered; `end` must be called when it is over. */
  endure(): Endurance {
    return new Endurance(this, this.#parts);
  }

  /** LINE gave a clear answer. */
  answered(): void {
    if (this.#endured === null) return;
    const wasAway = this.isAway;
    this.#endured = null;
    this.#probe = null;
    if (wasAway) this.#parts.onAway(null);
    this.#change();
  }

  /** Since when, with this attempt. */
  failed(trouble: Trouble, now: number): number {
    const { attempts, since } = this.#endured ?? { attempts: 0, since: now };
    this.#endured = { attempts: attempts + 1, since };
    if (this.isAway) this.#parts.onAway({ trouble, since, until: since + this.#parts.settings.keepTryingMs });
    return since;
  }

  /** Nothing was tried for a night: what went wrong before it is as if it had begun now. */
  slept(now: number): void {
    if (this.#endured !== null) this.#endured = { ...this.#endured, since: now };
  }

  /** Whether it may ask now: while LINE is away, only one does. */
  admits(endurance: Endurance): boolean {
    if (this.isAway) this.#probe ??= endurance;
    return !this.isAway || this.#probe === endurance;
  }

  /** Returns when LINE is back, or somebody else may ask, or the run stops. */
  async change(): Promise<void> {
    await unlessHalted(this.#parts.stopping, this.#changed.promise);
  }

  leave(endurance: Endurance): void {
    if (this.#probe !== endurance) return;
    this.#probe = null;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = changeSignal();
  }
}

function changeSignal() {
  let resolve = () => {};
  const promise = new Promise<object>((done) => {
    resolve = () => done({});
  });
  return { promise, resolve };
}

/** The trouble of one batch, or of one question that is asked until it is answered. */
export class Endurance {
  #endured: Endured | null = null;
  #trouble: Trouble = 'noAnswer';

  constructor(
    readonly outage: Outage,
    readonly parts: OutageParts,
  ) {}

  /** Waits until it may ask. False when the run stops first. */
  async mayTry(): Promise<boolean> {
    while (!this.parts.stopping.aborted && !this.outage.admits(this)) {
      await this.outage.change();
      // It has waited, not tried: what went wrong before is over, or somebody else's.
      this.#endured = null;
    }
    return !this.parts.stopping.aborted;
  }

  /** LINE gave a clear answer. */
  answered(): void {
    this.#endured = null;
    this.outage.answered();
  }

  /** An attempt brought nothing. Whether there is another one. */
  failed(trouble: Trouble): boolean {
    const { clock, settings } = this.parts;
    const now = clock.now();
    const { attempts, since } = this.#endured ?? { attempts: 0, since: now };
    // Who takes over from another in the middle of an outage does not begin it anew.
    this.#endured = { attempts: attempts + 1, since: Math.min(since, this.outage.failed(trouble, now)) };
    this.#trouble = trouble;
    return isPatient(this.#endured, settings.keepTryingMs, now);
  }

  /** Its patience is for trying: what it slept through does not use it up. */
  slept(): void {
    const now = this.parts.clock.now();
    this.outage.slept(now);
    if (this.#endured !== null) this.#endured = { ...this.#endured, since: now };
  }

  /** Waits before the next attempt; at once when the run stops. */
  async rest(): Promise<void> {
    const { clock, random, settings, stopping } = this.parts;
    if (this.#endured === null) return;
    const wait = { trouble: this.#trouble, via: settings.via, keepTryingMs: settings.keepTryingMs };
    await clock.sleep(restMs(this.#endured, wait, clock.now(), random.fraction()), stopping);
  }

  /** Nothing more is asked: another one may. */
  end(): void {
    this.outage.leave(this);
  }
}

/** Trouble of a question that passes: LINE is not there, or wants fewer of them. */
export function isPassing(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && (error.kind === 'unavailable' || error.kind === 'limit');
}

/** A token for the next request, or why LINE gives none for the moment. @throws {LineOpsError} for what does not pass. */
export async function tokenOr(tokens: AccessTokens): Promise<ChannelAccessToken | LineOpsError> {
  try {
    return await tokens.current();
  } catch (error) {
    if (isPassing(error)) return error;
    throw error;
  }
}
