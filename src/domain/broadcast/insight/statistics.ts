/** How often one link was opened, in LINE's own names. Null is what LINE does not give. */
export interface UrlStatistics {
  /** The message object that it stands in, from 1. */
  readonly seq: number;
  readonly url: string;
  readonly click: number | null;
  readonly uniqueClick: number | null;
}

/** What LINE says people did with messages, in its own names. Null is what it does not give. */
export interface Statistics {
  /** Only of a request; of a unit LINE does not say it. */
  readonly delivered: number | null;
  readonly uniqueImpression: number | null;
  readonly uniqueClick: number | null;
  readonly urls: readonly UrlStatistics[];
}

/** What LINE said, and when, in milliseconds since 1970 by its clock. */
export interface HeardStatistics {
  readonly statistics: Statistics;
  readonly at: number;
}

/**
 * What is kept when LINE is asked again. Its numbers only grow: where it gives none any more, those that it gave stay.
 */
export function laterOf(kept: HeardStatistics | null, heard: HeardStatistics): HeardStatistics {
  const isLess =
    kept !== null && kept.statistics.uniqueImpression !== null && heard.statistics.uniqueImpression === null;
  return isLess ? kept : heard;
}
