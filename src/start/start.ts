import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import manifest from '../../package.json' with { type: 'json' };
import type { Program } from './program-file.js';

/** The name of the file with the parts that lie together; the build writes it in. */
declare const PROGRAM_FILE: string;

// What is not needed for every answer is imported when it is: `--version` takes hardly longer than Node itself.
let program: Program | null = null;

/** What a part of the built program exports. */
export async function part(name: string): Promise<unknown> {
  program ??= await opened();
  return program.part(name);
}

async function opened(): Promise<Program> {
  const [{ openProgram }, { openCodeCache }, { foldersFrom }] = await Promise.all([
    import('./program-file.js'),
    import('./code-cache.js'),
    import('../adapters/state/places.js'),
  ]);
  return openProgram(PROGRAM_FILE, openCodeCache(foldersFrom(process.env).data, PROGRAM_FILE));
}

/** Runs the command line of this process; its exit code is set in the end. */
export async function start(argv: readonly string[]): Promise<void> {
  const [first = ''] = argv;
  if (argv.length === 1 && (first === '--version' || first === '-V')) return answer(`${manifest.version}\n`);
  // A key press in a shell: a part of its own that needs nothing of the others.
  if (first === '__complete') return completionPart().answerCompletion(argv.slice(1), process.env);
  if (argv.length === 0 || (argv.length === 1 && HELP.has(first))) {
    const help = isTerminal() ? null : readHelp();
    if (help !== null) return answer(help);
  }
  const { run } = (await part('main.cjs')) as { readonly run: (argv: readonly string[]) => Promise<number> };
  process.exitCode = await run(argv);
  if (!writesNothing(argv)) program?.keepCode();
}

const HELP: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

/** The help of the program as it is told where there is no terminal to lay it out for: written by the build. */
function readHelp(): Buffer | null {
  try {
    return readFileSync(`${__dirname}/help.txt`);
  } catch {
    return null;
  }
}

/** Whether stdout may be a terminal. Asked so, because `isTTY` would load its stream. */
function isTerminal(): boolean {
  try {
    const stdout = fstatSync(1);
    return stdout.isCharacterDevice() && stdout.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
}

function completionPart(): typeof import('../composition/completion.js') {
  return createRequire(__filename)('./completion.cjs');
}

/** What promises to write nothing keeps that, down to the code that it compiled. */
function writesNothing(argv: readonly string[]): boolean {
  return argv.includes('--dry-run');
}

/** Past the stream of stdout, whose loading takes longer than all the rest; what cannot be written so goes through it. */
async function answer(text: string | Buffer): Promise<void> {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    written = writeSync(1, bytes);
  } catch {
    // The stream says what is wrong, or waits for the reader.
  }
  if (written === bytes.length) return;
  const { toleratingBrokenPipe } = await import('../adapters/terminal/broken-pipe.js');
  toleratingBrokenPipe(process.stdout).write(bytes.subarray(written));
}
