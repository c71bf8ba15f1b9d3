import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LineOpsError } from '../../domain/failure.js';
import type { EnvironmentVariables } from '../../ports/host.js';

export interface ShellCommand {
  readonly command: string;
  readonly folder: string;
  readonly env: EnvironmentVariables;
  readonly input: string;
  /** Gets each line that the command prints, on either stream. */
  readonly onLine: (line: string) => void;
}

/** Runs the command in a shell and answers its exit status. Killed by a signal counts as 128 and its number. */
export function runShellCommand({ command, folder, env, input, onLine }: ShellCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    // A command that does not read its input closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    // Whole lines only: a secret that came in two parts would not be recognised.
    const streams = [child.stdout, child.stderr].map((stream) => {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
      });
      return () => {
        if (rest !== '') onLine(rest);
      };
    });
    child.once('error', (cause) =>
      reject(
        new LineOpsError('failure', 'COMMAND_NOT_STARTED', `cannot start a shell in ${folder}: ${cause.message}`, {
          hint: 'Check that the folder exists.',
          cause,
        }),
      ),
    );
    child.once('close', (status, signal) => {
      for (const flush of streams) flush();
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
