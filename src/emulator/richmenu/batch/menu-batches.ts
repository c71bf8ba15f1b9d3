import { streamOf, unitAt } from '../../seeded-hash.js';
import type { MenuLinks } from '../links/menu-links.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-batch-control-rich-menus-progress-status */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
/** Of the users of a batch that is to fail, so many are left undone. */
const LEFT_UNDONE = 0.5;

/** What becomes of the users of a menu: another one, or none. `from` is null for those of any menu. Menus by their numbers. */
export interface MenuChange {
  readonly from: number | null;
  readonly to: number | null;
}

/** One user whom a batch has not done: the user's follower index, the menu from before, and the one it was to become. */
type Undone = readonly [index: number, from: number, to: number | null];

/** Links or unlinks that LINE accepted and has yet to do. Times are emulator time in milliseconds. */
export interface Batch {
  /** Each is done in the order in which it was accepted. */
  readonly order: number;
  /** Null for users who were named one by one, of whom there is no progress. */
  readonly requestId: string | null;
  readonly resumeKey: string | null;
  /** The batch whose users this one goes on with. */
  readonly resumes: number | null;
  readonly acceptedAt: number;
  readonly completedAt: number;
  readonly isToFail: boolean;
  /** What to do with whom; users by their follower index, null for everybody who is linked. */
  readonly users: readonly number[] | null;
  readonly changes: readonly MenuChange[];
  /** Users who got another menu after it was accepted: their new one is not touched. */
  readonly spared: number[];
  phase: 'ongoing' | 'succeeded' | 'failed';
  undone: readonly Undone[];
}

type NewBatch = Pick<Batch, 'requestId' | 'resumeKey' | 'users' | 'changes'>;

/** What changes many links, which LINE does in the background. The emulator's clock drives it: whoever looks settles what is due. */
export class MenuBatches {
  #batches: Batch[] = [];
  #next = 1;
  #failsNext = false;

  /** @param batchMs how long one takes in emulator time. */
  constructor(
    private readonly links: MenuLinks,
    private readonly hasMenu: (number: number) => boolean,
    private readonly batchMs: number,
    private readonly seed: number,
  ) {}

  /** The next batch of operations will fail at LINE for some users, after it was accepted. */
  failNext(fails: boolean): void {
    this.#failsNext = fails;
  }

  /** Begins one. With the resume key of an earlier one it goes on with the users whom that one has not done. */
  begin({ requestId, resumeKey, users, changes }: NewBatch, now: number): void {
    const isFirst = (batch: Batch) => batch.resumeKey === resumeKey && batch.resumes === null;
    const earlier = resumeKey === null ? undefined : this.#batches.find(isFirst);
    this.#batches.push({
      order: this.#next,
      requestId,
      resumeKey,
      resumes: earlier?.order ?? null,
      acceptedAt: now,
      completedAt: now + this.batchMs,
      isToFail: requestId !== null && this.#failsNext,
      users,
      changes: earlier === undefined ? changes : [],
      spared: [],
      phase: 'ongoing',
      undone: [],
    });
    this.#next += 1;
    if (requestId !== null) this.#failsNext = false;
  }

  /** A user gets another menu by itself: what is still to be done will not touch it. */
  spare(index: number): void {
    for (const batch of this.#batches) if (batch.phase === 'ongoing' && batch.users === null) batch.spared.push(index);
  }

  /** Null for a request that was no batch, or is too long ago. */
  find(requestId: string): Batch | null {
    return this.#batches.find((batch) => batch.requestId === requestId) ?? null;
  }

  settle(now: number): void {
    if (this.#batches.length === 0) return;
    for (const batch of this.#batches) if (batch.phase === 'ongoing' && batch.completedAt <= now) this.#do(batch);
    const isKept = ({ acceptedAt, requestId, phase }: Batch) =>
      phase === 'ongoing' || (requestId !== null && now < acceptedAt + KEPT_MS);
    if (!this.#batches.every(isKept)) this.#batches = this.#batches.filter(isKept);
  }

  /** Nobody is met twice: a user's change follows from the menu before alone, so no operation sees what another has made. */
  #do(batch: Batch): void {
    const resumed = this.#batches.find(({ order }) => order === batch.resumes);
    const stream = streamOf(`rich menu batch ${batch.order}`);
    const undone: Undone[] = [];
    this.#forEachWanted(batch, resumed ?? null, (index, from, to) => {
      const isLeft = batch.isToFail && unitAt(this.seed, stream, index) < LEFT_UNDONE;
      if (isLeft || (to !== null && !this.hasMenu(to))) undone.push([index, from, to]);
      else this.links.set(index, to, batch.completedAt);
    });
    batch.phase = batch.isToFail || 0 < undone.length ? 'failed' : 'succeeded';
    (resumed ?? batch).undone = undone;
    batch.spared.length = 0;
  }

  #forEachWanted({ users, changes, spared }: Batch, resumed: Batch | null, visit: (...user: Undone) => void): void {
    if (resumed !== null) {
      // Who has another menu by now is settled.
      for (const [index, from, to] of resumed.undone) if (this.links.of(index) === from) visit(index, from, to);
      return;
    }
    const targets = new Map(changes.map(({ from, to }) => [from, to]));
    if (users !== null) {
      for (const index of users) visit(index, this.links.of(index) ?? 0, targets.get(null) ?? null);
      return;
    }
    const isSpared = new Set(spared);
    this.links.forEach((index, menu) => {
      const to = targets.has(null) ? null : targets.get(menu);
      if (to !== undefined && !isSpared.has(index)) visit(index, menu, to);
    });
  }

  /** Everything, as plain data for the state file. */
  toData(): MenuBatchesData {
    return { next: this.#next, batches: this.#batches };
  }

  /** Takes over the data of an earlier run. */
  restore({ next, batches }: MenuBatchesData): void {
    this.#next = next;
    this.#batches = batches.map((batch) => ({ ...batch, spared: [...batch.spared] }));
  }
}

/** The batches as plain data. */
export interface MenuBatchesData {
  readonly next: number;
  readonly batches: readonly Batch[];
}
