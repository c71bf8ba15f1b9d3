import type { Deps } from '../../../ports/deps.js';
import type { Given } from '../../context.js';
import { ExitStatus } from '../../exit.js';
import { environmentOf } from './environment.js';
import { type EmulatorOptions, wishFrom } from './options.js';

interface Execution {
  readonly deps: Pick<Deps, 'startEmulator' | 'runCommand' | 'env'>;
}

/** Runs a command beside an emulator of its own and ends with the command's status. */
export async function execute({ deps }: Execution, { args, options }: Given<EmulatorOptions>): Promise<void> {
  const emulator = await deps.startEmulator(wishFrom(options));
  try {
    throw new ExitStatus((await deps.runCommand(args, environmentOf(deps.env, emulator.env))).status);
  } finally {
    await emulator.stop();
  }
}
