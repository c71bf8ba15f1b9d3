import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing } from '../../domain/failure/system-errors.js';
import { replaceFile } from '../files/atomic-file.js';
import { makePrivateFolder, stateFailure } from '../state/folders.js';

/**
 * The text of a file that nobody else may read; null where there is none.
 *
 * @throws {LineOpsError} `auth` SECRETS_MODE when others may read the file or look into its folder.
 */
export function readPrivate(path: string): string | null {
  try {
    if (process.platform !== 'win32') requirePrivate(path);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof LineOpsError) throw cause;
    if (isMissing(cause)) return null;
    throw stateFailure({ verb: 'read', path }, cause);
  }
}

export function writePrivate(path: string, text: string): void {
  makePrivateFolder(dirname(path));
  try {
    replaceFile(path, text);
  } catch (cause) {
    throw stateFailure({ verb: 'write', path }, cause);
  }
}

function requirePrivate(path: string): void {
  for (const [what, mode] of [
    [dirname(path), 0o700],
    [path, 0o600],
  ] as const) {
    const actual = statSync(what).mode & 0o777;
    if ((actual & 0o077) === 0) continue;
    throw failure('SECRETS_MODE', { path: what, mode: actual, wanted: mode });
  }
}

/**
 * What this machine remembers of its secrets, apart from them: the highest generation it ever saw written. A copy of the
 * secrets alone that is put back is older than that.
 */
export interface Mark {
  /** Of which secrets, where they lie in a server; null for the file of the folder. */
  readonly of: string | null;
  readonly generation: number;
}

const NO_MARK: Mark = { of: null, generation: 0 };

export function readMark(path: string): Mark {
  try {
    const mark: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof mark !== 'object' || mark === null || !('generation' in mark)) return NO_MARK;
    const { generation } = mark;
    if (typeof generation !== 'number' || !Number.isSafeInteger(generation)) return NO_MARK;
    return { of: 'of' in mark && typeof mark.of === 'string' ? mark.of : null, generation };
  } catch {
    // It only warns: without it nothing is known, and nothing is said.
    return NO_MARK;
  }
}

/** Written after the secrets: a process that is killed in between leaves a mark that is too low, which accuses nobody. */
export function writeMark(path: string, { of, generation }: Mark): void {
  try {
    replaceFile(path, `${JSON.stringify(of === null ? { generation } : { of, generation })}\n`);
  } catch {
    // The secrets are stored, and that is what was asked for.
  }
}

/** What is said again is not heard. */
export function sayOnce(say: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (!said.has(line)) say(line);
    said.add(line);
  };
}
