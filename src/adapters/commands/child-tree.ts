import { type ChildProcess, execFileSync } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { CommandBounds, CommandEnd } from '../../ports/command.js';

/** From being asked to end to being ended. */
const KILL_AFTER_MS = 5_000;
/** The same for what is left of it when the child itself has ended. */
const KILL_REST_AFTER_MS = 1_000;
const POLL_MS = 20;

/** A child with all that it has started. */
interface ChildTree {
  readonly child: ChildProcess;
  send(signal: NodeJS.Signals): void;
  isGone(): boolean;
}

/**
 * Whether a child gets a process group of its own: a signal reaches all of it then. On a terminal it stays in the
 * foreground, to read from it; Ctrl-C reaches it there by itself.
 */
export function hasOwnGroup(): boolean {
  return process.platform !== 'win32' && !process.stdin.isTTY;
}

/**
 * Waits for the child's end, whoever else still has its streams open. A child that is over its time or is to stop gets
 * the signal, with all that it has started, and is killed when that does not end it; it does not outlive this process
 * either. Killed by a signal counts as 128 and its number, as in a shell.
 *
 * @param isGroup what `hasOwnGroup` said when the child was started.
 * @throws what kept it from being started.
 */
export async function endOf(
  child: ChildProcess,
  isGroup: boolean,
  { timeoutMs, stop }: CommandBounds,
): Promise<CommandEnd> {
  const tree = isGroup ? groupOf(child) : descendantsOf(child);
  let endedBy: CommandEnd['endedBy'] = 'itself';
  let killing: NodeJS.Timeout | undefined;
  const askToEnd = (by: 'timeout' | 'stop', signal: NodeJS.Signals | null): void => {
    if (endedBy !== 'itself') return;
    endedBy = by;
    if (signal !== null) tree.send(signal);
    killing = setTimeout(() => tree.send('SIGKILL'), KILL_AFTER_MS);
  };
  const onStop = (): void => askToEnd('stop', signalFor(stop?.reason, isGroup));
  const onExit = (): void => tree.send('SIGKILL');
  const timer = timeoutMs === null ? undefined : setTimeout(() => askToEnd('timeout', 'SIGTERM'), timeoutMs);
  stop?.addEventListener('abort', onStop, { once: true });
  process.once('exit', onExit);
  try {
    const ended = exitOf(child);
    if (stop?.aborted) onStop();
    const status = await ended;
    if (endedBy !== 'itself') await endRest(tree);
    return { status, endedBy };
  } finally {
    clearTimeout(timer);
    clearTimeout(killing);
    stop?.removeEventListener('abort', onStop);
    process.removeListener('exit', onExit);
  }
}

/** A shell has what it runs in the background ignore Ctrl-C. */
async function endRest(tree: ChildTree): Promise<void> {
  tree.send('SIGTERM');
  for (let waited = 0; waited < KILL_REST_AFTER_MS && !tree.isGone(); waited += POLL_MS) await sleep(POLL_MS);
  tree.send('SIGKILL');
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** The terminal has sent Ctrl-C to everything in its foreground already; a second one would mean "at once" to many. */
function signalFor(reason: unknown, isGroup: boolean): NodeJS.Signals | null {
  if (reason instanceof LineOpsError && reason.kind === 'cancelled') return isGroup ? 'SIGINT' : null;
  return 'SIGTERM';
}

function groupOf(child: ChildProcess): ChildTree {
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return child.pid !== undefined && process.kill(-child.pid, name);
    } catch {
      return false;
    }
  };
  return { child, send: signal, isGone: () => !signal(0) };
}

/** Without a group of its own its children are looked up; who was orphaned meanwhile is not found. */
function descendantsOf(child: ChildProcess): ChildTree {
  return {
    child,
    send: (signal) => {
      for (const pid of child.pid === undefined || child.exitCode !== null ? [] : familyOf(child.pid)) {
        try {
          process.kill(pid, signal);
        } catch {
          // It has ended by itself.
        }
      }
    },
    isGone: () => true,
  };
}

/** The process and all below it; itself alone where nobody can tell. */
function familyOf(root: number): readonly number[] {
  const family = [root];
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pairs = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    for (const parent of family) for (const [pid = 0, of] of pairs) if (of === parent) family.push(pid);
  } catch {
    // No `ps` here.
  }
  return family;
}
