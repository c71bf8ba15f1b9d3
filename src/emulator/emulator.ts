import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { DeliverySummary } from './accounting/delivery-book.js';
import {
  ASSERTION_KEY_ID,
  ASSERTION_PRIVATE_JWK,
  type ChannelIdentity,
  channelIdentity,
  FIRST_CHANNEL,
} from './channel.js';
import { createChannels, firstOf, type Platform } from './control/platform.js';
import type { RequestSummary } from './control/request-journal.js';
import { EmulatorError } from './emulator-error.js';
import { parseFault } from './faults/fault-text.js';
import { type Fault, namesEndpoint } from './faults/faults.js';
import { ENDPOINT_NAMES } from './http/routes.js';
import { createPlatformServer } from './http/server.js';
import { type ChatMessage, chatOf } from './sent/chat.js';
import { type EmulatorOptions, type EmulatorSettings, settingsOf } from './settings.js';
import type { EmulatorState } from './state/state.js';
import { exportState, importState, loadState } from './state/state-file.js';
import { StateKeeper } from './state/state-keeper.js';
import { opaqueString } from './tokens/token-store.js';
import { isWebhookUrl } from './webhook/webhook-caller.js';
import { type EventAttempt, sendEvents } from './webhook/webhook-events.js';

/** A LINE platform on this machine. */
export interface Emulator {
  /** Where it serves both of LINE's hosts, without a trailing slash. */
  readonly url: string;
  /** Made anew at each start; who knows it may stop the emulator over HTTP. */
  readonly id: string;
  /** The environment that points `line-ops`, or a bot, at it, credentials included. */
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
  /** What clients did though LINE forbids it without saying so; 0 is the number to hope for. */
  violationCount(): number;
  /** The emulator's time in milliseconds since 1970. */
  now(): number;
  /** Moves the emulator's clock, so that tokens expire and retry keys are forgotten. */
  moveClock(ms: number): void;
  /** Puts other faults in force. @throws {EmulatorError} for what is no fault, or names no endpoint. */
  setFaults(faults: readonly (Fault | string)[]): void;
  /** Sets the webhook as the console does; null takes it away. @throws {EmulatorError} for a URL LINE would refuse. */
  setWebhook(endpoint: string | null): void;
  /**
   * Calls the webhook with these events, signed. What an event leaves out is filled in, so `{ type: 'follow' }` is enough.
   * Where the bot does not answer 2xx they are sent again, up to `redeliveries` times (default 0).
   *
   * @throws {EmulatorError} when no webhook is set.
   */
  sendEvents(
    events: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly redeliveries?: number },
  ): Promise<readonly EventAttempt[]>;
  /** Starts over: no tokens but a planted one, nothing sent, nothing asked. */
  reset(): void;
  /** The whole state as one JSON document. */
  exportState(): string;
  /** Replaces the state by an exported one. @throws {EmulatorError} when it is none. */
  importState(exported: string): void;
  /** Closes every connection, saves the state file if there is one, and leaves nothing running. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, whoever asked for it; rejects when the state could not be saved. */
  readonly stopped: Promise<void>;
}

