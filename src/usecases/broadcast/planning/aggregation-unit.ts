import { contentOf } from '../../../domain/broadcast/planning/body.js';
import { namesRecipients, type SendWay } from '../../../domain/broadcast/settings.js';
import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import type { LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

/** Different unit names a month; beyond, LINE sends the message and silently assigns none. @see https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/ */
export const UNITS_PER_MONTH = 1000;

/** An aggregation unit, and how many of the month's are used. */
export interface UnitUse {
  readonly name: string;
  /** Null where LINE does not say. */
  readonly usedThisMonth: number | null;
  /** Whether it would be one more; null where LINE does not say. */
  readonly isNew: boolean | null;
  /** Why LINE does not say. */
  readonly problem: LineOpsError | null;
}

/**
 * What LINE says of the unit of these messages; null where they have none, and for friends, whose requests take none.
 *
 * @throws {LineOpsError} `limit` when LINE would silently not assign it; `auth` where it takes no token.
 */
export async function lookAtUnit(
  via: SendWay,
  bodyTail: string,
  api: LineApi,
  tokens: AccessTokens,
): Promise<UnitUse | null> {
  const [name] = namesRecipients(via) ? contentOf(bodyTail).units : [];
  if (name === undefined) return null;
  try {
    const used = await api.aggregationUnitCount(await tokens.current());
    const isNew = used === 0 || !(await isInUse(name, api, tokens));
    if (isNew && UNITS_PER_MONTH <= used) throw failure('UNIT_LIMIT_REACHED', { most: UNITS_PER_MONTH, unit: name });
    return { name, usedThisMonth: used, isNew, problem: null };
  } catch (error) {
    const isFatal = !(error instanceof LineOpsError) || error.kind === 'auth' || error.code === 'UNIT_LIMIT_REACHED';
    if (isFatal) throw error;
    return { name, usedThisMonth: null, isNew: null, problem: error };
  }
}

async function isInUse(unit: string, api: LineApi, tokens: AccessTokens): Promise<boolean> {
  const token = await tokens.current();
  let start: string | null = null;
  do {
    const page = await api.aggregationUnits(token, start);
    if (page.units.includes(unit)) return true;
    start = page.next;
  } while (start !== null);
  return false;
}
