import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as a user starts it; `LINE_OPS_TEST_BIN` names another build, such as an installed package. */
export const BIN = process.env['LINE_OPS_TEST_BIN'] ?? fileURLToPath(new URL('../../bin/line-ops.js', import.meta.url));

/** What it runs on; `LINE_OPS_TEST_NODE` names another version of Node. */
export const NODE = process.env['LINE_OPS_TEST_NODE'] ?? process.execPath;

/** What the built program loads from beside itself on Node 20, and what that needs. */
const LIBRARIES = ['@photostructure/sqlite', 'node-gyp-build'];

/**
 * The built program where every user of the system can read it: a checkout, and the folder of Node, may be open to
 * their owner alone, as root's home in a container is.
 */
export class ProgramCopy implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'line-ops-program-'));
  readonly command: readonly [node: string, program: string];

  constructor() {
    const from = dirname(dirname(BIN));
    for (const name of ['bin', 'dist', 'package.json', ...LIBRARIES.map((library) => join('node_modules', library))]) {
      mkdirSync(dirname(join(this.#folder, name)), { recursive: true });
      cpSync(join(from, name), join(this.#folder, name), { recursive: true });
    }
    const node = nodeForEverybody(NODE, this.#folder);
    openToEverybody(this.#folder);
    this.command = [node, join(this.#folder, 'bin', 'line-ops.js')];
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A path at which every user can run that Node: its own, or that of a copy in the folder. */
export function nodeForEverybody(node: string, folder: string): string {
  if (isOpenToEverybody(node)) return node;
  const copy = join(folder, `node-${createHash('sha256').update(node).digest('hex').slice(0, 8)}`);
  // By a process of its own: a program that this one holds open for writing in the moment of another fork cannot be run.
  if (!existsSync(copy)) execFileSync('cp', [node, copy]);
  chmodSync(copy, 0o755);
  return copy;
}

/** Whether others may go through each folder above the file, and read and run the file itself. */
function isOpenToEverybody(file: string): boolean {
  const isOpen = (path: string): boolean =>
    (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isOpen(dirname(path)));
  return isOpen(file) && (statSync(file).mode & 0o004) !== 0;
}

export function openToEverybody(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const mode = statSync(path).mode;
    chmodSync(path, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
