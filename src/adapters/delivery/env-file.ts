import { readFileSync, statSync } from 'node:fs';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { channelAccessToken } from '../../domain/line/secret.js';
import { lineKeeping, readVariable, restored, withVariable } from '../../domain/tokens/env-file.js';
import type { Place } from '../../ports/tokens/delivery.js';
import { FileChanged, fileBehind, removeFile, replaceFile, sweepLeftovers } from '../files/atomic-file.js';
import { whyFailed } from './words.js';

/** Each byte is one character: what is not touched goes back as it came. */
const BYTES = 'latin1';

/** The whole file, each byte as one character; null where there is none. */
export function readEnvFile(path: string): string | null {
  return doing('read', path, () => {
    const file = fileBehind(path);
    return statSync(file, { throwIfNoEntry: false }) === undefined ? null : readFileSync(file, BYTES);
  });
}

/** What the variable holds; `old` may stand nowhere else in the file. */
export function lookIntoEnvFile(path: string, variable: string, old: string | null): Place {
  const text = readEnvFile(path);
  if (text === null) return { type: 'missing' };
  const reading = readVariable(text, variable);
  if (!reading.isClear) return { type: 'unclear', line: reading.line, why: reading.why };
  const kept = old === null ? null : lineKeeping(text, variable, old);
  if (kept !== null) return { type: 'unclear', line: kept, why: `holds the old token, and not as ${variable}` };
  return { type: 'readable', held: reading.values.filter((value) => value !== '').map(channelAccessToken) };
}

/** Sets the variable in the file; the rest of it, its mode and its owner stay. A new file has mode 0600. */
export function setInEnvFile(
  path: string,
  variable: string,
  { value, from }: { readonly value: string; readonly from: readonly string[] },
): void {
  doing('write', path, () => sweepLeftovers(path));
  const text = readEnvFile(path);
  const reading = readVariable(text ?? '', variable);
  const others = reading.isClear ? reading.values.filter((held) => held !== '' && held !== value) : null;
  if (others === null || others.some((held) => !from.includes(held))) throw changedMeanwhile(path);
  const changed = withVariable(text ?? '', variable, value);
  if (changed !== text) replaceEnvFile(path, changed, text);
}

/** Puts the variable back to what it was in `before`, or takes the file away where there was none. */
export function restoreEnvFile(path: string, variable: string, value: string, before: string | null): void {
  doing('write', path, () => sweepLeftovers(path));
  const text = readEnvFile(path);
  if (text === null) return;
  const earlier = restored(text, { before, variable, value });
  if (earlier.type === 'stuck')
    throw failure('DELIVERY_FAILED', { which: 'stuck', path, line: earlier.line }, { cause: null });
  if (earlier.type === 'not-there' || earlier.text === text) return;
  if (earlier.text === null) doing('remove', path, () => removeFile(path));
  else replaceEnvFile(path, earlier.text, text);
}

/** After a crash the file holds the old text or the new one, never a part. */
function replaceEnvFile(path: string, text: string, seen: string | null): void {
  doing('write', path, () => {
    replaceFile(path, Buffer.from(text, BYTES), seen === null ? null : Buffer.from(seen, BYTES));
  });
}

function doing<Result>(verb: 'read' | 'write' | 'remove', path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FileChanged) throw changedMeanwhile(path);
    throw failure('DELIVERY_FAILED', { which: 'file', verb, path, why: whyFailed(cause) }, { cause });
  }
}

function changedMeanwhile(path: string): LineOpsError {
  return failure('PLACE_CHANGED', { path });
}
