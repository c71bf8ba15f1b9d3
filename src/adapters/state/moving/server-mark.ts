import { isJsonObject } from '../../../domain/text/json-object.js';
import type { ServerSession } from '../postgres/server.js';
import { markOf, type StateMark } from './mark.js';

/** As it is in the transaction of the session; null for a state that was never moved. */
export async function readServerMark(session: ServerSession): Promise<StateMark | null> {
  const { rows } = await session.query('SELECT standing, move_id AS "moveId", other, at FROM mark');
  const mark = isJsonObject(rows[0]) ? markOf(rows[0]) : null;
  return mark === null || mark.moveId === '' ? null : mark;
}

export async function setServerMark(session: ServerSession, { standing, moveId, other, at }: StateMark): Promise<void> {
  const values = [standing, moveId, other, at];
  await session.query('UPDATE mark SET standing = $1, move_id = $2, other = $3, at = $4', values);
}
