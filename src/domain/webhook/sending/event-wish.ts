import { failure } from '../../failure/failure.js';
import { nearestName } from '../../text/nearest-name.js';
import type { ChatKind, EventRow } from '../events/event-row.js';
import { unknownMessageRow, unknownRow } from '../events/sample-event.js';
import { EVENT_ROWS, findEventRow } from '../events/table.js';

/** What a type is called that no specification has, where none is given. */
const TYPE_OF_TOMORROW = 'cookieBaked';
const UNKNOWN = 'unknown';
const ALL = 'all';

/** What `--event` takes beside the names of the table. */
export const SPECIAL_EVENTS: Readonly<Record<string, string>> = {
  [ALL]: 'one event of each row of this list',
  [UNKNOWN]: 'an event of a type that LINE does not have; unknown:<type> names it',
  [`message:${UNKNOWN}`]: 'a message of a type that LINE does not have',
};

/** Which events a body has, before anybody knows when and to whom. */
export interface EventWish {
  readonly rows: readonly EventRow[];
  /** How many sample users they are of. */
  readonly users: number;
  readonly mode: 'active' | 'standby';
  readonly isRedelivery: boolean;
  /** Null for where such an event usually comes from. */
  readonly chat: ChatKind | null;
}

/** The rows of one name, or of several with commas between them. @throws {LineOpsError} `usage` for a name that no row has. */
export function parseEventNames(text: string): readonly EventRow[] {
  return text.split(',').flatMap((name) => parseEventName(name.trim()));
}

/**
 * The rows that a name stands for: one, or with `all` every one.
 *
 * @throws {LineOpsError} `usage` for a name that no row has: a slip must not pass for a type of tomorrow.
 */
export function parseEventName(text: string): readonly EventRow[] {
  if (text === ALL) return EVENT_ROWS;
  if (text === UNKNOWN) return [unknownRow(TYPE_OF_TOMORROW)];
  if (text === `message:${UNKNOWN}`) return [unknownMessageRow(TYPE_OF_TOMORROW)];
  const [, type] = /^unknown:([A-Za-z]\w*)$/.exec(text) ?? [];
  if (type !== undefined) return [unknownRow(type)];
  const row = findEventRow(text);
  if (row !== null) return [row];
  throw failure('UNKNOWN_EVENT', { text, nearest: meantBy(text) });
}

/** A kind without its type, or a slip; null where nothing comes near. */
function meantBy(text: string): string | null {
  const ofKind = EVENT_ROWS.find(({ name }) => name.endsWith(`:${text}`));
  const names = [...EVENT_ROWS.flatMap(({ name, type }) => [name, type]), ...Object.keys(SPECIAL_EVENTS)];
  return ofKind?.name ?? nearestName(text, names);
}
