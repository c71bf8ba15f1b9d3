import { grouped } from '../../../domain/text/grouped.js';

/** What is verified, in the order in which it is told. The text says what holds when it passes. */
const VERIFIED = [
  ['file', 'The state file is sound'],
  ['batches', 'Every batch is there, in order, and in its stage'],
  ['checksums', 'The recipients of every batch are what was stored'],
  ['once', 'Nobody is in two batches'],
  ['held-out', 'Nobody who is held out is in a batch'],
  ['set-aside', 'Everybody set aside was planned, and is sent to no more'],
  ['plan-hash', 'Recipients, message and stages are those of the plan hash'],
  ['books', 'accepted + refused + unknown + pending + left out = unique'],
  ['counts', 'The counts that are shown are those of the ledger'],
  ['request-ids', "Every accepted batch has LINE's request ID"],
  ['own-request', 'No two batches were accepted by the same request'],
  ['settled-once', 'No batch is settled twice'],
  ['state', 'The state agrees with the books'],
  ['journal', 'The ledger knows all that this machine has sent'],
] as const;

export type VerifiedId = (typeof VERIFIED)[number][0];

/** One thing that was verified, in the form of every check. */
export interface VerifyCheck {
  readonly id: VerifiedId;
  readonly title: string;
  readonly status: 'pass' | 'fail';
  readonly detail: string;
}

/** Problems named one by one; beyond these a number says enough. */
const NAMED_PROBLEMS = 3;

/** Collects what is wrong, check by check, in bounded memory. */
export class Findings {
  readonly #problems = new Map<VerifiedId, { readonly named: string[]; count: number }>();
  readonly #details = new Map<VerifiedId, string>();

  fail(id: VerifiedId, problem: string): void {
    const problems = this.#problems.get(id) ?? { named: [], count: 0 };
    problems.count += 1;
    if (problems.named.length < NAMED_PROBLEMS) problems.named.push(problem);
    this.#problems.set(id, problems);
  }

  /** Says that the check was made, and what it looked at. A check that was never made does not pass. */
  examined(id: VerifiedId, detail: string): void {
    this.#details.set(id, detail);
  }

  /**
   * What is wrong with the ledger, one line a check. Request IDs are what was answered: the same one twice says something
   * of who answers, and nothing of the ledger.
   */
  damage(): readonly string[] {
    return VERIFIED.flatMap(([id]) => {
      const problems = this.#problems.get(id);
      return problems === undefined || id === 'own-request' ? [] : `${id}: ${told(problems)}`;
    });
  }

  checks(): readonly VerifyCheck[] {
    return VERIFIED.map(([id, title]) => {
      const check = { id, title };
      const problems = this.#problems.get(id);
      if (problems !== undefined) return { ...check, status: 'fail', detail: told(problems) };
      const detail = this.#details.get(id);
      return detail === undefined
        ? { ...check, status: 'fail', detail: 'not examined: the ledger could not be read to its end' }
        : { ...check, status: 'pass', detail };
    });
  }
}

function told({ named, count }: { readonly named: readonly string[]; readonly count: number }): string {
  const more = count - named.length;
  return `${named.join('; ')}${more === 0 ? '' : `; and ${grouped(more)} more`}`;
}
