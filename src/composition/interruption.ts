import type { Interruption, StopSignal } from '../ports/host.js';

const EXIT_CODE_OF: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Signals end the process with the documented code; a command may ask for the first one. */
export function createInterruption(): Interruption {
  let handlers: ((signal: StopSignal) => void)[] = [];
  const end = (signal: StopSignal) => {
    const handler = handlers.pop();
    if (handler === undefined) process.exit(EXIT_CODE_OF[signal]);
    handler(signal);
  };
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  // The kernel and the shell each say once that the terminal has gone: that is nobody's impatience.
  process.once('SIGHUP', () => {
    process.on('SIGHUP', () => {});
    end('SIGTERM');
  });
  return {
    onFirst(handler) {
      handlers.push(handler);
      return () => {
        handlers = handlers.filter((other) => other !== handler);
      };
    },
  };
}
