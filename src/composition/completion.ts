import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../adapters/host/host.js';
import { knownNames } from '../adapters/state/known-names.js';
import { foldersFrom } from '../adapters/state/places.js';
import { complete } from '../cli/completion/complete.js';
import type { EnvironmentVariables } from '../ports/host.js';

/**
 * Answers a key press in a shell, whose line must stay as it is: what goes wrong, from a damaged ledger to a closed stdout, is less of an
 * answer, and no word.
 */
export async function answerCompletion(argv: readonly string[], env: EnvironmentVariables): Promise<void> {
  try {
    const table = JSON.parse(readFileSync(join(__dirname, 'completion.json'), 'utf8'));
    const answer = await complete(argv, { table, known: knownNames(foldersFrom(env)), env, now: systemClock.now() });
    write(Buffer.from(answer));
  } catch {
    // Nothing is offered.
  }
}

/** Past the stream of stdout, whose loading takes longer than all the rest, as far as that goes. */
function write(answer: Buffer): void {
  let written = 0;
  try {
    written = writeSync(1, answer);
  } catch {
    // The stream waits for its reader, or has none.
  }
  if (written < answer.length) process.stdout.on('error', () => undefined).write(answer.subarray(written));
}
