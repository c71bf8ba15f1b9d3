import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What an earlier run kept: the program as the engine had compiled it, and the parts that it had compiled. */
interface KeptCode {
  readonly code: Buffer;
  readonly parts: ReadonlySet<string>;
}

/**
 * Compiled code kept from one run to the next, in a folder that is there already: nothing is created for it but its one
 * file. A file of another version of the program or of Node has another name.
 */
export interface CodeCache {
  /** Null where nothing was kept, or where what was kept is not whole, not ours, or open to others. Never throws. */
  read(): KeptCode | null;
  /** Best effort: where it cannot be kept, the next start is as slow as this one. Never throws. */
  keep(kept: KeptCode): void;
}

/** `program` names the text that was compiled: the engine itself tells two texts of one length not apart. */
export function openCodeCache(folder: string, program: string): CodeCache {
  const path = join(folder, `code-${program}-${process.version}-${process.arch}.cache`);
  return {
    read() {
      try {
        return unpacked(readOwn(path));
      } catch {
        return null;
      }
    },
    keep(kept) {
      try {
        if (isPrivate(statSync(folder))) replace(path, packed(kept));
        forgetOthers(folder, program);
      } catch {
        // The next start is as slow as this one.
      }
    },
  };
}

function replace(path: string, bytes: Buffer): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Of other versions of the program, and what a killed process left. */
function forgetOthers(folder: string, program: string): void {
  const others = readdirSync(folder).filter(
    (name) =>
      /^code-.+\.cache(?:\.\d+)?$/.test(name) && !(name.startsWith(`code-${program}-`) && name.endsWith('.cache')),
  );
  for (const name of others) rmSync(join(folder, name), { force: true });
}

/** What others may write, or have written, is never run. */
function readOwn(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { mode } = fstatSync(file);
    // As it was written; what came by a checkout or a copy is open to be read at least.
    if (!isPrivate(fstatSync(file)) || (mode & 0o077) !== 0) throw new Error('open to others');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function isPrivate({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

const LENGTH_BYTES = 4;

/**
 * Twice the same: the length of the names, the names, the code. The engine checks its version, not its bytes; comparing
 * is faster than loading what makes a checksum.
 */
function packed({ code, parts }: KeptCode): Buffer {
  const names = Buffer.from([...parts].join(','));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(names.length);
  return Buffer.concat([length, names, code, length, names, code]);
}

function unpacked(whole: Buffer): KeptCode | null {
  const half = whole.length / 2;
  if (half < LENGTH_BYTES || !whole.subarray(0, half).equals(whole.subarray(half))) return null;
  const end = LENGTH_BYTES + whole.readUInt32LE();
  return {
    code: whole.subarray(end, half),
    parts: new Set(whole.toString('latin1', LENGTH_BYTES, end).split(',')),
  };
}
