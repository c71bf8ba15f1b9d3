import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineOpsError } from '../domain/failure.js';

/** The state files of emulators of this process, which its own number in a lock could not tell apart. */
const ownFiles = new Set<string>();

/**
 * Makes this the only emulator that writes the state file, until the function that it answers is called. What a killed
 * emulator left behind is taken over.
 *
 * @throws {LineOpsError} `usage` while another one uses it: each would overwrite what the other has saved.
 */
export function lockStateFile(file: string): () => void {
  const path = resolve(file);
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  if (ownFiles.has(path)) throw inUse(file, process.pid);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = holderOf(lock);
    if (holder !== null && isRunning(holder)) throw inUse(file, holder);
    rmSync(lock, { force: true });
  }
  ownFiles.add(path);
  return () => {
    ownFiles.delete(path);
    rmSync(lock, { force: true });
  };
}

function holderOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid ? pid : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function inUse(file: string, pid: number): LineOpsError {
  return new LineOpsError('usage', 'STATE_FILE_IN_USE', `the state file ${file} is in use by process ${pid}`, {
    hint: 'Stop that emulator, or give this one another file with --state.',
    details: { pid },
  });
}
