import { streamOf, unitAt } from './mixing.js';

/**
 * What can go wrong between a client and the platform. `*-before`: the request had no effect. `*-after`: it was
 * accepted, and then the answer was lost. `torn-body`: accepted, and the answer breaks off in its body.
 */
export const FAULT_KINDS = [
  '500-before',
  '500-after',
  'reset-before',
  'reset-after',
  'hang-after',
  'torn-body',
  '429',
  'slow',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to be injected. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 0 to 1, per request. */
  readonly probability: number;
  /** Name of an endpoint, such as `multicast`, or its path; without it, the four endpoints that take a retry key. */
  readonly endpoint?: string;
  /** For `slow`: how long the answer is held back. */
  readonly ms?: number;
}

/** How long a `slow` answer is held back where nothing else is said. */
export const DEFAULT_SLOW_MS = 3000;

const DEFAULT_ENDPOINTS: ReadonlySet<string> = new Set(['push', 'multicast', 'broadcast', 'narrowcast']);

/**
 * Decides which requests a fault strikes. The decision depends on the seed, the fault, the endpoint and how many
 * requests the endpoint has had, so that the same sequence of requests meets the same faults again.
 */
export class FaultInjector {
  readonly #seed: number;
  readonly #requests = new Map<string, number>();
  #faults: readonly Fault[];

  constructor(seed: number, faults: readonly Fault[]) {
    this.#seed = seed;
    this.#faults = faults;
  }

  /** The faults in force. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** Puts other faults in force; the count of requests goes on. */
  setFaults(faults: readonly Fault[]): void {
    this.#faults = faults;
  }

  /** The first fault that strikes the next request to this endpoint, or null. */
  strike(endpoint: string, path: string): Fault | null {
    if (this.#faults.length === 0) return null;
    const position = this.#requests.get(endpoint) ?? 0;
    this.#requests.set(endpoint, position + 1);
    for (const [order, fault] of this.#faults.entries()) {
      if (!concerns(fault, endpoint, path)) continue;
      if (unitAt(this.#seed, streamOf(`${endpoint} ${order} ${fault.kind}`), position) < fault.probability)
        return fault;
    }
    return null;
  }
}

function concerns({ endpoint: wanted }: Fault, endpoint: string, path: string): boolean {
  if (wanted === undefined) return DEFAULT_ENDPOINTS.has(endpoint);
  return wanted === endpoint || wanted === path;
}
