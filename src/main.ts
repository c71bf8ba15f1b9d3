import manifest from '../package.json' with { type: 'json' };
import { toleratingBrokenPipe } from './adapters/terminal/broken-pipe.js';
import { createInterruption } from './composition/interruption.js';

/** Runs the command line of this process and answers its exit code. Loads nothing that this command line does not need. */
export async function run(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    toleratingBrokenPipe(process.stdout).write(`${manifest.version}\n`);
    return 0;
  }
  const [{ main }, { createDeps }] = await Promise.all([
    import('./cli/program/program.js'),
    import('./composition/deps.js'),
  ]);
  const deps = createDeps(process.env, createInterruption());
  try {
    return await main(argv, deps);
  } finally {
    await deps.close();
  }
}
