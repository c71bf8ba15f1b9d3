/** What is called how in this state, for completion: found in a moment, without a change to any file, and empty where it cannot be found. */
export interface KnownNames {
  channels(): readonly KnownChannel[];
  /** Of one channel, or of all; the newest first. */
  tokens(channelId: string | null): Promise<readonly KnownToken[]>;
  /** The newest first, and of many the newest alone. */
  broadcasts(): Promise<readonly KnownBroadcast[]>;
  /** Those that were uploaded from here to one channel, or to all. */
  audiences(channelId: string | null): Promise<readonly KnownAudience[]>;
  emulators(): readonly { readonly url: string; readonly pid: number }[];
}

export interface KnownChannel {
  readonly name: string;
  readonly channelId: string;
  readonly botName: string | null;
  readonly isCurrent: boolean;
}

export interface KnownToken {
  readonly id: string;
  readonly channelId: string;
  readonly type: string;
  readonly label: string | null;
  readonly state: string;
  /** Milliseconds since 1970; null without an end. */
  readonly expiresAt: number | null;
}

export interface KnownBroadcast {
  readonly id: string;
  readonly name: string | null;
  readonly channelId: string | null;
  readonly state: string;
  readonly via: string;
}

export interface KnownAudience {
  readonly id: string;
  readonly name: string;
  readonly people: number;
}
