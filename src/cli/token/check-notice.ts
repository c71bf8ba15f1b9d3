import { type NotifyTarget, targetWords } from '../../domain/notifying/target.js';
import { plural } from '../../domain/text/grouped.js';
import { notify } from '../../usecases/notifying/notify.js';
import { textOf } from '../failures/text-of.js';
import type { View } from '../output/view.js';
import { failureJson } from '../program/exit.js';
import type { Session } from '../session.js';

/**
 * Tells that a check found something, with the document of the command; where it came to none, with that of its error.
 * Whatever comes of it is said, and changes nothing of how the command ends.
 */
export async function tellOfTokens(
  target: NotifyTarget,
  view: View | null,
  error: unknown,
  { deps, terminal }: Session,
): Promise<void> {
  const stop = new AbortController();
  const release = deps.interruption.onFirst(() => stop.abort());
  const who = targetWords(target);
  try {
    const document =
      view === null
        ? { schema: 'line-ops/error@1', error: await failureJson(error) }
        : { schema: view.schema, ...view.json };
    const told = await notify(target, { document, variables: {}, stop: stop.signal }, deps);
    if (told.isDelivered) terminal.note(`notified ${who}`);
    else terminal.warn(`warning: ${who} was not notified after ${plural(told.attempts, 'attempt')}: ${told.why}`);
  } catch (problem) {
    terminal.warn(`warning: notifying failed: ${(await textOf(problem)).message}`);
  } finally {
    release();
  }
}
