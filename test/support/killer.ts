import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { LineApi } from '../../src/ports/line-api.js';

/** Counts the steps of a run and ends it at the chosen one, before or after the step took effect. */
export class Killer {
  steps = 0;
  isDead = false;
  /** What the process had begun when it died: a commit or a request on its way still happens. */
  readonly acting = new Set<Promise<unknown>>();
  #tellDeath: () => void = () => {};
  readonly #death = new Promise<void>((resolve) => {
    this.#tellDeath = resolve;
  });

  constructor(readonly killAt: number) {}

  async step<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.isDead) return new Promise(() => {});
    this.steps += 1;
    if (this.steps === this.killAt) return this.#die();
    const acting = act();
    this.acting.add(acting);
    const result = await acting.finally(() => this.acting.delete(acting));
    if (this.isDead) return new Promise(() => {});
    this.steps += 1;
    if (this.steps === this.killAt) return this.#die();
    return result;
  }

  /** Waits for the end of a run or of its process, and for what it had begun: a dead run says nothing more. */
  async outlived(run: Promise<unknown>): Promise<void> {
    await Promise.race([run, this.#death]);
    await Promise.allSettled(this.acting);
  }

  /** The process is gone: nothing after this moment happens. */
  #die(): Promise<never> {
    this.isDead = true;
    this.#tellDeath();
    return new Promise(() => {});
  }
}

/** The ledger of a process that may die before or after each write. */
export function mortalLedger(ledger: BroadcastLedger, killer: Killer): BroadcastLedger {
  return {
    ...ledger,
    create: (planned) => killer.step(() => ledger.create(planned)),
    record: (id, change) => killer.step(() => ledger.record(id, change)),
    freezeBody: (id, batch, body) => killer.step(() => ledger.freezeBody(id, batch, body)),
    startStage: (id, stage, at) => killer.step(() => ledger.startStage(id, stage, at)),
    finishStage: (id, stage, at) => killer.step(() => ledger.finishStage(id, stage, at)),
    release: (id, act, runsBy) => killer.step(() => ledger.release(id, act, runsBy)),
    setState: (id, state, change) => killer.step(() => ledger.setState(id, state, change)),
    reopenRefused: (id) => killer.step(() => ledger.reopenRefused(id)),
  };
}

/** LINE, as called by a process that may die before each request and after each answer. */
export function mortalApi(api: LineApi, killer: Killer): LineApi {
  return {
    ...api,
    push: (...request) => killer.step(() => api.push(...request)),
    multicast: (...request) => killer.step(() => api.multicast(...request)),
    validate: (...request) => killer.step(() => api.validate(...request)),
    narrowcast: (...request) => killer.step(() => api.narrowcast(...request)),
    broadcast: (...request) => killer.step(() => api.broadcast(...request)),
    narrowcastProgress: (...request) => killer.step(() => api.narrowcastProgress(...request)),
  };
}
