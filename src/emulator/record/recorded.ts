import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { WebhookCall } from '../webhook/webhook-caller.js';

/** A request of the bot, once it is answered. Tokens and secrets in it are `[redacted]`. */
export interface RecordedRequest {
  readonly schema: 'line-ops/emulator-request@1';
  readonly channelId: string;
  /** When it came: ISO 8601, emulator time. */
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What the emulator calls it, as in `--fault 429=1@<operation>`; null for what it does not serve. */
  readonly operation: string | null;
  /** What the bot got; null where a fault left it without an answer. */
  readonly status: number | null;
  /** What a fault did to the connection; null for nothing. */
  readonly lost: 'reset' | 'hang' | 'torn' | null;
  readonly retryKey: string | null;
  /** JSON as it was sent, a form as an object, other texts as a text, other bytes as their type and number; null for nothing. */
  readonly body: unknown;
  /** As `body`; null where there was none, or no answer. */
  readonly answer: unknown;
}

/** What an accepted request brought to people. That of a narrowcast comes when it is complete. */
export interface RecordedDelivery {
  readonly schema: 'line-ops/emulator-delivery@1';
  readonly channelId: string;
  /** ISO 8601, emulator time. */
  readonly at: string;
  readonly requestId: string;
  readonly method: SendMethod;
  /** The user, the group or the room that it was sent to; null where it was for many. */
  readonly chatId: string | null;
  /** How many users got it: of a group or a room each member. */
  readonly reached: number;
  /** How many of those that it was for did not: unknown, or they have blocked the account. */
  readonly unreached: number;
  /** The users who got it, of many the first 500. */
  readonly userIds: readonly string[];
  /** The message objects as they came. */
  readonly messages: readonly unknown[];
}

/** A webhook that was sent to the bot, once it is answered or given up. */
export interface RecordedWebhook {
  readonly schema: 'line-ops/emulator-webhook@1';
  readonly channelId: string;
  /** When it was first sent: ISO 8601, emulator time. */
  readonly at: string;
  readonly url: string;
  readonly destination: string;
  /** As they were sent first; none where the bot asked for a test. */
  readonly events: readonly unknown[];
  readonly attempts: readonly RecordedAttempt[];
  /** Whether the bot answered 2xx in the end. */
  readonly isAnswered: boolean;
}

/** One call of the bot. */
interface RecordedAttempt extends Pick<WebhookCall, 'reason' | 'detail' | 'statusCode'> {
  readonly isRedelivery: boolean;
}

/** One line of what happened. */
export type Recorded = RecordedRequest | RecordedDelivery | RecordedWebhook;
