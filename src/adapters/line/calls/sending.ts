import { ENDPOINTS, type Endpoint, VALIDATE_ENDPOINTS } from '../../../domain/line/endpoints.js';
import type { SendCalls } from '../../../ports/line-api.js';
import { readNarrowcastProgress, readProblem } from '../replies.js';
import { expectDone, expectOk, sendReplyFrom } from '../verdict.js';
import { type Call, isNo } from './transport.js';

/** `route` names who answers where LINE does not. */
export function sendCalls(call: Call, route: string): SendCalls {
  const sendTo =
    (endpoint: Endpoint): SendCalls['push'] =>
    async (token, retryKey, body) =>
      sendReplyFrom(await call(endpoint, { token, retryKey, body: { type: 'json', text: body } }), route);
  return {
    multicast: sendTo(ENDPOINTS.multicast),
    push: sendTo(ENDPOINTS.push),
    narrowcast: sendTo(ENDPOINTS.narrowcast),
    broadcast: sendTo(ENDPOINTS.broadcast),
    narrowcastProgress: async (token, requestId) => {
      const reply = await call(ENDPOINTS.narrowcastProgress, { token, query: { requestId } });
      if (isNo(reply, 404)) return null;
      return readNarrowcastProgress(expectOk(reply, 'read the progress of the narrowcast').text);
    },
    validate: async (token, method, body) => {
      const reply = await call(VALIDATE_ENDPOINTS[method], { token, body: { type: 'json', text: body } });
      if (!isNo(reply, 400)) return { valid: true, requestId: expectDone(reply, 'validate the messages').requestId };
      const { text, details } = readProblem(reply.text);
      return { valid: false, requestId: reply.requestId, problem: text, details };
    },
  };
}
