import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { runs } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { addEmulatorOptions } from './emulator-options.js';
import { execute } from './exec.js';
import { start } from './start.js';
import { list, type StopOptions, stop } from './stop.js';

export function addEmulatorVerbs(noun: Command, deps: Deps): void {
  const starting = noun.command('start').description('serve LINE’s endpoints on 127.0.0.1 until stopped');
  runs(addEmulatorOptions(starting), deps, start);
  const executing = noun
    .command('exec')
    .description('start it, run a command with its environment, stop it; exits as the command does')
    .argument('<command...>', 'the command, after "--"');
  runs(addEmulatorOptions(executing), deps, execute);
  const stopping = noun
    .command('stop')
    .description('end an emulator that "start" serves, as Ctrl-C would')
    .argument('[emulator]', 'its URL or process ID; not needed where only one runs')
    .option('--all', 'end all of them');
  runs<StopOptions>(addChangeOptions(stopping), deps, async (session, given) =>
    stop(session, given, await deps.emulators()),
  );
  runs(noun.command('list').description('show the emulators that run'), deps, async (session) =>
    list(session, await deps.emulators()),
  );
}
