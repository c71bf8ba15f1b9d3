import type { World } from './binary.js';
import { BIN, NODE } from './program.js';
import { type Sitting, sitDown } from './pseudo-terminal.js';

/** A person who runs the binary in a world, at a real terminal. */
export function sit(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  columns?: number,
): Sitting {
  const { PATH = '' } = process.env;
  const all = {
    ...world.emulator.env,
    PATH,
    TERM: 'xterm',
    LINE_OPS_HOME: world.home,
    LINE_OPS_JOURNAL: world.journal,
    LINE_OPS_SECRET_STORE: 'file',
    ...env,
  };
  return sitDown([NODE, BIN, ...args], all, world.folder, columns);
}
