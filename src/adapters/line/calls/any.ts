import type { Endpoint } from '../../../domain/line/endpoints.js';
import type { AnswerReceiver, AnyAnswer, AnyCalls, AnyRequest } from '../../../ports/line-api.js';
import type { PassOn } from '../exchange.js';
import type { HttpReply, HttpRequest } from '../http.js';
import { expectDone, expectOk, sendReplyFrom } from '../verdict.js';
import type { Call } from './transport.js';

/** `route` names who answers where LINE does not. */
export function anyCalls(call: Call, route: string): AnyCalls {
  return {
    async callAny(token, request, receiver) {
      const { passOn, hasBegun } = passingTo(receiver);
      // What was passed on cannot be taken back, so that a body that broke off is not asked for again.
      const endpoint = endpointOf(request, () => request.method === 'GET' && !hasBegun());
      // A change is made whatever comes back: its answer is kept, never refused.
      const parts = { ...partsOf(request), token };
      const reply = await call(endpoint, request.method === 'GET' ? { ...parts, passOn } : parts);
      tell(reply, hasBegun(), receiver);
      (hasBegun() ? expectOk : expectDone)(reply, `call ${request.method} ${request.path}`);
    },
    async sendAny(token, retryKey, request, receiver) {
      const reply = await call(
        endpointOf(request, () => false),
        { ...partsOf(request), token, retryKey },
      );
      tell(reply, false, receiver);
      const sent = sendReplyFrom(reply, route);
      if (sent.type === 'unauthorised') expectOk(reply, `call ${request.method} ${request.path}`);
      return sent;
    },
  };
}

function endpointOf({ method, host, path }: AnyRequest, isRepeatable: () => boolean): Endpoint {
  return {
    method,
    host,
    path,
    proof: 'channel access token',
    takesRetryKey: false,
    get isRepeatable() {
      return isRepeatable();
    },
    documentation: 'https://developers.line.biz/en/reference/messaging-api/',
  };
}

function partsOf({ query, body }: AnyRequest): HttpRequest {
  return { query, ...(body === null ? {} : { body: { type: 'bytes', ...body } }) };
}

/** Errors are read whole, and so are JSON, which is small, and the page of a gateway; a picture or a film may be large. */
function passingTo(receiver: AnswerReceiver): { readonly passOn: PassOn; readonly hasBegun: () => boolean } {
  let hasBegun = false;
  const passOn: PassOn = ({ status, headers }) => {
    const contentType = headers['content-type'];
    const isStrangers = headers['x-line-request-id'] === undefined && /^text\//i.test(String(contentType));
    if (300 <= status || typeof contentType !== 'string' || isJson(contentType) || isStrangers) return null;
    hasBegun = true;
    return receiver.begins(contentType);
  };
  return { passOn, hasBegun: () => hasBegun };
}

function isJson(contentType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

function tell(reply: HttpReply, wasPassedOn: boolean, receiver: AnswerReceiver): void {
  if (reply.type !== 'reply') return;
  const { status, requestId, contentType, bytes } = reply;
  const answer: AnyAnswer = { status, requestId, contentType, body: wasPassedOn ? null : bytes };
  receiver.answered(answer);
}
