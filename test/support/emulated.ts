import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from './command-line.js';

/** An emulated LINE, and a command line that has its credentials: new ones for each test. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly line: CommandLine;
  /** Writes a file beside the state of the command line; answers its path. */
  file(name: string, text: string): string;
}

/** To be called once for all tests of a file, outside of them. */
export function emulated(options: Parameters<typeof startEmulator>[0]): Emulated {
  let emulator: Emulator;
  let line: CommandLine;
  beforeEach(async () => {
    emulator = await startEmulator(options);
    line = openCommandLine(emulator.env);
  });
  afterEach(async () => {
    line.remove();
    await emulator.stop();
  });
  return {
    get emulator() {
      return emulator;
    },
    get line() {
      return line;
    },
    file(name, text) {
      const path = join(line.home, name);
      writeFileSync(path, text);
      return path;
    },
  };
}
