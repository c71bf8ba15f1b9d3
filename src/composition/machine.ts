import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { Deps } from '../ports/deps.js';
import type { Interruption } from '../ports/host.js';
import { type Ground, once } from './ground.js';

/** What this machine has beside our own state: files, commands, names, and emulators. */
export function onThisMachine(
  { env, clock, folders }: Ground,
  interruption: Interruption,
): Pick<
  Deps,
  | 'tokenDelivery'
  | 'recipients'
  | 'messageFiles'
  | 'outputFiles'
  | 'temporaryFolder'
  | 'startEmulator'
  | 'emulators'
  | 'startSampleBot'
  | 'resolveHost'
  | 'surroundings'
  | 'runCommand'
  | 'runWithInput'
> {
  return {
    tokenDelivery: once(async () => (await import('../adapters/delivery/token-delivery.js')).createTokenDelivery(env)),
    recipients: once(async () =>
      (await import('../adapters/recipients/reader.js')).createRecipientReader({
        temporaryFolder: join(folders.data, 'tmp'),
        stdin: () => process.stdin,
      }),
    ),
    messageFiles: once(async () =>
      (await import('../adapters/files/message-files.js')).createMessageFiles(process.stdin),
    ),
    outputFiles: once(async () => (await import('../adapters/files/output-files.js')).createOutputFiles()),
    temporaryFolder: async () => (await import('../adapters/files/temporary-folder.js')).createTemporaryFolder(),
    startEmulator: async (wish) => (await import('../adapters/emulator/start-platform.js')).startPlatform(wish),
    emulators: async () =>
      (await import('../adapters/emulator/emulator-registry.js')).createEmulatorRegistry(folders.data, clock),
    startSampleBot: async (channelSecret) =>
      (await import('../adapters/emulator/sample-bot.js')).startSampleBot(channelSecret),
    surroundings: once(async () =>
      (await import('../adapters/host/surroundings.js')).createSurroundings(folders, env, manifest.engines.node),
    ),
    resolveHost: async (name) => (await import('../adapters/host/resolve-host.js')).resolveHost(name),
    runCommand: async (command, childEnv, outputTo, bounds) =>
      (await import('../adapters/commands/own-terminal.js')).runCommand(
        command,
        childEnv,
        interruption,
        outputTo,
        bounds,
      ),
    runWithInput: async (command, given) =>
      (await import('../adapters/commands/with-input.js')).runWithInput(command, given),
  };
}
