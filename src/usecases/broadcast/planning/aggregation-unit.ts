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
  const name = unitIn(via, bodyTail);
  if (name === null) return null;
  try {
    const used = await api.aggregationUnitCount(await tokens.current());
    const isNew = used === 0 || !(await isInUse(name, api, tokens));
    if (isNew && UNITS_PER_MONTH <= used) throw limitReached(name);
    return { name, usedThisMonth: used, isNew, problem: null };
  } catch (error) {
    return { name, usedThisMonth: null, isNew: null, problem: asUntold(error) };
  }
}

/**
 * What was planned may begin in another month, or after others have used the rest of this one: by one request more, a unit
 * that would not be assigned is found out before the first message leaves. Where LINE does not say, it goes on.
 *
 * @throws {LineOpsError} as `lookAtUnit`.
 */
export async function requireUnit(via: SendWay, bodyTail: string, api: LineApi, tokens: AccessTokens): Promise<void> {
  const name = unitIn(via, bodyTail);
  if (name === null) return;
  try {
    const used = await api.aggregationUnitCount(await tokens.current());
    if (UNITS_PER_MONTH <= used && !(await isInUse(name, api, tokens))) throw limitReached(name);
  } catch (error) {
    asUntold(error);
  }
}

function unitIn(via: SendWay, bodyTail: string): string | null {
  return (namesRecipients(via) ? contentOf(bodyTail).units[0] : null) ?? null;
}

function limitReached(unit: string): LineOpsError {
  return failure('UNIT_LIMIT_REACHED', { most: UNITS_PER_MONTH, unit });
}

/** @throws what is more than that LINE does not tell it. */
function asUntold(error: unknown): LineOpsError {
  if (error instanceof LineOpsError && error.kind !== 'auth' && error.code !== 'UNIT_LIMIT_REACHED') return error;
  throw error;
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
