import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the folder of a server is called, below the folder of the run. */
export const SERVER_FOLDER = 'postgres-';

/** Where a server says which process it is, and in the line `STATUS_LINE` that it answers. */
const PROCESS_FILE = 'postmaster.pid';
const STATUS_LINE = 7;

const POLL_MS = 5;

/** The process of the server with this data, while its file is there; null where it never ran or was stopped. */
function processOf(data: string): number | null {
  const line = linesOf(data)[0];
  return line === undefined || line === '' ? null : Number(line);
}

/** Whether this process is the server and takes connections: the file of one that was killed is still there. */
export function isReady(data: string, pid: number | undefined): boolean {
  return processOf(data) === pid && (linesOf(data)[STATUS_LINE] ?? '').trim() === 'ready';
}

/**
 * Ends the server when this process is gone, however it went, and removes its folder: a run of the tests that was killed
 * leaves no server behind.
 */
export function endWithThisProcess(folder: string): void {
  const script =
    'while kill -0 "$1"; do sleep 1; done; kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")" && sleep 1; rm -rf "$2"';
  const watching = spawn('sh', ['-c', script, 'sh', String(process.pid), folder], { detached: true, stdio: 'ignore' });
  watching.unref();
}

/** Ends every server whose folder is in this one, and waits for its end: it would go on writing into it. */
export async function endServersIn(folder: string): Promise<void> {
  const servers = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(SERVER_FOLDER)) : [];
  for (const server of servers) await endAtOnce(join(folder, server, 'data'), 'SIGQUIT');
}

/** Ends a server by a signal and waits until none of its processes is left. */
export async function endAtOnce(data: string, signal: NodeJS.Signals): Promise<void> {
  const server = processOf(data);
  if (server === null || !isAlive(server)) return;
  const all = [server, ...childrenOf(server)];
  for (const pid of signal === 'SIGKILL' ? all : [server]) send(pid, signal);
  while (all.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function linesOf(data: string): readonly string[] {
  const path = join(data, PROCESS_FILE);
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** A process that has ended and waits for its parent to notice is none any more. */
function isAlive(pid: number): boolean {
  const state = statusOf(pid)?.state;
  return state !== undefined && state !== 'Z';
}

function childrenOf(parent: number): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => statusOf(pid)?.parent === parent);
}

function statusOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: state ?? '', parent: Number(parent) };
  } catch {
    return null;
  }
}
