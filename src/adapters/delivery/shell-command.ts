import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LineOpsError } from '../../domain/failure.js';
import type { EnvironmentVariables } from '../../ports/host.js';

export interface ShellCommand {
  readonly command: string;
  readonly folder: string;
  readonly env: EnvironmentVariables;
  /** One line for the command's stdin; null for an empty stdin. */
  readonly inputLine: string | null;
  /** Gets each line that the command prints, on either stream. */
  readonly onLine: (line: string) => void;
}

/** Starts the command `$1` when its line has come whole. `printf` is the shell's own: the line is in no process list. */
const ONCE_THE_LINE_IS_HERE = 'IFS= read -r line || exit 125; printf "%s\\n" "$line" | /bin/sh -c "$1"';

/**
 * The program and its arguments. Without this process, killed before it could write, a command that reads its stdin would
 * find it empty and store an empty token: it starts only when the line is there.
 */
export function shellFor(command: string, takesLine: boolean): readonly [program: string, ...args: string[]] {
  return takesLine ? ['/bin/sh', '-c', ONCE_THE_LINE_IS_HERE, 'sh', command] : ['/bin/sh', '-c', command];
}

/** Runs the command in a shell and answers its exit status. Killed by a signal counts as 128 and its number. */
export function runShellCommand({ command, folder, env, inputLine, onLine }: ShellCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32';
    const [program, ...args] = shell ? [command] : shellFor(command, inputLine !== null);
    const child = spawn(program, args, { cwd: folder, env, shell });
    // A command that does not read its input closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(inputLine === null ? '' : `${inputLine}\n`);
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
