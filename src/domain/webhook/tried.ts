/** A webhook URL that a channel was tried with. */
export interface TriedWebhook {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How LINE's test went; null where it was set and not tested. */
  readonly passed: boolean | null;
}

/** URLs that are remembered of a channel. */
const REMEMBERED = 20;

/** The same list with one more, newest last, each URL once. */
export function withTried(tried: readonly TriedWebhook[], latest: TriedWebhook): readonly TriedWebhook[] {
  return [...tried.filter(({ url }) => url !== latest.url), latest].slice(-REMEMBERED);
}

interface TryingChannel {
  readonly name: string;
  readonly channelId: string;
  readonly production: boolean;
  readonly triedWebhooks: readonly TriedWebhook[];
}

/** Where the URL was tried last that is not in production; a test that passed counts before all others. Null for nowhere. */
export function triedElsewhere(
  url: string,
  channelId: string | null,
  channels: readonly TryingChannel[],
): { readonly channel: string; readonly at: number; readonly passed: boolean | null } | null {
  const tries = channels
    .filter((channel) => !channel.production && channel.channelId !== channelId)
    .flatMap(({ name, triedWebhooks }) =>
      triedWebhooks.filter((tried) => tried.url === url).map(({ at, passed }) => ({ channel: name, at, passed })),
    )
    .sort((a, b) => a.at - b.at);
  return tries.findLast(({ passed }) => passed === true) ?? tries.at(-1) ?? null;
}
