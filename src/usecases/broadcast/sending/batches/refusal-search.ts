import { problemOf, type Refusal, refusedBy } from '../../../../domain/broadcast/sending/batch/answers.js';
import type { Obstacle } from '../../../../domain/broadcast/sending/batch/under-way.js';
import type { CulpritsNotFound, StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { LineApi, RemoteValidation } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import { isPassing } from '../outage.js';

/** Requests that one run makes beyond its plan to find out whom LINE refuses: enough for a handful of people. */
const MAX_REQUESTS = 64;

interface RefusalSearchParts {
  readonly api: Pick<LineApi, 'validate'>;
  readonly tokens: AccessTokens;
  /** The request body behind the recipients. */
  readonly bodyTail: string;
  /** Whether LINE has accepted these messages for anybody, in an earlier run. */
  readonly hasAcceptance: boolean;
}

/** One person whom LINE refused alone: set aside once it is proven that others get these messages. */
interface Suspect {
  readonly reply: Refusal;
  readonly setAside: () => Promise<void>;
}

/**
 * Finds out whom LINE refuses where it names nobody: a batch that was refused reached nobody, so that each half of it may
 * be sent by itself. One person alone is to blame only where LINE has accepted the same messages for somebody else.
 */
export class RefusalSearch {
  readonly #parts: RefusalSearchParts;
  readonly #suspects: Suspect[] = [];
  #requestsLeft = MAX_REQUESTS;
  #hasAcceptance: boolean;
  #lastRefusal: Refusal | null = null;
  #verdict: Promise<RemoteValidation | LineOpsError> | null = null;

  constructor(parts: RefusalSearchParts) {
    this.#parts = parts;
    this.#hasAcceptance = parts.hasAcceptance;
  }

  /** LINE accepted a batch: nothing is wrong with the messages. */
  noteAcceptance(): void {
    this.#hasAcceptance = true;
  }

  /** Takes one of the requests that the search may cost; why the run must stop where there is none left. */
  takeRequest(): StopReason | null {
    if (this.#requestsLeft === 0)
      return culpritsNotFound(this.#lastRefusal, { type: 'requestsUsedUp', requests: MAX_REQUESTS });
    this.#requestsLeft -= 1;
    return null;
  }

  /** Sets a person aside, at once or when it is proven that others get these messages. */
  async accuse(reply: Refusal, setAside: Suspect['setAside']): Promise<void> {
    if (this.#hasAcceptance) await setAside();
    else this.#suspects.push({ reply, setAside });
  }

  /** At the end of a stage: sets the suspects aside, or tells why they cannot be. */
  async judge(): Promise<StopReason | null> {
    const [first] = this.#suspects;
    if (first === undefined) return null;
    if (!this.#hasAcceptance) return culpritsNotFound(first.reply, { type: 'nobodyGotIt' });
    for (const { setAside } of this.#suspects.splice(0)) await setAside();
    return null;
  }

  /** What stands in the way of a search; null where the messages are sound. LINE is asked once a run. */
  async obstacleTo(reply: Refusal): Promise<Obstacle | null> {
    this.#lastRefusal = reply;
    this.#verdict ??= this.#askAboutMessages();
    const verdict = await this.#verdict;
    if (verdict instanceof LineOpsError) {
      // It was not answered: whoever comes next asks anew.
      this.#verdict = null;
      // Others have got these messages: they are sound, whoever cannot be asked about them.
      if (this.#hasAcceptance) return null;
      const stop = culpritsNotFound(reply, { type: 'notAsked', problem: verdict });
      return { stop, passes: isPassing(verdict) };
    }
    if (verdict.valid) return null;
    const { problem, details } = verdict;
    return { stop: { ...refusedBy(reply), messages: problemOf({ problem, details }) }, passes: false };
  }

  async #askAboutMessages(): Promise<RemoteValidation | LineOpsError> {
    const { api, tokens, bodyTail } = this.#parts;
    const { messages }: { readonly messages?: unknown } = JSON.parse(`{${bodyTail.slice(2)}`);
    try {
      return await api.validate(await tokens.current(), 'multicast', JSON.stringify({ messages }));
    } catch (error) {
      if (error instanceof LineOpsError) return error;
      throw error;
    }
  }
}

function culpritsNotFound(reply: Refusal | null, why: CulpritsNotFound): StopReason {
  const problem = reply === null ? null : `${reply.status}: ${problemOf(reply)}`;
  return { type: 'culpritsNotFound', problem, requestId: reply?.requestId ?? null, why };
}
