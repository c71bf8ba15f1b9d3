import { createInterruption } from './composition/interruption.js';

/** Runs the command line of this process and answers its exit code. Loads nothing that this command line does not need. */
export async function run(argv: readonly string[]): Promise<number> {
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
