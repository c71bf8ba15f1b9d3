import type { Context, Given } from '../../context.js';
import { ExitStatus } from '../../exit.js';
import { environmentOf } from './environment.js';
import { type EmulatorOptions, wishFrom } from './options.js';

/** Runs a command beside an emulator of its own and ends with the command's status. */
export async function execute({ deps }: Context, { args, options }: Given<EmulatorOptions>): Promise<void> {
  const emulator = await deps.startEmulator(wishFrom(options));
  try {
    throw new ExitStatus(await deps.runCommand(args, environmentOf(deps.env, emulator.env)));
  } finally {
    await emulator.stop();
  }
}
