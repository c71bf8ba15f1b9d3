/**
 * A LINE platform on this machine, for tests: tokens, sending, quotas, rate limits, webhooks and faults as LINE has
 * them, on 127.0.0.1 and in this process.
 *
 * ```ts
 * import { startEmulator } from 'line-ops/emulator';
 *
 * const emulator = await startEmulator({ followers: 100, longLived: true });
 * const client = new messagingApi.MessagingApiClient({
 *   channelAccessToken: emulator.env.LINE_CHANNEL_ACCESS_TOKEN ?? '',
 *   baseURL: emulator.url,
 * });
 * await client.pushMessage({ to: emulator.followerId(0), messages: [{ type: 'text', text: 'Hello' }] });
 * emulator.deliveriesTo(emulator.followerId(0)); // 1
 * await emulator.stop();
 * ```
 */
export function startEmulator(options?: EmulatorOptions): Promise<Emulator>;

/** How the emulator is to behave; everything has a default. */
export interface EmulatorOptions {
  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /**
   * Channels beside the first, each a world of its own: tokens, keys, followers, quota. What the other options say of the
   * account is true of each. Default: none.
   */
  readonly channels?: readonly { readonly id: string; readonly secret: string }[];
  /** How many users follow the account. Default 1000. */
  readonly followers?: number;
  /** Share of the followers, from 0 to 1, who have blocked the account. Default 0. */
  readonly blockedRatio?: number;
  /** Messages a month; null, the default, for an account without a limit. */
  readonly quota?: number | null;
  /** How long every answer is held back, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** What goes wrong on the way, as objects or as texts such as `500-after=0.05@multicast`. Default: nothing. */
  readonly faults?: readonly (Fault | string)[];
  /** Decides which requests the faults strike, and whom a limited narrowcast reaches. Default 1. */
  readonly seed?: number;
  /** Keeps tokens, deliveries, retry keys and the rest from run to run. Default null: nothing is kept. */
  readonly stateFile?: string | null;
  /** A state to start from where there is no state file to go on with; it is only read. Default null. */
  readonly importFile?: string | null;
  /** Where the emulator's clock starts; null, the default, for the machine's time. */
  readonly clock?: Date | null;
  /** Whether LINE's rate limits are enforced. Default true. */
  readonly rateLimits?: boolean;
  /** How long a narrowcast takes in emulator time; a third of it is `waiting`. Default 500 ms. */
  readonly narrowcastMs?: number;
  /** How long a job that adds users to an audience takes in emulator time; half of it it waits. Default 500 ms. */
  readonly audienceMs?: number;
  /** How long a batch of rich menu operations takes in emulator time. Default 500 ms. */
  readonly menuBatchMs?: number;
  /** Whether the account is verified or premium: only such accounts may ask for follower IDs. Default true. */
  readonly verified?: boolean;
  /** Plants a long-lived token, as if issued in the console, and adds it to the environment. Default false. */
  readonly longLived?: boolean;
  /** Called for each request that the emulator does not serve; it is answered 501. Default: nobody is told. */
  readonly onUnserved?: (request: { readonly method: string; readonly path: string }) => void;
}

