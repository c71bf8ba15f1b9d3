import type { AudienceId } from '../../line/ids.js';
import type { SendWay } from '../settings.js';

/** What of a broadcast says how LINE counts. */
interface Counted {
  readonly via: SendWay;
  /** Null where it does not go to an audience. */
  readonly audienceId: AudienceId | null;
}

/**
 * Messages that must be left of the month's quota for stages of these sizes. The last stage of a narrowcast has no limit
 * of its own: for it LINE reserves the whole target reach, whoever got one of the earlier stages. To an audience every stage has a limit.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-cautions
 */
export function quotaNeeded({ via, audienceId }: Counted, stageSizes: readonly number[], targetReach: number): number {
  const isReserved = via === 'narrowcast' && audienceId === null && stageSizes.length > 0;
  const counted = isReserved ? stageSizes.slice(0, -1) : stageSizes;
  return counted.reduce((sum, size) => sum + size, isReserved ? targetReach : 0);
}
