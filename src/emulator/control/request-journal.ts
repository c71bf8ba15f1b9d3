import { RequestRate } from './request-rate.js';

const REMEMBERED_REQUESTS = 500;
/** A bot may ask for a path that is not served once for each user: so many have a count of their own. */
const COUNTED_UNSERVED = 200;
const OTHER_UNSERVED = '(other paths that are not served)';

/** How a request ended: an HTTP status, or what a fault did to the connection. */
export type RequestOutcome = number | 'reset' | 'hang' | 'torn';

/** One request as the platform saw it. */
export interface SeenRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
  readonly outcome: RequestOutcome;
  readonly retryKey: string | null;
}

/** All requests to one endpoint. */
interface EndpointRequests {
  readonly method: string;
  readonly path: string;
  readonly count: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** The largest number of requests in any one second. */
  readonly maxPerSecond: number;
}

/** Every request since the start, summed up, and the latest ones, oldest first. */
export interface RequestSummary {
  readonly total: number;
  readonly endpoints: readonly EndpointRequests[];
  readonly recent: readonly SeenRequest[];
}

interface EndpointTally {
  readonly method: string;
  readonly path: string;
  readonly rate: RequestRate;
  readonly byOutcome: Map<RequestOutcome, number>;
  count: number;
}

/** Remembers what was asked and answered, in bounded memory. */
export class RequestJournal {
  readonly #endpoints = new Map<string, EndpointTally>();
  readonly #recent: SeenRequest[] = [];
  #unserved = 0;

  /** The path under which requests to a path that is not served are counted. */
  unservedEndpoint(method: string, path: string): string {
    if (this.#endpoints.has(`${method} ${path}`)) return path;
    if (COUNTED_UNSERVED <= this.#unserved) return OTHER_UNSERVED;
    this.#unserved += 1;
    return path;
  }

  /** Counts a request as it arrives. `realMs` is real time, which a moved emulator clock does not touch. */
  arrive(method: string, path: string, realMs: number): void {
    const tally = this.#tallyOf(method, path);
    tally.count += 1;
    tally.rate.arrive(realMs);
  }

  /** Notes how a request ended. `endpoint` is the path pattern, `seen.path` the path itself. */
  settle(endpoint: string, seen: SeenRequest): void {
    const { byOutcome } = this.#tallyOf(seen.method, endpoint);
    byOutcome.set(seen.outcome, (byOutcome.get(seen.outcome) ?? 0) + 1);
    this.#recent.push(seen);
    if (REMEMBERED_REQUESTS * 2 <= this.#recent.length) this.#recent.splice(0, REMEMBERED_REQUESTS);
  }

  summary(): RequestSummary {
    const endpoints = [...this.#endpoints.values()].map(({ method, path, count, rate, byOutcome }) => ({
      method,
      path,
      count,
      byOutcome: Object.fromEntries(byOutcome),
      maxPerSecond: rate.peak,
    }));
    const total = endpoints.reduce((sum, { count }) => sum + count, 0);
    return { total, endpoints, recent: this.#recent.slice(-REMEMBERED_REQUESTS) };
  }

  #tallyOf(method: string, path: string): EndpointTally {
    const key = `${method} ${path}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const tally = { method, path, rate: new RequestRate(), byOutcome: new Map<RequestOutcome, number>(), count: 0 };
    this.#endpoints.set(key, tally);
    return tally;
  }
}
