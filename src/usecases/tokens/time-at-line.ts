import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';

/**
 * The time by LINE's clock, which is the one that tokens end by, as far as LINE has told it in this run; ours before
 * that.
 */
export function timeAtLine({ api, deps }: { readonly api: LineApi; readonly deps: Pick<Deps, 'clock'> }): number {
  return deps.clock.now() + (api.clockSkewMs() ?? 0);
}
