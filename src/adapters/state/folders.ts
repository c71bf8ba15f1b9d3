import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, sep } from 'node:path';
import type { StateAct } from '../../domain/failure/facts.js';
import { failure, failureAs, type LineOpsError } from '../../domain/failure/failure.js';
import { systemCodeOf, whyOf } from '../../domain/failure/system-errors.js';
import { homeFolder } from './places.js';

/** Makes sure that the folder exists and that nobody else can look into it. A folder made by someone else is left as it is. */
export function makePrivateFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw stateFailure({ verb: 'create the folder', path }, cause);
  }
}

/** As `makePrivateFolder`, with the system's own errors. Answers whether it was made just now. */
export function makeFolder(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
  createFolder(path);
  return true;
}

/** The runtime's own way to create the folders above goes round for ever where they cannot be made, as below `/proc`. */
function createFolder(path: string): void {
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) createFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** What a file-system error means for the state: what could not be done, and why. */
export function stateFailure(act: StateAct, cause: unknown): LineOpsError {
  const code = systemCodeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('DISK_FULL', { which: 'state', act }, { cause });
  return (
    homeless(act.path, cause) ??
    failureAs('failure', 'STATE_NOT_WRITABLE', { which: 'state', act, why: whyOf(cause) }, { cause })
  );
}

/** What it means that nothing can be written there, where that is because this user has no folder: nobody said where to. */
export function homeless(path: string, cause: unknown): LineOpsError | null {
  const home = homeFolder();
  if (!path.startsWith(home + sep) || statSync(home, { throwIfNoEntry: false })?.isDirectory() === true) return null;
  return failureAs('usage', 'STATE_NOT_WRITABLE', { which: 'noHome', home: home === devNull ? null : home }, { cause });
}