/** A running emulator. */
export interface Emulator {
  /** Where it serves both of LINE's hosts, without a trailing slash. */
  readonly url: string;
  /** Made anew at each start; who knows it may stop the emulator over HTTP. */
  readonly id: string;
  /** The environment that points a bot or `line-ops` at it: `LINE_CHANNEL_ID`, `LINE_CHANNEL_SECRET` and so on. */
  readonly env: Readonly<Record<string, string>>;
  /** The user ID of a follower, by position from 0. */
  followerId(index: number): string;
  /** Who got what so far. */
  deliveries(): DeliverySummary;
  /** How many messages one user got. */
  deliveriesTo(userId: string): number;
  /** What the chat with a user, a group or a room shows, oldest first: of the latest thousand requests that were accepted. */
  messagesTo(chatId: string): readonly ChatMessage[];
  /** What was asked and answered so far. */
  requests(): RequestSummary;
  /** What clients did though LINE forbids it without saying so, such as another body under a used retry key. */
  violationCount(): number;
  /** The emulator's time in milliseconds since 1970. */
  now(): number;
  /** Moves the emulator's clock, so that tokens expire and retry keys are forgotten. */
  moveClock(ms: number): void;
  /** Puts other faults in force. Throws for what is no fault, or names no endpoint. */
  setFaults(faults: readonly (Fault | string)[]): void;
  /** Sets the webhook as the console does; null takes it away. Throws for a URL that LINE would refuse. */
  setWebhook(endpoint: string | null): void;
  /**
   * Calls the webhook with these events, signed. What an event leaves out is filled in, so `{ type: 'follow' }` is enough.
   * Where the bot does not answer 2xx they are sent again, up to `redeliveries` times (default 0). Throws when no webhook
   * is set.
   */
  sendEvents(
    events: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly redeliveries?: number },
  ): Promise<readonly EventAttempt[]>;
  /** Starts over: no tokens but a planted one, nothing sent, nothing asked. */
  reset(): void;
  /** The whole state as one JSON document. */
  exportState(): string;
  /** Replaces the state by an exported one. Throws when it is none. */
  importState(exported: string): void;
  /** Closes every connection, saves the state file if there is one, and leaves nothing running. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, whoever asked for it; rejects when the state could not be saved. */
  readonly stopped: Promise<void>;
}

/** What can go wrong. `*-before`: without effect. `*-after`: accepted, and then the answer is lost. */
export type FaultKind =
  | '500-before'
  | '500-after'
  | 'reset-before'
  | 'reset-after'
  | 'hang-after'
  | 'torn-body'
  | '429'
  | 'slow';

/** A fault to be injected. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 0 to 1, per request. */
  readonly probability: number;
  /** Name of an endpoint, such as `multicast`, or its path, or `*` for all; without it, the four that take a retry key. */
  readonly endpoint?: string;
  /** For `slow`: how long the answer is held back. */
  readonly ms?: number;
}

/** Who got what, counted by the platform itself. */
export interface DeliverySummary {
  /** Different followers who got at least one message. */
  readonly recipients: number;
  /** Messages delivered: one per request and follower, however many message objects it held. */
  readonly messages: number;
  /** The most messages that any one follower got. 1 means that nobody was messaged twice. */
  readonly maxPerRecipient: number;
  /** Messages to users who are no followers or have blocked the account: accepted, delivered to nobody. */
  readonly undeliverable: number;
  /** The latest thousand accepted requests, oldest first. */
  readonly perRequest: readonly DeliveredRequest[];
}

/** What one accepted send request brought about. */
export interface DeliveredRequest {
  readonly requestId: string;
  readonly endpoint: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
  /** How many users the request named or reached for. */
  readonly recipients: number;
  readonly delivered: number;
  readonly undeliverable: number;
}

/** A message as it stands in a chat. */
export interface ChatMessage {
  readonly id: string;
  readonly from: 'bot' | 'user';
  /** Who of the chat wrote it; null for the bot. */
  readonly userId: string | null;
  /** ISO 8601, emulator time. */
  readonly at: string;
  /** How the bot sent it, and its request; null for a message of a user. */
  readonly method: 'push' | 'multicast' | 'broadcast' | 'narrowcast' | 'reply' | null;
  readonly requestId: string | null;
  /** The message object: what the bot sent, or what its webhook was told. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** Every request since the start, summed up, and the latest five hundred, oldest first. */
export interface RequestSummary {
  readonly total: number;
  readonly endpoints: readonly EndpointRequests[];
  readonly recent: readonly SeenRequest[];
}

/** All requests to one endpoint. */
export interface EndpointRequests {
  readonly method: string;
  readonly path: string;
  readonly count: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** The largest number of requests in any one second. */
  readonly maxPerSecond: number;
}

/** One request as the platform saw it. */
export interface SeenRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
  /** The HTTP status, or what a fault did to the connection. */
  readonly outcome: number | 'reset' | 'hang' | 'torn';
  readonly retryKey: string | null;
}

/** One attempt to bring events to the bot server, in the words of LINE's webhook test. */
export interface EventAttempt {
  readonly reason: 'OK' | 'COULD_NOT_CONNECT' | 'REQUEST_TIMEOUT' | 'ERROR_STATUS_CODE' | 'UNCLASSIFIED';
  readonly detail: string;
  /** 0 when no answer came. */
  readonly statusCode: number;
  readonly isRedelivery: boolean;
}
