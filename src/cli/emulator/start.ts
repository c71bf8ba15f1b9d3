import type { Deps } from '../../ports/deps.js';
import type { RunningEmulator } from '../../ports/emulator.js';
import type { Terminal } from '../../ports/terminal.js';
import { ExitStatus } from '../program/exit.js';
import { verb } from '../verb.js';
import { EMULATOR_OPTIONS, type EmulatorOptions, wishFrom } from './emulator-options.js';
import { namesToForget } from './environment.js';
import { UnservedRequests } from './unserved.js';

export const emulatorStart = verb({
  path: 'emulator start',
  summary: 'serve LINE’s endpoints on 127.0.0.1 until stopped',
  args: {},
  options: EMULATOR_OPTIONS,
  examples: [
    { line: 'emulator start', does: 'prints its environment' },
    { line: 'emulator start --port 8080 --state line.json', does: 'goes on from the last run' },
    { line: 'emulator start --fault 500-after=0.05', does: 'loses answers of sends' },
    { line: 'emulator start --add-channel 2000000001:invented', does: 'two channels' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/emulator@1'],
  exits: {},
  docs: [],
  run: (session, { options }) => start(session, options),
});

interface Serving {
  readonly deps: Pick<Deps, 'startEmulator' | 'interruption' | 'env'>;
  readonly terminal: Pick<Terminal, 'answer' | 'note'>;
  readonly globals: { readonly json: boolean };
}

/** Serves until a signal comes or `emulator stop` asks, then saves and leaves nothing behind. */
export async function start(session: Serving, options: EmulatorOptions): Promise<void> {
  const { deps, terminal } = session;
  const unserved = new UnservedRequests(terminal);
  const emulator = await deps.startEmulator({ ...wishFrom(options), ...unserved.wish, listedIn: deps.env });
  const signalled = new Promise<number>((resolve) => {
    deps.interruption.onFirst((signal) => resolve(signal === 'SIGINT' ? 130 : 143));
  });
  announce(session, emulator);
  const several = 1 < emulator.channels.length ? ` ${emulator.channels.length} channels` : '';
  terminal.note(`The emulator serves${several} at ${emulator.url}. Ctrl-C stops it.`);
  const status = await Promise.race([signalled, emulator.stopped.then(() => 0)]);
  await emulator.stop();
  unserved.tellRepeated();
  if (status !== 0) throw new ExitStatus(status);
}

/**
 * The environment as one JSON document, or as lines for a shell. It goes out value by value: in a shell that already has
 * the environment of an emulator, its values would else be taken for the caller's secrets and be covered.
 */
function announce({ deps, terminal, globals }: Serving, { url, pid, channels, env }: RunningEmulator): void {
  const entries = Object.entries(env);
  if (globals.json) {
    terminal.answer(`${JSON.stringify({ schema: 'line-ops/emulator@1', url, pid, channels }).slice(0, -1)},"env":{`);
    for (const [position, [name, value]] of entries.entries()) {
      terminal.answer(`${position === 0 ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`, value);
    }
    terminal.answer('}}\n');
    return;
  }
  const forgotten = namesToForget(deps.env, env);
  if (0 < forgotten.length) terminal.answer(`unset ${forgotten.join(' ')}\n`);
  // No value holds a single quote.
  for (const [name, value] of entries) terminal.answer(`export ${name}='${value}'\n`, value);
}
