import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LineOpsError } from '../domain/failure.js';
import type { EnvironmentVariables, Interruption } from '../ports/host.js';

/**
 * Runs the command on our own terminal; a signal to us reaches it too. With `stdoutTo` `stderr` its output cannot mix
 * with an answer of ours. Killed by a signal counts as 128 and its number, as in a shell.
 */
export function runCommand(
  [command = '', ...args]: readonly string[],
  env: EnvironmentVariables,
  interruption: Interruption,
  stdoutTo: 'stdout' | 'stderr' = 'stdout',
): Promise<number> {
  return new Promise((resolve, reject) => {
    // A group of its own where no terminal is: a signal to us must reach what the command has started, too. On a terminal
    // the group must stay in the foreground, to read from it; Ctrl-C then reaches all of it by itself.
    const isGroup = process.platform !== 'win32' && !process.stdin.isTTY;
    const child = spawn(command, args, {
      env,
      stdio: ['inherit', stdoutTo === 'stdout' ? 1 : 2, 2],
      detached: isGroup,
    });
    const release = interruption.onFirst((signal) => {
      if (child.pid !== undefined && isGroup) process.kill(-child.pid, signal);
      else child.kill(signal);
    });
    child.once('error', (cause) => {
      release();
      reject(
        new LineOpsError('usage', 'COMMAND_NOT_STARTED', `cannot start "${command}": ${cause.message}`, {
          hint: 'Check the command after "--".',
          cause,
        }),
      );
    });
    child.once('close', (status, signal) => {
      release();
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
