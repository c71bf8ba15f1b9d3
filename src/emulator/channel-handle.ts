import type { DeliverySummary } from './accounting/delivery-book.js';
import type { ChannelIdentity } from './channel.js';
import type { Platform } from './control/platform.js';
import type { RequestSummary } from './control/request-journal.js';
import { EmulatorError } from './emulator-error.js';
import { readFaults } from './faults/fault-text.js';
import type { Fault } from './faults/faults.js';
import { type ChatMessage, chatOf } from './sent/chat.js';
import type { EmulatorState } from './state/state.js';
import { isWebhookUrl } from './webhook/webhook-caller.js';
import { type EventAttempt, hasReadableContent, sendEvents } from './webhook/webhook-events.js';

/** One channel of an emulator: a world of its own, with tokens, followers, quota and webhook that no other channel knows. */
export interface EmulatorChannel {
  readonly channelId: string;
  /** The user ID of its bot: `destination` of its webhooks. */
  readonly botUserId: string;
  /** The environment that points a bot, or `line-ops`, at this channel: `LINE_CHANNEL_ID`, `LINE_CHANNEL_SECRET` and so on. */
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
  /**
   * How often clients did what LINE forbids without saying so, such as another body under a used retry key; 0 is the
   * number to hope for.
   */
  violationCount(): number;
  /** Puts other faults in force. @throws {EmulatorError} for what is no fault, or names no endpoint. */
  setFaults(faults: readonly (Fault | string)[]): void;
  /** Sets the webhook as the console does; null takes it away. @throws {EmulatorError} for a URL that LINE would refuse. */
  setWebhook(endpoint: string | null): void;
  /**
   * Calls the webhook with these events, signed. What an event leaves out is filled in, so `{ type: 'follow' }` is enough.
   * Where the bot does not answer 2xx they are sent again, up to `redeliveries` times (default 0). `mutate` says whether they
   * carry what LINE may add any day; where it is left out, the option of the start does. `content` beside a message is what
   * its bytes are: base64, or `{ base64, contentType, preparingMs, transcoding: 'failed' }`; the bot is not told.
   *
   * @throws {EmulatorError} when no webhook is set, or `content` cannot be read.
   */
  sendEvents(
    events: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly redeliveries?: number; readonly mutate?: boolean },
  ): Promise<readonly EventAttempt[]>;
}

/** What can be done with a channel of a platform that runs. A reset and an import leave it in force. */
export function channelHandle(
  platform: Platform,
  { id, botUserId }: Pick<ChannelIdentity, 'id' | 'botUserId'>,
  env: EmulatorChannel['env'],
): EmulatorChannel {
  const state = (): EmulatorState => {
    const found = platform.channels.get(id);
    if (found === undefined) throw new RangeError(`channel ${id} is gone`);
    return found;
  };
  const settled = () => {
    const { narrowcasts, clock } = state();
    narrowcasts.settle(clock.now());
    return state();
  };
  return {
    channelId: id,
    botUserId,
    env,
    followerId: (index) => state().followers.idOf(index),
    deliveries: () => settled().deliveries.summary(),
    deliveriesTo: (userId) => settled().deliveries.ofUser(userId).delivered,
    messagesTo: (chatId) => chatOf(settled(), chatId, state().clock.now()),
    requests: () => state().journal.summary(),
    violationCount: () => state().violations.count,
    setFaults: (faults) => state().faults.setFaults(readFaults(faults, platform.endpoints)),
    setWebhook: (endpoint) => {
      if (endpoint !== null && !isWebhookUrl(endpoint)) throw notAWebhook(endpoint);
      state().webhook.endpoint = endpoint;
    },
    sendEvents: async (events, { redeliveries = 0, mutate = null } = {}) => {
      const { endpoint } = state().webhook;
      if (endpoint === null) throw noWebhook();
      if (!events.every(hasReadableContent)) throw notAnEvent();
      return (await sendEvents(state(), endpoint, events, { redeliveries, mutate })).attempts;
    },
  };
}

function notAWebhook(endpoint: string): EmulatorError {
  return new EmulatorError(
    'INVALID_WEBHOOK_URL',
    `"${endpoint}" is not a URL that LINE takes for a webhook`,
    'Give an https URL, or http on this machine.',
  );
}

function noWebhook(): EmulatorError {
  return new EmulatorError('NO_WEBHOOK', 'no webhook is set', 'Call setWebhook(url) before.');
}

function notAnEvent(): EmulatorError {
  return new EmulatorError(
    'INVALID_EVENT',
    'the `content` of an event is neither base64 nor an object with `base64`, `contentType`, `preparingMs` or `transcoding`',
    "Give `content: '<base64>'` beside the message, or leave it out.",
  );
}
