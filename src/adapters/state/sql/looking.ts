import type { Look } from './engine.js';
import type { Steps } from './steps.js';

/** Runs steps that only read where rows come one answer at a time. */
export async function looking<Result>(look: Look, steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) {
    const { sql, values } = step.value;
    step = steps.next({ rows: await look.rows(sql, ...values), changes: 0 });
  }
  return step.value;
}
