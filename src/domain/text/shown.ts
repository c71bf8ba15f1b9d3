import { fitted } from './text-width.js';
import { visible } from './visible.js';

/** Columns that a quotation takes at most. */
const QUOTED_COLUMNS = 60;
/** More than enough for that, whatever takes no room; what comes behind need not be looked at. */
const LOOKED_AT = 1_000;

/** Input as an error or a finding quotes it: on one line, not too long, with nothing that a terminal obeys. */
export function shown(text: string): string {
  if (text.length <= LOOKED_AT) return fitted(visible(text), QUOTED_COLUMNS);
  // Without the half of a character that may be left at the end.
  return fitted(`${visible(text.slice(0, LOOKED_AT).replace(/[\ud800-\udbff]$/, ''))}…`, QUOTED_COLUMNS);
}
