import { AUDIO, FLEX_VIDEO, VIDEO } from './kinds.js';
import { contentTargets } from './targets.js';

/** Fetched by whoever taps, not by whoever sees the message. */
const ON_TAP: ReadonlySet<string> = new Set([VIDEO, AUDIO, FLEX_VIDEO].map(({ name }) => name));

/** A host that everybody who sees the messages fetches something from. */
export interface ContentHost {
  readonly host: string;
  /** Different URLs there; of an imagemap each device fetches one of its sizes. */
  readonly urls: number;
}

/** The hosts that messages are shown from, in the order in which they first appear. */
export function contentHosts(messages: readonly unknown[]): readonly ContentHost[] {
  const urls = new Map<string, Set<string>>();
  for (const { url, kind } of contentTargets(messages)) {
    const host = ON_TAP.has(kind.name) || !URL.canParse(url) ? '' : new URL(url).host;
    if (host !== '') urls.set(host, (urls.get(host) ?? new Set()).add(url));
  }
  return [...urls].map(([host, at]) => ({ host, urls: at.size }));
}

const MINUTE_MS = 60_000;

/**
 * How many people may get it within one minute, at most: as fast as it is sent, and no more than a stage where stages lie
 * further apart than that. `sentPerMinute` is null where LINE decides.
 */
export function peoplePerMinute(
  stages: readonly number[],
  { intervalMs, sentPerMinute }: { readonly intervalMs: number; readonly sentPerMinute: number | null },
): number {
  const together = MINUTE_MS <= intervalMs ? Math.max(0, ...stages) : stages.reduce((sum, size) => sum + size, 0);
  return Math.min(together, sentPerMinute === null ? together : Math.max(1, Math.ceil(sentPerMinute)));
}
