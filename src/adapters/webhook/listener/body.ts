import type { IncomingMessage } from 'node:http';

/** What requests may take of the memory. */
export interface BodyBudget {
  /** Bytes of all requests that are being read or answered: whoever reads a whole one gives them back. */
  buffered: number;
  readonly maxBodyBytes: number;
  readonly maxBufferedBytes: number;
}

type ReadBody =
  | { readonly end: 'whole'; readonly body: Buffer }
  | { readonly end: 'tooLarge' | 'tooMany' }
  /** The client went away, or took too long. */
  | { readonly end: 'gone' };

/** As many times its bound is read of a body that is too large and thrown away, so that the client can read the answer. */
const DISCARDED_BODIES = 8;

export function readBody(incoming: IncomingMessage, budget: BodyBudget): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  let refused: 'tooLarge' | 'tooMany' | null = null;
  const giveUp = (why: 'tooLarge' | 'tooMany') => {
    refused ??= why;
    budget.buffered -= kept;
    kept = 0;
    chunks.length = 0;
  };
  return new Promise((resolve) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (refused === null) {
        chunks.push(chunk);
        kept += chunk.length;
        budget.buffered += chunk.length;
        if (budget.maxBodyBytes < bytes) giveUp('tooLarge');
        else if (budget.maxBufferedBytes < budget.buffered) giveUp('tooMany');
      }
      if (DISCARDED_BODIES * budget.maxBodyBytes < bytes) resolve({ end: 'tooLarge' });
    });
    incoming.on('end', () =>
      resolve(refused === null ? { end: 'whole', body: Buffer.concat(chunks) } : { end: refused }),
    );
    incoming.on('close', () => {
      if (incoming.complete) return;
      if (refused === null) giveUp('tooLarge');
      resolve({ end: 'gone' });
    });
  });
}
