import type { AddressInfo } from 'node:net';
import type { DeliverySummary } from './accounting/delivery-book.js';
import { ASSERTION_KEY_ID, ASSERTION_PRIVATE_JWK, CHANNEL_ID, CHANNEL_SECRET } from './channel.js';
import type { Platform } from './control/control-endpoints.js';
import type { RequestSummary } from './control/request-journal.js';
import type { Fault } from './faults.js';
import { createPlatformServer } from './http/server.js';
import { type EmulatorOptions, settingsOf } from './settings.js';
import { createState } from './state.js';
import { StateKeeper } from './state-keeper.js';

/** A LINE platform on this machine. */
export interface Emulator {
  /** Where it serves both of LINE's hosts, without a trailing slash. */
  readonly url: string;
  /** The environment that points `line-ops` at it, credentials included. */
  readonly env: Readonly<Record<string, string>>;
  /** Who got what so far. */
  deliveries(): DeliverySummary;
  /** How many messages one user got. */
  deliveriesTo(userId: string): number;
  /** What was asked and answered so far. */
  requests(): RequestSummary;
  /** What clients did though LINE forbids it without saying so; 0 is the number to hope for. */
  violationCount(): number;
  /** Moves the emulator's clock, so that tokens expire and retry keys are forgotten. */
  moveClock(ms: number): void;
  setFaults(faults: readonly Fault[]): void;
  /** Closes every connection, saves the state file if there is one, and leaves nothing running. */
  stop(): Promise<void>;
}

/**
 * Starts a LINE platform on 127.0.0.1 with LINE's limits, for tests, demonstrations and loads that LINE itself forbids.
 *
 * @throws {LineOpsError} `usage` when the state file is not one. Other failures, such as a port in use, are the system's own.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsOf(options);
  const platform: Platform = { state: createState(settings) };
  const keeper = new StateKeeper(settings.stateFile, platform);
  await keeper.load();
  const server = createPlatformServer(platform, () => keeper.changed());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  keeper.start();
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  const settled = () => {
    platform.state.narrowcasts.settle(platform.state.clock.now());
    return platform.state;
  };
  return {
    url,
    env: environmentFor(url),
    deliveries: () => settled().deliveries.summary(),
    deliveriesTo: (userId) => settled().deliveries.ofUser(userId).delivered,
    requests: () => platform.state.journal.summary(),
    violationCount: () => platform.state.violations.count,
    moveClock: (ms) => platform.state.clock.move(ms),
    setFaults: (faults) => platform.state.faults.setFaults(faults),
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await keeper.stop();
    },
  };
}

function environmentFor(url: string): Readonly<Record<string, string>> {
  return {
    LINE_OPS_API_URL: url,
    LINE_OPS_DATA_API_URL: url,
    LINE_CHANNEL_ID: CHANNEL_ID,
    LINE_CHANNEL_SECRET: CHANNEL_SECRET,
    LINE_ASSERTION_KEY: JSON.stringify(ASSERTION_PRIVATE_JWK),
    LINE_ASSERTION_KEY_ID: ASSERTION_KEY_ID,
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
