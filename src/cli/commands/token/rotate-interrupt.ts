import { LineOpsError } from '../../../domain/failure.js';
import type { Context } from '../../context.js';

/** The first Ctrl-C lets the step in hand finish, and then puts everything back, or leaves a grace to be resumed. */
export function interruptible({ deps }: Context): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = deps.interruption.onFirst((signal) =>
    controller.abort(
      new LineOpsError(signal === 'SIGINT' ? 'cancelled' : 'terminated', 'INTERRUPTED', `interrupted by ${signal}`),
    ),
  );
  return { signal: controller.signal, release };
}
