import type { Endpoint } from '../../../domain/line/endpoints.js';
import { callOnce, type HttpParts, type HttpReply, type HttpRequest } from '../http.js';
import type { LineClock } from '../line-clock.js';
import { isRefusalOfLine } from '../verdict.js';

/** Makes a request to an endpoint; again where the endpoint is one that may be called again. */
export type Call = (endpoint: Endpoint, request: HttpRequest) => Promise<HttpReply>;

/** Waits before a question that changes nothing is asked again. */
const REPEAT_DELAYS_MS = [300, 1_000];
/** The same after a 429: most limits are counted by the second. */
const REPEAT_DELAYS_AFTER_429_MS = [1_000, 3_000];

/** Nothing is repeated any more once `closed` is aborted. */
export function createTransport(parts: HttpParts, lineClock: LineClock, closed: AbortSignal): Call {
  return async (endpoint, request) => {
    for (let repeats = 0; ; repeats += 1) {
      const reply = await callOnce(parts, endpoint, request);
      lineClock.saw(reply);
      const delayMs = endpoint.isRepeatable ? repeatDelaysMs(reply)[repeats] : undefined;
      if (delayMs === undefined || closed.aborted) return reply;
      await parts.clock.sleep(delayMs, closed);
    }
  };
}

function repeatDelaysMs(reply: HttpReply): readonly number[] {
  if (reply.type === 'noReply' || 500 <= reply.status) return REPEAT_DELAYS_MS;
  return reply.status === 429 ? REPEAT_DELAYS_AFTER_429_MS : [];
}

/** Whether LINE, and nothing in between, answered with this status of refusal. */
export function isNo(reply: HttpReply, status: number): reply is Extract<HttpReply, { type: 'reply' }> {
  return reply.type === 'reply' && reply.status === status && isRefusalOfLine(reply);
}
