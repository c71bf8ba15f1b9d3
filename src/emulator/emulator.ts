import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  ASSERTION_KEY_ID,
  ASSERTION_PRIVATE_JWK,
  type ChannelIdentity,
  channelIdentity,
  FIRST_CHANNEL,
} from './channel.js';
import { channelHandle, type EmulatorChannel } from './channel-handle.js';
import { type Channels, createChannels, firstOf, type Platform } from './control/platform.js';
import { EmulatorError } from './emulator-error.js';
import { readFaults } from './faults/fault-text.js';
import { ENDPOINT_NAMES } from './http/routes.js';
import { createPlatformServer } from './http/server.js';
import { RecordFile } from './record/record-file.js';
import { Recorder } from './record/recorder.js';
import { type EmulatorOptions, type EmulatorSettings, settingsOf } from './settings.js';
import { exportState, importState, loadState } from './state/state-file.js';
import { StateKeeper } from './state/state-keeper.js';
import { opaqueString } from './tokens/token-store.js';

export { EmulatorError } from './emulator-error.js';

/** A running emulator. What it says and does as a channel is of the first one. */
export interface Emulator extends EmulatorChannel {
  /** Where it serves both of LINE's hosts, without a trailing slash. */
  readonly url: string;
  /** Made anew at each start; who knows it may stop the emulator over HTTP. */
  readonly id: string;
  /** Every channel in its order, the first among them. */
  readonly channels: readonly EmulatorChannel[];
  /** The channel with this ID. @throws {EmulatorError} when there is none. */
  channel(channelId: string): EmulatorChannel;
  /** The emulator's time in milliseconds since 1970. */
  now(): number;
  /** Moves the emulator's clock, so that tokens expire and retry keys are forgotten. */
  moveClock(ms: number): void;
  /** Starts over, in every channel: no tokens but the planted ones, nothing sent, nothing asked. */
  reset(): void;
  /** The whole state of every channel as one JSON document. */
  exportState(): string;
  /**
   * Replaces the state of every channel by an exported one.
   *
   * @throws {EmulatorError} when it is none.
   */
  importState(exported: string): void;
  /** Closes every connection, saves the state file if there is one, and leaves nothing running. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, whoever asked for it; rejects when the state could not be saved. */
  readonly stopped: Promise<void>;
}

/**
 * Starts a LINE platform on 127.0.0.1, in this process: tokens, sending, quotas, rate limits, webhooks and faults as LINE
 * has them, for tests, demonstrations and loads that LINE itself forbids.
 *
 * ```ts
 * import { startEmulator } from 'line-ops/emulator';
 *
 * const emulator = await startEmulator({ followers: 100, longLived: true });
 * const client = new messagingApi.MessagingApiClient({
 *   channelAccessToken: emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '',
 *   baseURL: emulator.url,
 * });
 * await client.pushMessage({ to: emulator.followerId(0), messages: [{ type: 'text', text: 'Hello' }] });
 * emulator.deliveriesTo(emulator.followerId(0)); // 1
 * await emulator.stop();
 * ```
 *
 * @throws {EmulatorError} when a state file is not one, or a fault is none. Other failures, such as a port in use,
 * are the system's own.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const record = options.recordFile ? new RecordFile(options.recordFile) : null;
  const faults = readFaults(options.faults ?? [], ENDPOINT_NAMES);
  const settings = settingsOf({ ...options, faults, recorder: recorderTo(record, options.onRecorded) });
  const identities = identitiesFrom(settings.channels);
  const longLived = new Map(settings.longLived ? identities.map(({ id }) => [id, opaqueString()]) : []);
  const platform: Platform = {
    channels: createChannels(identities, settings),
    id: randomUUID(),
    endpoints: ENDPOINT_NAMES,
    reset: () => {
      platform.channels = createChannels(identities, settings);
      plantTokens(platform.channels, longLived);
    },
    onUnserved: settings.onUnserved,
    requestStop: () => void stop(),
  };
  const keeper = new StateKeeper(settings.stateFile, platform);
  const server = createPlatformServer(platform, () => keeper.changed());
  try {
    if (!(await keeper.load())) await loadImport(settings.importFile, platform);
    plantTokens(platform.channels, longLived);
    // A file that cannot be written is told now, not after hours of work.
    await keeper.save();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(settings.port, '127.0.0.1', resolve);
    });
    // Not before the port is this emulator's: the record of the one that has it would be begun anew under its hands.
    record?.open();
  } catch (error) {
    server.close();
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
    server.close(() => finish(platform, keeper, record).then(hasStopped.resolve, hasStopped.reject));
    server.closeAllConnections();
    return hasStopped.promise;
  };
  const channels = identities.map((identity) =>
    channelHandle(platform, identity, environmentFor(url, identity, longLived.get(identity.id) ?? null)),
  );
  return { ...platformHandle(platform, channels), url, stop, stopped: hasStopped.promise };
}

function recorderTo(record: RecordFile | null, onRecorded: EmulatorOptions['onRecorded']): Recorder | null {
  if (record === null && onRecorded === undefined) return null;
  return new Recorder((recorded) => {
    record?.write(recorded);
    onRecorded?.(recorded);
  });
}

/** What is over by now is told, and everything that is kept is on the disk. */
async function finish({ channels }: Platform, keeper: StateKeeper, record: RecordFile | null): Promise<void> {
  for (const state of channels.values()) {
    const now = state.clock.now();
    state.narrowcasts.settle(now);
    state.settings.recorder?.settle(state, now);
  }
  try {
    await keeper.stop();
  } finally {
    record?.close();
  }
}

