import type { EnvironmentVariables } from './host.js';

/** How an emulator is to be started. What is optional has the emulator's own default. */
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
  /** A state to start from where the state file is not there yet; it is only read. */
  readonly importFile?: string | null;
  /** Where its clock starts; null for now. */
  readonly clock?: Date | null;
  /** Whether the account may ask for follower IDs. */
  readonly verified?: boolean;
  /** Whether a long-lived token is planted and put into the environment. */
  readonly longLived?: boolean;
  readonly rateLimits?: boolean;
  /** Whether webhooks also carry what LINE may add any day. */
  readonly mutate?: boolean;
  readonly narrowcastMs?: number;
  readonly audienceMs?: number;
  readonly menuBatchMs?: number;
  /** Channels beside the first. */
  readonly channels?: readonly { readonly id: string; readonly secret: string }[];
  /** Where what happens is written, line by line; null for nowhere. */
  readonly recordFile?: string | null;
  /** Told of each request that the emulator does not serve. */
  readonly onUnserved?: (request: UnservedRequest) => void;
  /** Lists it in the state folder of this environment while it runs, so that another process can find and stop it. */
  readonly listedIn?: EnvironmentVariables;
}

/** A request that the emulator does not serve, and answers so in its own name. */
export interface UnservedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** A running emulator of the LINE platform, with its books. */
export interface RunningEmulator {
  readonly url: string;
  /** The process that serves it. */
  readonly pid: number;
  /** Its channels, the first of which the environment is of. */
  readonly channels: readonly { readonly channelId: string; readonly botUserId: string }[];
  /** The environment that points `line-ops`, or any other client, at it. */
  readonly env: Readonly<Record<string, string>>;
  deliveries(): { readonly recipients: number; readonly messages: number; readonly maxPerRecipient: number };
  violationCount(): number;
  /** The user ID of a follower, by position from 0. */
  followerId(index: number): string;
  stop(): Promise<void>;
  /** Resolves when it has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/** An emulator that some process of this user has listed and that answers under its own name. */
export interface ListedEmulator {
  readonly pid: number;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Ends it as Ctrl-C would, and waits until it is gone. @throws {LineOpsError} `unavailable` when it does not go. */
  stop(): Promise<void>;
}

/** The emulators that run beside each other. */
export interface EmulatorRegistry {
  /** Those that run, oldest first. Entries that a killed process left behind are taken away. */
  list(): Promise<readonly ListedEmulator[]>;
}

/** A bot server on this machine that answers webhooks and checks their signatures. */
export interface SampleBot {
  readonly url: string;
  /** Webhooks received with a right signature. */
  received(): number;
  stop(): Promise<void>;
}
