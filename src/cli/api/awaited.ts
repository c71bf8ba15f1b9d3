import { interruptible } from '../asking/interruptible.js';
import type { Session } from '../session.js';

/** For a request that changes something: at the first Ctrl-C its answer is still waited for, and that is said. */
export function awaited(session: Session): ReturnType<typeof interruptible> {
  const interruption = interruptible(session);
  interruption.signal.addEventListener('abort', () =>
    session.terminal.note('waiting for the answer of LINE; once more stops at once'),
  );
  return interruption;
}
