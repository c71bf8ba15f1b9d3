import { countUserIds, unpackUserId } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import { describeReply, halvesOf, problemOf } from '../../../../domain/broadcast/sending/batch/answers.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { RetryKey } from '../../../../domain/line/ids.js';
import type { BatchChange } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { LineApi, RemoteValidation, SendReply } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../tokens/access/access-token.js';
import { isPassing } from '../outage.js';
import { nextKey } from './next-key.js';
import type { BatchEvent } from './send-batch.js';

/** Requests that one run makes beyond its plan to find out whom LINE refuses: enough for a handful of people. */
const MAX_REQUESTS = 64;

type Refusal = Extract<SendReply, { type: 'refused' }>;

interface RefusalSearchParts {
  readonly api: Pick<LineApi, 'validate'>;
  readonly tokens: AccessTokens;
  /** The request body behind the recipients. */
  readonly bodyTail: string;
  /** Whether LINE has accepted these messages for anybody, in an earlier run. */
  readonly hasAcceptance: boolean;
}

/** A batch that LINE refused, as it was sent. */
interface RefusedBatch {
  readonly batch: number;
  readonly recipients: Uint8Array;
  readonly retryKey: RetryKey;
}

/** One person whom LINE refused alone: set aside once it is proven that others get these messages. */
interface Suspect {
  readonly reply: Refusal;
  readonly setAside: () => Promise<void>;
}

type Record = (change: BatchChange) => Promise<void>;

/** Why nobody can be searched for; `askAgain` where LINE is only away from the question. */
type Obstacle =
  | { readonly do: 'end'; readonly stop: StopReason }
  | { readonly do: 'askAgain'; readonly stop: StopReason };

/** What becomes of a refused batch: it ends for this run, or a part of it goes on under a key of its own. */
export type AfterRefusal =
  | Obstacle
  | { readonly do: 'end'; readonly stop: null }
  | { readonly do: 'goOn'; readonly recipients: Uint8Array; readonly retryKey: RetryKey };

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
      return culpritsNotFound(this.#lastRefusal, `the ${MAX_REQUESTS} requests that one run spends on it are used up`);
    this.#requestsLeft -= 1;
    return null;
  }

  /** What follows a refusal that named nobody, after which nothing is in doubt. All of it is in the ledger before it is told. */
  async follow(
    reply: Refusal,
    { batch, recipients, retryKey }: RefusedBatch,
    record: Record,
    onEvent: (event: BatchEvent) => void,
  ): Promise<AfterRefusal> {
    this.#lastRefusal = reply;
    const { status, requestId } = reply;
    const reason = describeReply(reply);
    // At once: whoever is killed while LINE is asked leaves no doubt about a batch that LINE refused.
    await record({ type: 'suspect', batch, status, requestId, reason });
    const obstacle = await this.#obstacle(reply);
    if (obstacle?.stop.type === 'refused') {
      await record({ type: 'refused', batch, status, requestId, reason });
      onEvent({ type: 'refused', recipients: countUserIds(recipients) });
    }
    if (obstacle !== null) return obstacle;
    if (countUserIds(recipients) === 1) {
      await this.#accuse({
        reply,
        setAside: async () => {
          const refused = [{ userId: unpackUserId(recipients, 0), reason }];
          const newRetryKey = nextKey(retryKey, { type: 'setAside', positions: [0] });
          await record({ type: 'setAside', batch, refused, requestId, remaining: new Uint8Array(0), newRetryKey });
          onEvent({ type: 'refused', recipients: 1 });
        },
      });
      return { do: 'end', stop: null };
    }
    const { first, second } = halvesOf(recipients, retryKey);
    await record({ type: 'split', batch, first, second });
    onEvent({ type: 'split', recipients: countUserIds(second.recipients) });
    return { do: 'goOn', ...first };
  }

  /** At the end of a stage: sets the suspects aside, or tells why they cannot be. */
  async judge(): Promise<StopReason | null> {
    const [first] = this.#suspects;
    if (first === undefined) return null;
    if (!this.#hasAcceptance)
      return culpritsNotFound(
        first.reply,
        'nobody has got these messages yet, so that they may be at fault all the same',
      );
    for (const { setAside } of this.#suspects.splice(0)) await setAside();
    return null;
  }

  /** What stands in the way of a search; null where the messages are sound. LINE is asked once a run. */
  async #obstacle(reply: Refusal): Promise<Obstacle | null> {
    this.#verdict ??= this.#askAboutMessages();
    const verdict = await this.#verdict;
    if (verdict instanceof LineOpsError) {
      // It was not answered: whoever comes next asks anew.
      this.#verdict = null;
      // Others have got these messages: they are sound, whoever cannot be asked about them.
      if (this.#hasAcceptance) return null;
      const why = `LINE could not be asked whether the messages are at fault (${verdict.message})`;
      const stop = culpritsNotFound(reply, why);
      return isPassing(verdict) ? { do: 'askAgain', stop } : { do: 'end', stop };
    }
    if (verdict.valid) return null;
    const { problem, details } = verdict;
    return { do: 'end', stop: { ...refusedBy(reply), messages: problemOf({ ...reply, problem, details }) } };
  }

  async #accuse(suspect: Suspect): Promise<void> {
    if (this.#hasAcceptance) await suspect.setAside();
    else this.#suspects.push(suspect);
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

/** LINE refused the batch, and the run stops for it. */
export function refusedBy(reply: Refusal): Extract<StopReason, { type: 'refused' }> {
  return {
    type: 'refused',
    status: reply.status,
    problem: problemOf(reply),
    requestId: reply.requestId,
    messages: null,
  };
}

function culpritsNotFound(reply: Refusal | null, why: string): StopReason {
  const problem = reply === null ? null : `${reply.status}: ${problemOf(reply)}`;
  return { type: 'culpritsNotFound', problem, requestId: reply?.requestId ?? null, why };
}
