import type { Writable } from 'node:stream';
import { whyOf } from '../../domain/failure/system-errors.js';

/**
 * A reader that goes away (as in "| head") ends the reading, not the work; a stream that cannot be written for another
 * reason, such as a full disk, is said on stderr and fails the command when its work is done. The stream itself, for use
 * in place.
 */
export function toleratingBrokenPipe<Stream extends Writable>(stream: Stream): Stream {
  if (stream.listenerCount('error') === 0) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failAtTheEnd(stream === (process.stderr as Writable) ? null : whyOf(error));
    });
  }
  return stream;
}

let hasFailed = false;

function failAtTheEnd(reason: string | null): void {
  if (hasFailed) return;
  hasFailed = true;
  if (reason !== null) {
    process.stderr.write(
      `error: the answer could not be written: ${reason}\nhint: What the command did stays done: look at it again with the matching "list" or "show".\n`,
    );
  }
  process.on('exit', () => {
    process.exitCode ||= 1;
  });
}
