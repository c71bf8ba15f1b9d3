import { streamOf, unitAt } from '../seeded-hash.js';

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
type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to be injected. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 0 to 1, per request. */
  readonly probability: number;
  /** Name of an endpoint, such as `multicast`, or its path, or `*` for all; without it, the four that take a retry key. */
  readonly endpoint?: string;
  /** For `slow`: how long the answer is held back. */
  readonly ms?: number;
}

/** Strikes every endpoint of LINE's; never those of the emulator itself. */
const EVERY_ENDPOINT = '*';
/** What becomes of one request: `slow` only delays it, so that another fault can strike it too. */
export interface Strike {
  readonly kind: Exclude<FaultKind, 'slow'> | null;
  readonly delayMs: number;
}

const UNHARMED: Strike = { kind: null, delayMs: 0 };
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

  /** What the faults in force do to the next request to this endpoint. */
  strike(endpoint: string, path: string): Strike {
    if (this.#faults.length === 0) return UNHARMED;
    const position = this.#requests.get(endpoint) ?? 0;
    this.#requests.set(endpoint, position + 1);
    let kind: Strike['kind'] = null;
    let delayMs = 0;
    for (const [order, fault] of this.#faults.entries()) {
      if (!concerns(fault, endpoint, path)) continue;
      const chance = unitAt(this.#seed, streamOf(`${endpoint} ${order} ${fault.kind}`), position);
      if (fault.probability <= chance) continue;
      if (fault.kind === 'slow') delayMs += fault.ms ?? 0;
      else kind ??= fault.kind;
    }
    return { kind, delayMs };
  }
}

/** Whether the fault names an endpoint that is there; one without a name concerns the four that take a retry key. */
export function namesEndpoint({ endpoint }: Fault, known: ReadonlySet<string>): boolean {
  return endpoint === undefined || endpoint === EVERY_ENDPOINT || known.has(endpoint);
}

function concerns({ endpoint: wanted }: Fault, endpoint: string, path: string): boolean {
  if (wanted === undefined) return DEFAULT_ENDPOINTS.has(endpoint);
  return wanted === EVERY_ENDPOINT || wanted === endpoint || wanted === path;
}
