import type { Reason } from '../../../domain/failure/facts.js';
import type { LineOpsError } from '../../../domain/failure/failure.js';
import { grouped } from '../../../domain/text/grouped.js';

/** What is verified, in the order in which it is told. */
const VERIFIED = [
  'file',
  'batches',
  'checksums',
  'once',
  'held-out',
  'set-aside',
  'plan-hash',
  'books',
  'counts',
  'request-ids',
  'own-request',
  'settled-once',
  'state',
  'journal',
] as const;

export type VerifiedId = (typeof VERIFIED)[number];

/** One thing that was verified. */
export type VerifyCheck = { readonly id: VerifiedId } & (
  | {
      readonly status: 'pass';
      /** What was looked at. */
      readonly looked: string;
    }
  | {
      /** It cannot be made any more. */
      readonly status: 'skip';
      readonly forgottenAt: number;
    }
  | {
      readonly status: 'fail';
      /** None where the check was never made, because the ledger could not be read to its end. */
      readonly problems: readonly Reason[];
      /** How many problems there are beyond those. */
      readonly more: number;
    }
);

/** Problems named one by one; beyond these a number says enough. */
const NAMED_PROBLEMS = 3;

/** Collects what is wrong, check by check, in bounded memory. */
export class Findings {
  readonly #problems = new Map<VerifiedId, { readonly named: string[]; count: number }>();
  readonly #looked = new Map<VerifiedId, string>();
  readonly #forgotten = new Map<VerifiedId, number>();
  #unreadable: LineOpsError | null = null;

  fail(id: VerifiedId, problem: string): void {
    const problems = this.#problems.get(id) ?? { named: [], count: 0 };
    problems.count += 1;
    if (problems.named.length < NAMED_PROBLEMS) problems.named.push(problem);
    this.#problems.set(id, problems);
  }

  /** Why the ledger cannot be read to its end. */
  endAt(problem: LineOpsError): void {
    this.#unreadable = problem;
  }

  /** Says that the check was made, and what it looked at. A check that was never made does not pass. */
  examined(id: VerifiedId, looked: string): void {
    this.#looked.set(id, looked);
  }

  /** Says that what the check would look at was forgotten, at this time in milliseconds since 1970. */
  forgotten(id: VerifiedId, at: number): void {
    this.#forgotten.set(id, at);
  }

  /**
   * What is wrong with the ledger, one line a check. Request IDs are what was answered: the same one twice says something
   * of who answers, and nothing of the ledger.
   */
  damage(): readonly string[] {
    return VERIFIED.flatMap((id) => {
      const problems = this.#problems.get(id);
      return problems === undefined || id === 'own-request' ? [] : `${id}: ${told(problems)}`;
    });
  }

  checks(): readonly VerifyCheck[] {
    return VERIFIED.map((id) => {
      const { named, count } = this.#problems.get(id) ?? { named: [], count: 0 };
      const looked = this.#looked.get(id);
      const unreadable = id === 'file' && this.#unreadable !== null ? [this.#unreadable] : [];
      const problems = [...named, ...unreadable];
      const forgottenAt = this.#forgotten.get(id);
      if (forgottenAt !== undefined && problems.length === 0) return { id, status: 'skip', forgottenAt };
      return 0 < problems.length || looked === undefined
        ? { id, status: 'fail', problems, more: count - named.length }
        : { id, status: 'pass', looked };
    });
  }
}

function told({ named, count }: { readonly named: readonly string[]; readonly count: number }): string {
  const more = count - named.length;
  return `${named.join('; ')}${more === 0 ? '' : `; and ${grouped(more)} more`}`;
}
