import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import { ExitStatus } from '../program/exit.js';
import { completing, someArguments, verb } from '../verb.js';
import { EMULATOR_OPTIONS, type EmulatorOptions, wishFrom } from './emulator-options.js';
import { environmentOf } from './environment.js';
import { UnservedRequests } from './unserved.js';

export const emulatorExec = verb({
  path: 'emulator exec',
  summary: 'start it, run a command with its environment, stop it; exits as the command does',
  args: { command: completing(someArguments('the command, after "--"'), 'command line') },
  options: EMULATOR_OPTIONS,
  examples: [
    { line: 'emulator exec -- npm test', does: 'tests without LINE' },
    { line: 'emulator exec --record record.jsonl -- npm test', does: 'and what happened, line by line' },
    { line: 'emulator exec --followers 100000 --blocked 3% -- ./drill.sh', does: 'a rehearsal' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/emulator-exec@1'],
  exits: {},
  docs: [],
  run: (session, { args: { command }, options }) => execute(session, command, options),
});

interface Execution {
  readonly deps: Pick<Deps, 'startEmulator' | 'runCommand' | 'env'>;
  readonly terminal: Pick<Terminal, 'answer' | 'note'>;
  readonly globals: { readonly json: boolean };
}

/**
 * Runs a command beside an emulator of its own and ends with the command's status. With `--json` stdout is for one
 * document, and the command's output goes to stderr.
 */
export async function execute(
  { deps, terminal, globals: { json } }: Execution,
  command: readonly string[],
  options: EmulatorOptions,
): Promise<void> {
  const unserved = new UnservedRequests(terminal);
  const emulator = await deps.startEmulator({ ...wishFrom(options), ...unserved.wish });
  try {
    const environment = environmentOf(deps.env, emulator.env);
    const { status } = await deps.runCommand(command, environment, json ? 'stderr' : 'stdout');
    const document = { schema: 'line-ops/emulator-exec@1', url: emulator.url, command, status };
    if (json) terminal.answer(`${JSON.stringify(document)}\n`);
    throw new ExitStatus(status);
  } finally {
    await emulator.stop();
    unserved.tellRepeated();
  }
}
