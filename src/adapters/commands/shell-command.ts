import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { failureAs } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';
import type { CommandBounds, CommandEnd } from '../../ports/command.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import { BoundedLines } from './bounded-lines.js';
import { endOf, hasOwnGroup } from './child-tree.js';

/** How long what the command printed may still be on its way after its end. A process that it left behind may print on. */
const DRAIN_MS = 250;

export interface ShellCommand {
  readonly command: string;
  readonly folder: string;
  readonly env: EnvironmentVariables;
  /** One line for the command's stdin; null for an empty stdin. */
  readonly inputLine: string | null;
  /** Gets each line that the command prints, on either stream. */
  readonly onLine: (line: string) => void;
  readonly bounds: CommandBounds;
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

/** Runs the command in a shell and answers how it ended. What it left running does not hold anybody. */
export async function runShellCommand(given: ShellCommand): Promise<CommandEnd> {
  const { command, folder, env, inputLine, onLine, bounds } = given;
  const shell = process.platform === 'win32';
  const [program, ...args] = shell ? [command] : shellFor(command, inputLine !== null);
  const isGroup = hasOwnGroup();
  const child = spawn(program, args, { cwd: folder, env, shell, detached: isGroup });
  // A command that does not read its input closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(inputLine === null ? '' : `${inputLine}\n`);
  const outputs = [child.stdout, child.stderr].map((stream) => linesOf(stream, onLine));
  try {
    return await endOf(child, isGroup, bounds);
  } catch (cause) {
    throw failureAs(
      'failure',
      'COMMAND_NOT_STARTED',
      { which: 'shell', folder, why: whyOf(cause), isThere: existsSync(folder) },
      { cause },
    );
  } finally {
    await Promise.all(outputs.map((drained) => drained()));
  }
}

/** Passes the lines of the stream on. The answer waits for the last of them, and closes the stream. */
export function linesOf(stream: Readable, onLine: (line: string) => void): () => Promise<void> {
  const lines = new BoundedLines(onLine);
  stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  return async () => {
    // What has come by then is read first.
    const timer = setTimeout(() => setImmediate(() => stream.destroy()), DRAIN_MS);
    await closed;
    clearTimeout(timer);
    lines.end();
  };
}
