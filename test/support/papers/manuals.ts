import { type Manual, manualOf } from '../../../src/cli/help/manual.js';
import { NOUNS } from '../../../src/cli/verbs.js';

/** A noun with the manuals of its verbs; one that is a verb itself has one. */
export interface NounManual {
  readonly noun: string;
  readonly summary: string;
  readonly isVerb: boolean;
  readonly manuals: readonly Manual[];
}

/** All that the help knows, for pages that are made of it. */
export async function everyManual(): Promise<readonly NounManual[]> {
  return Promise.all(
    Object.entries(NOUNS).map(async ([noun, { summary, verbs }]) => {
      const isVerb = typeof verbs === 'function';
      const all = isVerb ? [await verbs()] : await Promise.all(Object.values(verbs).map((load) => load()));
      return { noun, summary, isVerb, manuals: all.map(manualOf) };
    }),
  );
}
