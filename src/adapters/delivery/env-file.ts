import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineOpsError } from '../../domain/failure.js';
import { restored, withVariable } from '../../domain/tokens/env-file.js';

/** A chain of symlinks longer than this is a loop. */
const MAX_LINKS = 40;
/** Far above any env file; a larger file is something else. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Each byte is one character, so that a file of any encoding passes unharmed. */
const BYTES = 'latin1';

/** @throws {LineOpsError} `usage` when the file cannot be read and replaced. */
export function checkEnvFile(path: string): void {
  try {
    const file = fileBehind(path);
    const stats = statsOf(file);
    if (stats !== null && !stats.isFile()) throw new Error('it is not a file');
    if (stats !== null && MAX_BYTES < stats.size) throw new Error('it is far too large for an env file');
    if (stats !== null) accessSync(file, constants.R_OK);
    // The file is replaced as a whole, which takes a new one beside it.
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new LineOpsError('usage', 'TARGET_NOT_WRITABLE', `cannot write ${path}: ${why(cause)}`, {
      hint: 'Name a file in a folder that this user can write to. Nothing was issued.',
      cause,
    });
  }
}

/** The whole file, each byte as one character; null where there is none. */
export function readEnvFile(path: string): string | null {
  try {
    const file = fileBehind(path);
    return statsOf(file) === null ? null : readFileSync(file, BYTES);
  } catch (cause) {
    throw notDelivered(`cannot read ${path}: ${why(cause)}`, cause);
  }
}

/** Sets the variable in the file; the rest of it, its mode and its owner stay. A new file has mode 0600. */
export function setInEnvFile(path: string, variable: string, value: string): void {
  const text = readEnvFile(path) ?? '';
  const changed = withVariable(text, variable, value);
  if (changed !== text) replaceEnvFile(path, changed);
}

/** Puts the variable back to what it was in `before`, or takes the file away where there was none. */
export function restoreEnvFile(path: string, variable: string, value: string, before: string | null): void {
  const text = readEnvFile(path);
  if (text === null) return;
  const earlier = restored(text, { before, variable, value });
  if (earlier === null) removeEnvFile(path);
  else if (earlier !== text) replaceEnvFile(path, earlier);
}

/** After a crash the file holds the old text or the new one, never a part. */
function replaceEnvFile(path: string, text: string): void {
  let temporary: string | null = null;
  try {
    const file = fileBehind(path);
    const stats = statsOf(file);
    temporary = `${file}.line-ops-${process.pid}.tmp`;
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      if (stats !== null) keepOwner(handle, stats);
      if (stats !== null) fchmodSync(handle, stats.mode & 0o7777);
      writeFileSync(handle, text, BYTES);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (cause) {
    if (temporary !== null && !isCode(cause, 'EEXIST')) rmSync(temporary, { force: true });
    throw notDelivered(`cannot write ${path}: ${why(cause)}`, cause);
  }
}

function removeEnvFile(path: string): void {
  try {
    const file = fileBehind(path);
    rmSync(file, { force: true });
    syncFolder(dirname(file));
  } catch (cause) {
    throw notDelivered(`cannot remove ${path}: ${why(cause)}`, cause);
  }
}

/** A file that goes to another owner could lock out whoever reads it: rather fail. */
function keepOwner(handle: number, { uid, gid }: Stats): void {
  if (process.platform === 'win32') return;
  const own = { uid: process.geteuid?.(), gid: process.getegid?.() };
  if (own.uid !== uid || own.gid !== gid) fchownSync(handle, uid, gid);
}

/** The file that symlinks lead to, also where it does not exist yet. */
function fileBehind(path: string): string {
  let at = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), readlinkSync(at));
  }
  throw new Error('its symbolic links go in a circle');
}

function statsOf(file: string): Stats | null {
  return statSync(file, { throwIfNoEntry: false }) ?? null;
}

/** Makes the change of a name durable; Windows cannot open folders and does not need it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'no permission',
  EPERM: 'no permission to keep its owner',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
};

function why(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return WORDS[cause.code] ?? cause.message;
  return cause instanceof Error ? cause.message : String(cause);
}

function isCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

function notDelivered(message: string, cause: unknown): LineOpsError {
  return new LineOpsError('failure', 'DELIVERY_FAILED', message, { hint: 'Check the file and its folder.', cause });
}
