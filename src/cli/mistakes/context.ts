import type { Advice } from '../../domain/failure/facts.js';

/** For scripts: what may have been meant, where something may. */
export function contextOf(advice: Advice): { readonly details: Readonly<Record<string, unknown>> | null } {
  const meant = advice.type === 'lines' ? advice.lines[0] : advice.type === 'word' ? advice.word : undefined;
  return { details: meant === undefined ? null : { meant } };
}
