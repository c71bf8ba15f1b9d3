import type { Writable } from 'node:stream';

/** A reader that goes away (as in "| head") ends the reading, not the work. The stream itself, for use in place. */
export function toleratingBrokenPipe<Stream extends Writable>(stream: Stream): Stream {
  if (stream.listenerCount('error') === 0) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return stream;
}
