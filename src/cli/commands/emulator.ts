import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { runs } from '../context.js';
import { execute } from './emulator/exec.js';
import { addEmulatorOptions } from './emulator/options.js';
import { start } from './emulator/start.js';

export function addEmulatorVerbs(noun: Command, deps: Deps): void {
  const starting = noun.command('start').description('serve LINE’s endpoints on 127.0.0.1 until stopped');
  runs(addEmulatorOptions(starting), deps, start);
  const executing = noun
    .command('exec')
    .description('start it, run a command with its environment, stop it; exits as the command does')
    .argument('<command...>', 'the command, after "--"');
  runs(addEmulatorOptions(executing), deps, execute);
}
