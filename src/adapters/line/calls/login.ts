import { LOGIN_ENDPOINTS } from '../../../domain/line/endpoints.js';
import type { IdTokenQuestion, LoginCalls } from '../../../ports/line-api.js';
import { readClaims, readProblem } from '../replies.js';
import { expectOk } from '../verdict.js';
import { type Call, isNo } from './transport.js';

export function loginCalls(call: Call): LoginCalls {
  return {
    verifyIdToken: async (question) => {
      const text = new URLSearchParams(fieldsOf(question)).toString();
      const reply = await call(LOGIN_ENDPOINTS.verifyIdToken, { body: { type: 'form', text } });
      if (isNo(reply, 400))
        return { type: 'refused', answer: readProblem(reply.text).text, requestId: reply.requestId };
      return { type: 'accepted', claims: readClaims(expectOk(reply, 'verify the ID token').text) };
    },
  };
}

function fieldsOf({ token, clientId, nonce, userId }: IdTokenQuestion): Record<string, string> {
  return {
    id_token: token.reveal(),
    client_id: clientId,
    ...(nonce === null ? {} : { nonce }),
    ...(userId === null ? {} : { user_id: userId }),
  };
}
