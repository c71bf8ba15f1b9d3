import type { ClientRequest, RequestOptions } from 'node:http';
import { whyOf } from '../../domain/failure/system-errors.js';
import type { HeaderLines, PostEnd } from '../../ports/webhook/listening.js';

/** Nobody reads what a bot answers; more of it than this is not waited for. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts the bytes with these headers and waits for the status. One connection a request: none that the bot is about to
 * close can swallow a webhook. The signal ends it without an answer. Never rejects.
 */
export async function post(
  url: string,
  { headers, body }: { readonly headers: HeaderLines; readonly body: Uint8Array },
  withinMs: number,
  signal: AbortSignal,
): Promise<PostEnd> {
  const target = new URL(url);
  const { request } = target.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions & { readonly minVersion: 'TLSv1.2' } = {
    method: 'POST',
    agent: false,
    minVersion: 'TLSv1.2',
  };
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const took = () => Math.round(performance.now() - startedAt);
    let call: ClientRequest | null = null;
    const end = (outcome: PostEnd) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(outcome);
    };
    const fail = (problem: string) => {
      end({ status: null, ms: took(), problem });
      call?.destroy();
    };
    const stop = () => fail('stopped before an answer came');
    const timer = setTimeout(() => fail(`no answer within ${Math.round(withinMs / 1000)} s`), withinMs);
    signal.addEventListener('abort', stop);
    if (signal.aborted) return stop();
    try {
      call = request(target, options);
      setHeaders(call, headers, body.length);
    } catch (error) {
      return fail(whyOf(error));
    }
    call.on('response', (response) => {
      end({ status: response.statusCode ?? 0, ms: took(), problem: null });
      let bytes = 0;
      response
        .on('error', () => undefined)
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (MAX_ANSWER_BYTES < bytes) response.destroy();
        });
    });
    call.on('error', (error) => fail(whyOf(error)));
    call.end(body);
  });
}

function setHeaders(call: ClientRequest, headers: HeaderLines, length: number): void {
  for (const [name] of headers) call.removeHeader(name);
  for (const [name, value] of headers) call.appendHeader(name, value);
  call.setHeader('content-length', length);
}
