import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { EmulatorError } from '../emulator-error.js';
import { makeFolderOf } from './folder-above.js';

/** The state files of emulators of this process, which its own number in a lock could not tell apart. */
const ownFiles = new Set<string>();

/** How often a running emulator shows that it is alive. */
const BEAT_MS = 1_000;
/** An emulator that was not heard of for so long is dead, wherever it ran. */
const SILENT_MS = 15_000;

interface Holder {
  readonly pid: number;
  /** Where that number means something: another container counts its processes from 1 too. */
  readonly place: string;
}

/**
 * Makes this the only emulator that writes the state file, until the function that it answers is called. What a killed
 * emulator left behind is taken over: at once where its process can be looked for, else when it has been silent.
 *
 * @throws {EmulatorError} while another one uses it: each would overwrite what the other has saved.
 */
export function lockStateFile(file: string): () => void {
  const path = resolve(file);
  const lock = `${path}.lock`;
  const own: Holder = { pid: process.pid, place: placeOfNumbers() };
  makeFolderOf(path);
  if (ownFiles.has(path)) throw inUse(file, own);
  const text = JSON.stringify(own);
  while (!isMade(lock, text)) {
    const holder = readHolder(lock, own.place);
    if (holder !== null && isAlive(holder, own, lock)) throw inUse(file, holder);
    rmSync(lock, { force: true });
  }
  ownFiles.add(path);
  const beating = setInterval(() => beat(lock, text), BEAT_MS).unref();
  return () => {
    clearInterval(beating);
    ownFiles.delete(path);
    rmSync(lock, { force: true });
  };
}

function isMade(lock: string, text: string): boolean {
  try {
    writeFileSync(lock, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Earlier versions wrote the number alone. */
function readHolder(lock: string, here: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    if (typeof value === 'number') return { pid: value, place: here };
    if (typeof value !== 'object' || value === null || !('pid' in value && 'place' in value)) return null;
    return { pid: Number(value.pid), place: String(value.place) };
  } catch {
    return null;
  }
}

function isAlive(holder: Holder, own: Holder, lock: string): boolean {
  if (holder.place === own.place && (holder.pid === own.pid || !isRunning(holder.pid))) return false;
  return silentFor(lock) < SILENT_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** By the clock of the file system: the holder may be on a machine with another one. */
function silentFor(lock: string): number {
  const probe = `${lock}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(probe, '', { flag: 'wx', mode: 0o600 });
    return statSync(probe).mtimeMs - statSync(lock).mtimeMs;
  } catch {
    // It is just being given up.
    return 0;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Written over with what it holds: at no moment is it empty, and the time is the file system's. */
function beat(lock: string, text: string): void {
  try {
    const file = openSync(lock, 'r+');
    try {
      writeSync(file, text, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // The folder is gone, and the state file with it.
  }
}

/** Host and process namespace. @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html */
function placeOfNumbers(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function inUse(file: string, { pid, place }: Holder): EmulatorError {
  return new EmulatorError(
    'STATE_FILE_IN_USE',
    `the state file ${file} is in use by process ${pid} on ${place}`,
    'Stop that emulator, or give this one another file with --state.',
    { pid },
  );
}
