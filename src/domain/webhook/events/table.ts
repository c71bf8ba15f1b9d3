import { ACCOUNT_ROWS } from './account.js';
import { ACTION_ROWS } from './actions.js';
import type { EventRow } from './event-row.js';
import { FRIEND_ROWS } from './friends.js';
import { MESSAGE_ROWS } from './messages.js';

/** Every event that LINE sends. Where a type has several kinds, the first stands for the type. */
export const EVENT_ROWS: readonly EventRow[] = [...MESSAGE_ROWS, ...FRIEND_ROWS, ...ACTION_ROWS, ...ACCOUNT_ROWS];

/** The row of a name, such as `message:image`, or the first of a type, such as `message`; null where there is none. */
export function findEventRow(name: string): EventRow | null {
  return EVENT_ROWS.find((row) => row.name === name) ?? EVENT_ROWS.find(({ type }) => type === name) ?? null;
}
