import { LineOpsError } from '../domain/failure.js';
import type { EmulatorWish, RunningEmulator } from '../ports/emulator.js';

/** Starts the emulator in this process. The emulator knows nothing of us: it stays an independent witness. */
export async function startPlatform({ faults, ...wish }: EmulatorWish): Promise<RunningEmulator> {
  const [{ startEmulator }, { parseFault }, { followerId }] = await Promise.all([
    import('../emulator/emulator.js'),
    import('../emulator/fault-text.js'),
    import('../emulator/followers.js'),
  ]);
  try {
    const emulator = await startEmulator({ ...wish, faults: faults.map(parseFault) });
    return {
      url: emulator.url,
      env: emulator.env,
      deliveries: () => emulator.deliveries(),
      violationCount: () => emulator.violationCount(),
      followerId,
      stop: () => emulator.stop(),
    };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'EADDRINUSE' || cause.code === 'EACCES')) {
      throw new LineOpsError(
        'usage',
        'PORT_NOT_AVAILABLE',
        `port ${wish.port} cannot be used: ${cause.code === 'EACCES' ? 'no permission' : 'something else listens on it'}`,
        {
          hint: 'Choose another with --port, or leave it out to get a free one.',
          cause,
        },
      );
    }
    throw cause;
  }
}