/** What can be done with a platform that runs. */
function platformHandle(
  platform: Platform,
  channels: readonly EmulatorChannel[],
): Omit<Emulator, 'url' | 'stop' | 'stopped'> {
  const [first] = channels;
  if (first === undefined) throw new RangeError('a platform has a channel');
  // A reset and an import begin with another clock.
  const clock = () => firstOf(platform.channels).clock;
  return {
    ...first,
    id: platform.id,
    channels,
    channel: (channelId) => channels.find((channel) => channel.channelId === channelId) ?? noSuchChannel(channelId),
    now: () => clock().now(),
    moveClock: (ms) => clock().move(ms),
    reset: platform.reset,
    exportState: () => {
      for (const { narrowcasts } of platform.channels.values()) narrowcasts.settle(clock().now());
      return exportState(platform.channels);
    },
    importState: (exported) => {
      if (!importState(platform, exported)) throw notAState();
    },
  };
}

/** A long-lived token of an earlier run goes on living where none is asked for. */
function plantTokens(channels: Channels, longLived: ReadonlyMap<string, string>): void {
  for (const { channel, tokens, clock } of channels.values()) {
    const accessToken = longLived.get(channel.id);
    if (accessToken !== undefined) tokens.plantLongLived(accessToken, clock.now());
  }
}

/** The first channel and those beside it. @throws {EmulatorError} for what is no channel, or there already. */
function identitiesFrom(others: EmulatorSettings['channels']): readonly ChannelIdentity[] {
  const identities = [FIRST_CHANNEL];
  for (const { id, secret } of others) {
    const isThere = identities.some((identity) => identity.id === id);
    if (/^\d{1,20}$/.test(id) && secret !== '' && !isThere) identities.push(channelIdentity(id, secret));
    else
      throw new EmulatorError(
        'INVALID_CHANNEL',
        isThere ? `channel ${id} is there already` : `"${id}" is not a channel ID, or it has no secret`,
        isThere
          ? `Name each channel once; ${FIRST_CHANNEL.id} is always there.`
          : 'A channel has an ID of digits and a secret.',
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

/** The assertion key is of the first channel; others have those that are registered with them. */
function environmentFor(
  url: string,
  { id, secret }: ChannelIdentity,
  longLivedToken: string | null,
): Readonly<Record<string, string>> {
  return {
    LINE_OPS_API_URL: url,
    LINE_OPS_DATA_API_URL: url,
    LINE_CHANNEL_ID: id,
    LINE_CHANNEL_SECRET: secret,
    ...(id === FIRST_CHANNEL.id
      ? { LINE_ASSERTION_KEY: JSON.stringify(ASSERTION_PRIVATE_JWK), LINE_ASSERTION_KEY_ID: ASSERTION_KEY_ID }
      : {}),
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

function noSuchChannel(channelId: string): never {
  throw new EmulatorError(
    'INVALID_CHANNEL',
    `there is no channel "${channelId}"`,
    'Start the emulator with it: startEmulator({ channels: [{ id, secret }] }).',
  );
}

function notAState(): EmulatorError {
  return new EmulatorError(
    'INVALID_STATE',
    'this is not the state of an emulator of this version',
    'Give what exportState() answered.',
  );
}
