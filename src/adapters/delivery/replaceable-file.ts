import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ForeignEncoding, Loss } from '../../domain/failure/facts.js';
import { failure } from '../../domain/failure/failure.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import { fileBehind } from '../files/atomic-file.js';
import { givesAccessList, hasAccessList } from './access-list.js';
import { whyFailed } from './words.js';

/** Far above any env file; a larger file is something else. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Sees to it that the file can be replaced by another one without losing anything. Changes nothing.
 *
 * @throws {LineOpsError} `usage` TARGET_NOT_WRITABLE, or TARGET_NOT_REPLACEABLE when a new file would not be all that
 *   the old one is.
 */
export async function requireReplaceable(path: string, env: EnvironmentVariables): Promise<void> {
  const { file, stats } = writable(path);
  if (stats === null) return;
  const loss = lossBy(file, stats) ?? (await lossOfAccess(file, stats, env));
  if (loss === null) return;
  throw failure('TARGET_NOT_REPLACEABLE', { which: 'file', path, loss }, { details: { path } });
}

function writable(path: string): { readonly file: string; readonly stats: Stats | null } {
  try {
    const file = fileBehind(path);
    const stats = statSync(file, { throwIfNoEntry: false }) ?? null;
    if (stats !== null && !stats.isFile()) throw new Error('it is not a file');
    if (stats !== null && MAX_BYTES < stats.size) throw new Error('it is far too large for an env file');
    if (stats !== null) accessSync(file, constants.R_OK);
    // The file is replaced as a whole, which takes a new one beside it.
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
    return { file, stats };
  } catch (cause) {
    throw failure('TARGET_NOT_WRITABLE', { which: 'file', path, why: whyFailed(cause) }, { cause });
  }
}

function lossBy(file: string, stats: Stats): Loss | null {
  if (1 < stats.nlink) return { type: 'otherNames', count: stats.nlink };
  if (isMountPoint(file)) return { type: 'mount' };
  if (!canKeepOwner(stats)) return { type: 'owner' };
  const found = foreignEncoding(readFileSync(file));
  return found === null ? null : { type: 'encoding', found };
}

/**
 * Where nobody can tell, a list could still only take access from some, and a new one give none that all do not have: it
 * matters only while the group may do more than everybody.
 */
async function lossOfAccess(file: string, { mode }: Stats, env: EnvironmentVariables): Promise<Loss | null> {
  const has = await hasAccessList(file, env);
  if (has) return { type: 'accessList' };
  const groupMayMore = ((mode >> 3) & 0o7 & ~(mode & 0o7)) !== 0;
  if (!groupMayMore) return null;
  if (has === null) return { type: 'accessListUnknown' };
  return (await givesAccessList(dirname(file), env)) === false ? null : { type: 'accessListGiven' };
}

/** A file that is a mount point cannot be renamed over. @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
function isMountPoint(file: string): boolean {
  try {
    const points = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '');
    return points.some(
      (point) => point.replace(/\\([0-7]{3})/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 8))) === file,
    );
  } catch {
    return false;
  }
}

function canKeepOwner({ uid, gid }: Stats): boolean {
  const own = process.geteuid?.();
  if (own === undefined || own === 0) return true;
  return own === uid && (process.getegid?.() === gid || process.getgroups?.().includes(gid) === true);
}

/** Lines are found by their bytes: in any other encoding a byte of one character could be taken for another. */
function foreignEncoding(bytes: Uint8Array): ForeignEncoding | null {
  const mark = Buffer.from(bytes.subarray(0, 3)).toString('hex');
  if (mark === 'efbbbf') return 'mark';
  if (mark.startsWith('fffe') || mark.startsWith('feff')) return 'utf-16';
  if (bytes.includes(0)) return 'zeros';
  // Japanese in seven bits: every byte of it could be a quote or an equals sign.
  if (bytes.includes(0x1b)) return 'escapes';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return null;
  } catch {
    return 'notUtf8';
  }
}
