import { failure } from '../../../domain/failure/failure.js';
import type { LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

/** Different unit names a month; beyond, LINE sends the message and silently assigns none. @see https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/ */
const UNITS_PER_MONTH = 1000;

/**
 * Makes sure that LINE will assign the unit: there is room for one more name this month, or the name is in use already.
 *
 * @throws {LineOpsError} `limit` when it would silently not be assigned.
 */
export async function requireRoomForUnit(unit: string, api: LineApi, tokens: AccessTokens): Promise<void> {
  const token = await tokens.current();
  if ((await api.aggregationUnitCount(token)) < UNITS_PER_MONTH) return;
  let start: string | null = null;
  do {
    const page = await api.aggregationUnits(token, start);
    if (page.units.includes(unit)) return;
    start = page.next;
  } while (start !== null);
  throw failure('UNIT_LIMIT_REACHED', { most: UNITS_PER_MONTH, unit });
}
