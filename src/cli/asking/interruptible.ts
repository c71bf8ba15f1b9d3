import { LineOpsError } from '../../domain/failure/failure.js';
import type { Context } from '../context.js';

/** The first Ctrl-C lets the step in hand finish; what follows it then is the command's to decide. */
export function interruptible({ deps }: Context): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = deps.interruption.onFirst((signal) =>
    controller.abort(
      new LineOpsError(signal === 'SIGINT' ? 'cancelled' : 'terminated', 'INTERRUPTED', `interrupted by ${signal}`),
    ),
  );
  return { signal: controller.signal, release };
}
