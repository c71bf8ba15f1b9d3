import { failure, LineOpsError, within } from '../../domain/failure/failure.js';
import { createRepeatGuard, nextQuery } from '../../domain/line/operations/paging.js';
import { rateLimitOf } from '../../domain/line/rate-limits.js';
import { jsonIn } from '../../domain/text/json-object.js';
import type { AnswerReceiver, AnyRequest } from '../../ports/line-api.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';

/**
 * Calls an endpoint that sends nothing. Once `stop` has fired, no request leaves any more; one on its way is waited for.
 *
 * @throws {LineOpsError} as every call of LINE; where it may have changed something all the same, that is said.
 */
export async function callEndpoint(
  request: AnyRequest,
  receiver: AnswerReceiver,
  { api, tokens }: ChannelAtLine,
  stop?: AbortSignal,
): Promise<void> {
  const token = await tokens.current();
  stop?.throwIfAborted();
  try {
    await api.callAny(token, request, receiver);
  } catch (error) {
    const mayBeDone = error instanceof LineOpsError && error.details?.['mayHaveArrived'] === true;
    throw mayBeDone && request.method !== 'GET' ? within(error, 'mayBeDone', {}) : error;
  }
}

/**
 * Calls an endpoint for all its pages, one after the other, as fast as LINE permits. `onPage` gets each body as it was received, and says
 * whether another is wanted.
 *
 * @throws {LineOpsError} as each call; `unavailable` PAGE_REPEATED where the pages would never end.
 */
export async function callPages(
  request: AnyRequest,
  receiver: AnswerReceiver & { readonly onPage: () => Promise<Uint8Array | null> },
  atLine: ChannelAtLine,
): Promise<void> {
  const { count, periodMs } = rateLimitOf(request.method, request.path);
  const isRepeated = createRepeatGuard(request.query);
  let query = request.query;
  for (let pages = 1; ; pages += 1) {
    await callEndpoint({ ...request, query }, receiver, atLine);
    const body = await receiver.onPage();
    const next = body === null ? null : nextQuery(query, jsonIn(Buffer.from(body).toString()));
    if (next === null) return;
    if (isRepeated(next)) throw failure('PAGE_REPEATED', { path: request.path, pages });
    query = next;
    if (count <= pages) await atLine.deps.clock.sleep(periodMs / count);
  }
}
