import { type Endpoint, rateOf } from '../../domain/line/endpoints.js';
import type { Deps } from '../../ports/deps.js';
import type { Channel } from './channel.js';

/** Refused before anything was done. */
const NOT_COUNTED: readonly number[] = [401, 403, 429];

/**
 * How many requests of the endpoint LINE still takes now, where it takes few: by the log of requests, which all processes
 * of this state write.
 *
 * @throws {LineOpsError} where the log cannot be read.
 */
export async function requestsLeft(
  endpoint: Endpoint,
  channel: Channel,
  { clock, requestLog }: Pick<Deps, 'clock' | 'requestLog'>,
): Promise<number> {
  const label = channel.name ?? channel.id;
  const { count, periodMs } = rateOf(endpoint);
  let made = 0;
  const { groups } = (await requestLog()).read({ since: clock.now() - periodMs, until: null });
  for await (const group of groups)
    made += group.filter(
      ({ url, method, channel: caller, status }) =>
        method === endpoint.method &&
        url.endsWith(endpoint.path) &&
        caller === label &&
        !NOT_COUNTED.includes(status ?? 0),
    ).length;
  return Math.max(0, count - made);
}
