import type { FailureKind } from './kinds.js';

/** What one code says: its kind, null where each case has its own, and what it carries. */
export interface Declared<Kind extends FailureKind | null, Facts> {
  readonly kind: Kind;
  /** For the compiler alone: never there. */
  readonly facts?: Facts;
}

export type NoFacts = Readonly<Record<string, never>>;

export const usage = <Facts = NoFacts>(): Declared<'usage', Facts> => ({ kind: 'usage' });
export const findings = <Facts = NoFacts>(): Declared<'findings', Facts> => ({ kind: 'findings' });
export const auth = <Facts = NoFacts>(): Declared<'auth', Facts> => ({ kind: 'auth' });
export const limit = <Facts = NoFacts>(): Declared<'limit', Facts> => ({ kind: 'limit' });
export const unavailable = <Facts = NoFacts>(): Declared<'unavailable', Facts> => ({ kind: 'unavailable' });
export const incomplete = <Facts = NoFacts>(): Declared<'incomplete', Facts> => ({ kind: 'incomplete' });
export const refused = <Facts = NoFacts>(): Declared<'refused', Facts> => ({ kind: 'refused' });
export const failed = <Facts = NoFacts>(): Declared<'failure', Facts> => ({ kind: 'failure' });
/** For a code whose kind is that of what caused it, or of the moment. */
export const ofEachCase = <Facts = NoFacts>(): Declared<null, Facts> => ({ kind: null });
