import { LineOpsError } from '../../domain/failure/failure.js';
import type { Terminal } from '../../ports/terminal.js';
import { textOf } from '../failures/text-of.js';

/** Asks again until the answer can be used; what is wrong with one is said in between. */
export async function askUntilValid<Value>(
  terminal: Terminal,
  question: string,
  parse: (text: string) => Value,
): Promise<Value> {
  for (;;) {
    try {
      return parse((await terminal.ask(question)).trim());
    } catch (error) {
      if (!(error instanceof LineOpsError) || error.kind !== 'usage') throw error;
      terminal.warn((await textOf(error)).message);
    }
  }
}
