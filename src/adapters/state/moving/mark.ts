import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../../domain/failure/failure.js';
import { isMissing } from '../../../domain/failure/system-errors.js';
import { jsonObjectIn } from '../../../domain/text/json-object.js';
import { stateFailure } from '../folders.js';
import { stateDamaged } from '../sql/damage.js';

/**
 * How a place stands among the moves of its state: not whole yet, in use, or left. A place that was never moved has none.
 * What `arrives` is refused to everybody but the move; what has `left` is refused to everybody.
 */
export interface StateMark {
  readonly standing: 'arrives' | 'here' | 'left';
  /** Of the move that brought the state here, or took it away. */
  readonly moveId: string;
  /** The place at the other end, in words, without a password. */
  readonly other: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const STANDINGS = ['arrives', 'here', 'left'] as const;

/** Named so that a folder that holds nothing else counts as new. */
export function markPath(folder: string): string {
  return join(folder, 'state.db.mark.json');
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED for a mark that this program never wrote: two states may be in use then. */
export function readFolderMark(folder: string): StateMark | null {
  const path = markPath(folder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw stateFailure({ verb: 'read', path }, cause);
  }
  const mark = markOf(jsonObjectIn(text) ?? {});
  if (mark === null) throw stateDamaged({ which: 'value', what: path });
  return mark;
}

export function markOf(fields: Readonly<Record<string, unknown>>): StateMark | null {
  const { moveId, other, at } = fields;
  const standing = STANDINGS.find((one) => one === fields['standing']);
  if (standing === undefined || typeof moveId !== 'string' || typeof other !== 'string') return null;
  return typeof at === 'number' ? { standing, moveId, other, at } : null;
}

/** @throws {LineOpsError} `usage` STATE_MOVED, STATE_NOT_ARRIVED where the state in the folder is not the one in use. */
export function requireFolderInUse(folder: string): void {
  requireInUse(readFolderMark(folder), folder, 'folder');
}

/** @throws {LineOpsError} as `requireFolderInUse`, of any place. */
export function requireInUse(mark: StateMark | null, place: string, which: 'folder' | 'server'): void {
  if (mark === null || mark.standing === 'here') return;
  const { standing, other } = mark;
  throw failure(standing === 'left' ? 'STATE_MOVED' : 'STATE_NOT_ARRIVED', { which, place, other });
}