/**
 * Starts a LINE platform on 127.0.0.1 with LINE's limits, for tests, demonstrations and loads that LINE itself forbids.
 *
 * @throws {EmulatorError} when a state file is not one, or a fault is none. Other failures, such as a port in use,
 * are the system's own.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsOf({ ...options, faults: readFaults(options.faults ?? []) });
  const longLivedToken = settings.longLived ? opaqueString() : null;
  const identities = identitiesFrom(settings.channels);
  const platform: Platform = {
    channels: createChannels(identities, settings),
    id: randomUUID(),
    endpoints: ENDPOINT_NAMES,
    reset: () => {
      platform.channels = createChannels(identities, settings);
      plantToken(firstOf(platform.channels), longLivedToken);
    },
    onUnserved: settings.onUnserved,
    requestStop: () => void stop(),
  };
  const keeper = new StateKeeper(settings.stateFile, platform);
  const server = createPlatformServer(platform, () => keeper.changed());
  try {
    if (!(await keeper.load())) await loadImport(settings.importFile, platform);
    plantToken(firstOf(platform.channels), longLivedToken);
    await keeper.save(); // A file that cannot be written is told now, not after hours of work.
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(settings.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    keeper.release();
    throw error;
  }
  keeper.start();
  const url = `http://127.0.0.1:${portOf(server.address())}`;

  const hasStopped = deferred();
  let isStopping = false;
  const stop = (): Promise<void> => {
    if (isStopping) return hasStopped.promise;
    isStopping = true;
    server.close(() => keeper.stop().then(hasStopped.resolve, hasStopped.reject));
    server.closeAllConnections();
    return hasStopped.promise;
  };
  const env = environmentFor(url, longLivedToken);
  return { url, env, ...handleOf(platform), stop, stopped: hasStopped.promise };
}

/** What can be done with a platform that runs. */
function handleOf(platform: Platform): Omit<Emulator, 'url' | 'env' | 'stop' | 'stopped'> {
  const first = () => firstOf(platform.channels);
  const settled = () => {
    const state = first();
    state.narrowcasts.settle(state.clock.now());
    return state;
  };
  return {
    id: platform.id,
    followerId: (index) => first().followers.idOf(index),
    deliveries: () => settled().deliveries.summary(),
    deliveriesTo: (userId) => settled().deliveries.ofUser(userId).delivered,
    messagesTo: (chatId) => chatOf(settled(), chatId, first().clock.now()),
    requests: () => first().journal.summary(),
    violationCount: () => first().violations.count,
    now: () => first().clock.now(),
    moveClock: (ms) => first().clock.move(ms),
    setFaults: (faults) => first().faults.setFaults(readFaults(faults)),
    setWebhook: (endpoint) => {
      if (endpoint !== null && !isWebhookUrl(endpoint)) throw notAWebhook(endpoint);
      first().webhook.endpoint = endpoint;
    },
    sendEvents: async (events, { redeliveries = 0 } = {}) => {
      const { endpoint } = first().webhook;
      if (endpoint === null) throw noWebhook();
      return sendEvents(first(), endpoint, events, redeliveries);
    },
    reset: platform.reset,
    exportState: () => {
      settled();
      return exportState(platform.channels);
    },
    importState: (exported) => {
      if (!importState(platform, exported)) throw notAState();
    },
  };
}

/** A long-lived token of an earlier run goes on living where none is asked for. */
function plantToken({ tokens, clock }: EmulatorState, longLivedToken: string | null): void {
  if (longLivedToken !== null) tokens.plantLongLived(longLivedToken, clock.now());
}

/** The first channel and those beside it. @throws {EmulatorError} for what is no channel, or there already. */
function identitiesFrom(others: EmulatorSettings['channels']): readonly ChannelIdentity[] {
  const identities = [FIRST_CHANNEL];
  for (const { id, secret } of others) {
    const isThere = identities.some((identity) => identity.id === id);
    if (/^\d+$/.test(id) && secret !== '' && !isThere) identities.push(channelIdentity(id, secret));
    else
      throw new EmulatorError(
        'INVALID_CHANNEL',
        isThere ? `channel ${id} is there already` : `"${id}" is not a channel ID, or it has no secret`,
        'A channel has an ID of digits and a secret.',
      );
  }
  return identities;
}

async function loadImport(file: string | null, platform: Pick<Platform, 'channels'>): Promise<void> {
  if (file === null || (await loadState(file, platform))) return;
  throw new EmulatorError(
    'STATE_FILE_NOT_FOUND',
    `there is no emulator state "${file}"`,
    'Export one with GET /_emulator/state, or name the --state file of another emulator.',
  );
}

function readFaults(faults: readonly (Fault | string)[]): readonly Fault[] {
  const read = faults.map((fault) => (typeof fault === 'string' ? parseFault(fault) : fault));
  for (const fault of read) {
    if (namesEndpoint(fault, ENDPOINT_NAMES)) continue;
    throw new EmulatorError(
      'INVALID_FAULT',
      `there is no endpoint "${fault.endpoint}" for a fault to strike`,
      `Endpoints: ${[...ENDPOINT_NAMES].filter((name) => !name.startsWith('/')).join(', ')}, or * for all.`,
    );
  }
  return read;
}

function environmentFor(url: string, longLivedToken: string | null): Readonly<Record<string, string>> {
  return {
    LINE_OPS_API_URL: url,
    LINE_OPS_DATA_API_URL: url,
    LINE_CHANNEL_ID: FIRST_CHANNEL.id,
    LINE_CHANNEL_SECRET: FIRST_CHANNEL.secret,
    LINE_ASSERTION_KEY: JSON.stringify(ASSERTION_PRIVATE_JWK),
    LINE_ASSERTION_KEY_ID: ASSERTION_KEY_ID,
    ...(longLivedToken === null ? {} : { LINE_CHANNEL_ACCESS_TOKEN: longLivedToken }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function deferred(): Deferred {
  let [resolve, reject]: [() => void, (reason: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((onResolve, onReject) => {
    [resolve, reject] = [onResolve, onReject];
  });
  // Whoever calls `stop` hears of a failure; that nobody waits for `stopped` is no failure of its own.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
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

function notAState(): EmulatorError {
  return new EmulatorError(
    'INVALID_STATE',
    'this is not the state of an emulator of this version',
    'Give what exportState() answered.',
  );
}
