import { writeSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { foldersFrom } from '../adapters/state/places.js';
import { toleratingBrokenPipe } from '../adapters/terminal/broken-pipe.js';
import { openCodeCache } from './code-cache.js';
import { openProgram, type Program } from './program-file.js';

/** The name of the file with the parts that lie together; the build writes it in. */
declare const PROGRAM_FILE: string;

let program: Program | null = null;

/** What a part of the built program exports. */
export function part(name: string): unknown {
  program ??= openProgram(PROGRAM_FILE, openCodeCache(foldersFrom(process.env).data, PROGRAM_FILE));
  return program.part(name);
}

/** Runs the command line of this process; its exit code is set in the end. */
export async function start(argv: readonly string[]): Promise<void> {
  const [first = ''] = argv;
  if (argv.length === 1 && (first === '--version' || first === '-V')) return answer(`${manifest.version}\n`);
  const { run } = part('main.cjs') as { readonly run: (argv: readonly string[]) => Promise<number> };
  process.exitCode = await run(argv);
  if (!writesNothing(argv)) program?.keepCode();
}

/** What promises to write nothing keeps that, down to the code that it compiled. */
function writesNothing(argv: readonly string[]): boolean {
  return argv.includes('--dry-run') || argv[0] === '__complete';
}

/** Past the stream of stdout, whose loading takes longer than all the rest; what cannot be written so goes through it. */
function answer(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    written = writeSync(1, bytes);
  } catch {
    // The stream says what is wrong, or waits for the reader.
  }
  if (written < bytes.length) toleratingBrokenPipe(process.stdout).write(bytes.subarray(written));
}
