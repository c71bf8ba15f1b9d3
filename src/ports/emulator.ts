/** How an emulator is to be started. */
export interface EmulatorWish {
  readonly port: number;
  readonly followers: number;
  /** Messages a month; null for no limit. */
  readonly quota: number | null;
  readonly latencyMs: number;
  /** `<kind>=<probability>`, as typed. */
  readonly faults: readonly string[];
  readonly seed: number;
  readonly stateFile: string | null;
  readonly blockedRatio: number;
}

/** A running emulator of the LINE platform, with its books. */
export interface RunningEmulator {
  readonly url: string;
  /** The environment that points `line-ops`, or any other client, at it. */
  readonly env: Readonly<Record<string, string>>;
  deliveries(): { readonly recipients: number; readonly messages: number; readonly maxPerRecipient: number };
  violationCount(): number;
  /** The user ID of a follower, by position from 0. */
  followerId(index: number): string;
  stop(): Promise<void>;
}

/** A bot server on this machine that answers webhooks and checks their signatures. */
export interface SampleBot {
  readonly url: string;
  /** Webhooks received with a right signature. */
  received(): number;
  stop(): Promise<void>;
}
