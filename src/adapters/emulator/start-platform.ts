import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';
import type { EmulatorError } from '../../emulator/emulator-error.js';
import type { EmulatorWish, RunningEmulator } from '../../ports/emulator.js';
import { foldersFrom } from '../state/places.js';
import { listEmulator } from './emulator-registry.js';

/** Starts the emulator in this process. The emulator knows nothing of us: it stays an independent witness. */
export async function startPlatform({ listedIn, ...wish }: EmulatorWish): Promise<RunningEmulator> {
  const { startEmulator } = await import('../../emulator/emulator.js');
  const emulator = await startEmulator(wish).catch(async (cause: unknown) => {
    const { EmulatorError } = await import('../../emulator/emulator-error.js');
    throw cause instanceof EmulatorError ? notStarted(cause) : startFailure(wish, cause);
  });
  const unlist =
    listedIn === undefined
      ? () => undefined
      : listEmulator(foldersFrom(listedIn).data, { ...emulator, pid: process.pid });
  const stopped = emulator.stopped.finally(unlist);
  // Whoever calls `stop` hears of a failure; that nobody waits for `stopped` is no failure of its own.
  stopped.catch(() => undefined);
  return {
    url: emulator.url,
    pid: process.pid,
    channels: emulator.channels.map(({ channelId, botUserId }) => ({ channelId, botUserId })),
    env: emulator.env,
    deliveries: () => emulator.deliveries(),
    violationCount: () => emulator.violationCount(),
    followerId: (index) => emulator.followerId(index),
    stop: async () => {
      await emulator.stop();
      await stopped;
    },
    stopped,
  };
}

/** What the system refuses; others pass. */
function startFailure({ port, stateFile }: EmulatorWish, cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause;
  if (cause.syscall !== 'listen') {
    return failure('STATE_FILE_NOT_USABLE', { file: stateFile ?? '', why: whyOf(cause) }, { cause });
  }
  return failure('PORT_NOT_AVAILABLE', { port, why: whyOf(cause) }, { cause });
}

/** What it cannot work with, it says itself. */
function notStarted(cause: EmulatorError): LineOpsError {
  const { code, message: words, hint, details } = cause;
  return code === 'INVALID_WEBHOOK_URL' || code === 'INVALID_CHANNEL'
    ? failure(code, { which: 'ofEmulator', words, hint }, { cause })
    : failure(code, { words, hint }, { details, cause });
}
