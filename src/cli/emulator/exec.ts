import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import type { Given } from '../context.js';
import { ExitStatus } from '../exit.js';
import { type EmulatorOptions, wishFrom } from './emulator-options.js';
import { environmentOf } from './environment.js';

interface Execution {
  readonly deps: Pick<Deps, 'startEmulator' | 'runCommand' | 'env'>;
  readonly terminal: Pick<Terminal, 'answer'>;
  readonly globals: { readonly json: boolean };
}

/**
 * Runs a command beside an emulator of its own and ends with the command's status. With `--json` stdout is for one
 * document, and the command's output goes to stderr.
 */
export async function execute(
  { deps, terminal, globals: { json } }: Execution,
  { args, options }: Given<EmulatorOptions>,
): Promise<void> {
  const emulator = await deps.startEmulator(wishFrom(options));
  try {
    const environment = environmentOf(deps.env, emulator.env);
    const { status } = await deps.runCommand(args, environment, json ? 'stderr' : 'stdout');
    const document = { schema: 'line-ops/emulator-exec@1', url: emulator.url, command: args, status };
    if (json) terminal.answer(`${JSON.stringify(document)}\n`);
    throw new ExitStatus(status);
  } finally {
    await emulator.stop();
  }
}
