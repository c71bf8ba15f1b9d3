import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LineOpsError } from '../../domain/failure.js';
import { restored, withVariable } from '../../domain/tokens/env-file.js';
import { fileBehind, removeFile, replaceFile, sweepLeftovers } from '../atomic-file.js';

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
  sweep(path);
  const text = readEnvFile(path);
  const changed = withVariable(text ?? '', variable, value);
  if (changed !== text) replaceEnvFile(path, changed, text);
}

/** Puts the variable back to what it was in `before`, or takes the file away where there was none. */
export function restoreEnvFile(path: string, variable: string, value: string, before: string | null): void {
  sweep(path);
  const text = readEnvFile(path);
  if (text === null) return;
  const earlier = restored(text, { before, variable, value });
  if (earlier === null) removeEnvFile(path);
  else if (earlier !== text) replaceEnvFile(path, earlier, text);
}

/** Also where nothing is to be written: what a killed run left beside the file holds the token. */
function sweep(path: string): void {
  try {
    sweepLeftovers(path);
  } catch (cause) {
    throw notDelivered(`cannot sweep the folder of ${path}: ${why(cause)}`, cause);
  }
}

function replaceEnvFile(path: string, text: string, seen: string | null): void {
  try {
    replaceFile(path, Buffer.from(text, BYTES), seen === null ? null : Buffer.from(seen, BYTES));
  } catch (cause) {
    throw notDelivered(`cannot write ${path}: ${why(cause)}`, cause);
  }
}

function removeEnvFile(path: string): void {
  try {
    removeFile(path);
  } catch (cause) {
    throw notDelivered(`cannot remove ${path}: ${why(cause)}`, cause);
  }
}

function statsOf(file: string): Stats | null {
  return statSync(file, { throwIfNoEntry: false }) ?? null;
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

function notDelivered(message: string, cause: unknown): LineOpsError {
  return new LineOpsError('failure', 'DELIVERY_FAILED', message, { hint: 'Check the file and its folder.', cause });
}
