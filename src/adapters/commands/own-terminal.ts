import { spawn } from 'node:child_process';
import { failureAs } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';
import type { CommandBounds, CommandEnd, CommandOutput } from '../../ports/command.js';
import type { EnvironmentVariables, Interruption } from '../../ports/host.js';
import { endOf, hasOwnGroup } from './child-tree.js';
import { linesOf } from './shell-command.js';

const NO_BOUNDS: CommandBounds = { timeoutMs: null, stop: null };

/**
 * Runs the command on our own terminal and answers how it ended; a signal to us reaches it too, unless `bounds.stop`
 * says when it is to stop. With `outputTo` `stderr` its output cannot mix with an answer of ours.
 */
export async function runCommand(
  [command = '', ...args]: readonly string[],
  env: EnvironmentVariables,
  interruption: Interruption,
  outputTo: CommandOutput = 'stdout',
  bounds: CommandBounds = NO_BOUNDS,
): Promise<CommandEnd> {
  const isGroup = hasOwnGroup();
  const child = spawn(command, args, {
    env,
    stdio: typeof outputTo === 'string' ? ['inherit', outputTo === 'stdout' ? 1 : 2, 2] : ['inherit', 'pipe', 'pipe'],
    detached: isGroup,
  });
  const outputs = [child.stdout, child.stderr].map((stream) =>
    stream === null || typeof outputTo === 'string' ? async () => {} : linesOf(stream, outputTo),
  );
  // Who says when it is to stop hears the signals too.
  const release =
    bounds.stop === null
      ? interruption.onFirst((signal) => {
          if (child.pid !== undefined && isGroup) process.kill(-child.pid, signal);
          else child.kill(signal);
        })
      : () => {};
  try {
    return await endOf(child, isGroup, bounds);
  } catch (cause) {
    throw failureAs(
      'usage',
      'COMMAND_NOT_STARTED',
      { which: 'program', command, why: isMissing(cause) ? 'there is no such program' : whyOf(cause) },
      { cause },
    );
  } finally {
    await Promise.all(outputs.map((drained) => drained()));
    release();
  }
}
