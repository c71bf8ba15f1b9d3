import type { Answer } from '../domain/doctor/answers.js';
import type { BroadcastId, ChannelId, ChannelName, SigningKeyId, TokenId, UserId } from '../domain/line/ids.js';
import type { TokenRecord } from '../domain/tokens/token.js';
import type { TriedWebhook } from '../domain/webhook/tried.js';

/** What an operator configured for a channel; nothing in it is secret. */
export interface ChannelSettings {
  readonly name: ChannelName;
  readonly channelId: ChannelId;
  readonly signingKeyId: SigningKeyId | null;
  /** Learned at `channel add`; a token of another bot is refused before a send. */
  readonly botUserId: UserId | null;
  readonly botName: string | null;
  /** Sends ask for the channel's name typed out. */
  readonly production: boolean;
  /** Where the quiet hours of its broadcasts are read off the clock; null for the default. */
  readonly timeZone: string | null;
  /** Oldest first: what was written down under them is the channel's own. */
  readonly formerNames: readonly FormerName[];
  /** What was said to the questions of the release checklist, each once. */
  readonly answers: readonly Answer[];
  /** Newest last: LINE asks to try a webhook on another channel before one in production. */
  readonly triedWebhooks: readonly TriedWebhook[];
}

/** A name that a channel had before it was renamed. */
export interface FormerName {
  readonly name: ChannelName;
  /** Milliseconds since 1970; another channel may have the name since. */
  readonly until: number;
}

export interface Configuration {
  readonly current: ChannelName | null;
  readonly channels: readonly ChannelSettings[];
}

/** Configuration that is not secret. Read fresh each time; changed under a lock, so that two processes never lose each other's change. */
export interface ConfigurationStore {
  read(): Promise<Configuration>;
  /** What `edit` awaits happens before any other process changes the configuration. */
  change(edit: (configuration: Configuration) => Configuration | Promise<Configuration>): Promise<void>;
  /** Whether the request log holds bodies too: `"log": {"bodies": true}` in the file. */
  logsBodies(): Promise<boolean>;
  /**
   * How long the recipients of ended broadcasts are to be kept, in milliseconds: `"broadcast": {"keepRecipients": "90d"}`
   * in the file, at least a day; null for ever.
   */
  keepRecipientsMs(): Promise<number | null>;
}

/** Where a secret lies. One file, one entry each. */
export type SecretName =
  | `channel/${string}/secret`
  | `channel/${string}/assertion-key`
  | `token/${string}`
  /** What a place held before a rotation delivered to it. */
  | `rotation/${string}`;

/** How the secrets are protected; `doctor` and `channel add` say it in these words. */
export type SecretProtection =
  | { readonly type: 'keyring' }
  | { readonly type: 'key-variable' }
  /** In a server that never sees the key, which is `LINE_OPS_SECRET_KEY`. */
  | { readonly type: 'server'; readonly name: string }
  | { readonly type: 'plain'; readonly why: string };

export interface SecretStore {
  get(name: SecretName): Promise<string | null>;
  /** On disk, synced, before it resolves. A null value forgets the entry. */
  set(changes: Readonly<Partial<Record<SecretName, string | null>>>): Promise<void>;
  /** All of them by their names, for who takes the whole state elsewhere. */
  entries(): Promise<Readonly<Record<string, string>>>;
  /** @throws {LineOpsError} as `get` would, for any name. */
  requireReadable(): Promise<void>;
  /**
   * Writes the file anew as it is: whatever would keep a secret from being stored is found out before there is one that
   * cannot be had again.
   *
   * @throws {LineOpsError} as `set` would.
   */
  requireWritable(): Promise<void>;
  protection(): Promise<SecretProtection>;
}

/** The tokens this tool issued, imported or ended. Every change is on disk before the promise resolves. */
export interface TokenLedger {
  /** Every token of the channel, ended ones too, oldest first. */
  list(channelId: ChannelId): Promise<readonly TokenRecord[]>;
  find(id: TokenId): Promise<TokenRecord | null>;
  findByFingerprint(fingerprint: string): Promise<TokenRecord | null>;
  /** Adds the record, or replaces the one with the same ID. */
  put(record: TokenRecord): Promise<void>;
  /**
   * The same for what follows from having counted the tokens of the channel: only while this process holds them.
   *
   * @throws {LineOpsError} `failure` LEASE_LOST where another has issued, or may have, since they were counted.
   */
  putCounted(record: TokenRecord): Promise<void>;
  /** Forgets a record: of an issue that LINE refused, or because the operator says so. */
  remove(id: TokenId): Promise<void>;
}

/** Someone who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface HeldLock {
  /** Resolves when others may take it; never rejects. A lock that could not be given back ends by itself. */
  release(): Promise<void>;
  /** Fires when another process has taken a lease over. Never where the system ends a lock with its process. */
  readonly lost: AbortSignal;
  /** Whether nobody else can hold it at this moment, by this machine's clocks, the one that stands still in sleep and the other. */
  isCertain(): boolean;
  /**
   * Before a step that cannot be taken back: at once where it is certain, else after asking.
   *
   * @throws {LineOpsError} `failure` LEASE_LOST where another process has taken it over.
   */
  requireHeld(): Promise<void>;
}

/**
 * Locks between all processes on one state. In a folder the operating system lets go of them when a process dies,
 * however it dies; in a server they are leases, which lapse. While a process holds `state-move`, no other gets any lock:
 * `acquire` answers who moves the state.
 */
export interface Locks {
  /** Waits up to `waitMs` for the lock. Answers who holds it when that is not enough. */
  acquire(name: string, waitMs: number): Promise<{ readonly held: HeldLock } | { readonly heldBy: LockHolder | null }>;
  /**
   * Which of them somebody holds, and when it lapses unless it is renewed, milliseconds since 1970; null where it ends with
   * its process. Writes nothing. Whoever looks at the same moment may keep one from somebody who wants it, so only for
   * locks that nobody depends on.
   */
  areHeld(names: readonly string[]): Promise<ReadonlyMap<string, number | null>>;
  /** Every lock that somebody holds at this moment, by its name; for people, and as `areHeld` says. */
  allHeld(): Promise<readonly LockInUse[]>;
}

/** A lock that somebody holds. */
export interface LockInUse {
  readonly name: string;
  /** Null where nobody can tell. */
  readonly holder: LockHolder | null;
  /** When it lapses unless it is renewed, milliseconds since 1970; null where it ends with its process. */
  readonly lapsesAt: number | null;
}

/** Whether somebody holds it, as `areHeld` says. */
export async function isHeld(locks: Locks, name: string): Promise<boolean> {
  return (await locks.areHeld([name])).has(name);
}

export type LockName =
  | `tokens-${string}`
  | `rotation-${string}`
  | `broadcast-${BroadcastId}`
  /** The sign that a run is at work; held beside the lock that keeps others out, for those who only look. */
  | `broadcast-${BroadcastId}-at-work`
  | `begin-${string}`
  | 'pushes'
  | `followers-${string}`
  | 'configuration'
  | 'friends'
  | 'secrets'
  | typeof STATE_MOVE;

/** The whole state goes elsewhere: nobody else gets any lock meanwhile. */
export const STATE_MOVE = 'state-move';
