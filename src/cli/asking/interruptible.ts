import { failureAs } from '../../domain/failure/failure.js';
import type { Session } from '../session.js';

/** The first Ctrl-C lets the step in hand finish; what follows it then is the command's to decide. */
export function interruptible({ deps }: Session): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = deps.interruption.onFirst((signal) =>
    controller.abort(
      failureAs(signal === 'SIGINT' ? 'cancelled' : 'terminated', 'INTERRUPTED', { which: 'signal', signal }),
    ),
  );
  return { signal: controller.signal, release };
}
