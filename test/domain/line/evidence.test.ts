import { expect, it } from 'vitest';
import {
  isLinesRefusal,
  mayHaveArrived,
  type Outcome,
  type Reached,
  type SendEvidence,
  sendEvidence,
} from '../../../src/domain/line/evidence.js';

const LINES = { requestId: 'r', acceptedRequestId: null, isWhole: true };

function answer(status: number, differently: Partial<Extract<Outcome, { type: 'answer' }>> = {}): Outcome {
  return { type: 'answer', status, ...LINES, ...differently };
}

const nothing = (reached: Reached): Outcome => ({ type: 'noAnswer', reached });
const torn = { isWhole: false };
const stranger = { requestId: null };
const doubt: SendEvidence = { type: 'doubt', isStrange: false };
const strange: SendEvidence = { type: 'doubt', isStrange: true };

it.each<[string, Outcome, SendEvidence]>([
  ['200 with a request ID is accepted', answer(200), { type: 'accepted', requestId: 'r' }],
  ['202 is, as a narrowcast is answered', answer(202), { type: 'accepted', requestId: 'r' }],
  ['200 without a request ID is a doubt', answer(200, stranger), strange],
  ['204 without a request ID is one', answer(204, stranger), strange],
  ['a 200 that breaks off is asked again', answer(200, torn), doubt],
  [
    '409 with the accepted ID is accepted',
    answer(409, { acceptedRequestId: 'a' }),
    { type: 'acceptedBefore', requestId: 'r', acceptedRequestId: 'a' },
  ],
  [
    'a 409 that breaks off behind it too',
    answer(409, { acceptedRequestId: 'a', ...torn }),
    { type: 'acceptedBefore', requestId: 'r', acceptedRequestId: 'a' },
  ],
  ['409 without the accepted ID is a doubt', answer(409), strange],
  ['400 is a no', answer(400), { type: 'refused', status: 400, requestId: 'r' }],
  ['403 is a no', answer(403), { type: 'refused', status: 403, requestId: 'r' }],
  ['400 without a request ID is none', answer(400, stranger), strange],
  ['a 400 that breaks off was not taken, and its reason is asked for again', answer(400, torn), { type: 'notTaken' }],
  ['401 is about the token', answer(401), { type: 'unauthorised', requestId: 'r' }],
  ['401 of a gateway is not', answer(401, stranger), strange],
  ['429 is about a limit', answer(429), { type: 'tooMany', requestId: 'r' }],
  ['429 needs no body', answer(429, torn), { type: 'tooMany', requestId: 'r' }],
  ['429 of a gateway says nothing', answer(429, stranger), strange],
  ['407 of a proxy on the way says nothing', answer(407, stranger), strange],
  ['302 says nothing', answer(302), doubt],
  ['302 of a login page says nothing', answer(302, stranger), strange],
  ['500 says nothing', answer(500), doubt],
  ['502 of a gateway says nothing', answer(502, stranger), strange],
  ['a request that could not be built never left', nothing('unbuilt'), { type: 'notTaken' }],
  ['nor one whose host was not found', nothing('unresolved'), { type: 'notTaken' }],
  ['nor one that nobody took', nothing('unconnected'), { type: 'notTaken' }],
  ['nor one that a proxy refused', nothing('proxyRefused'), { type: 'notTaken' }],
  ['nor one before TLS was up', nothing('insecure'), { type: 'notTaken' }],
  ['one that was written and not answered is a doubt', nothing('written'), doubt],
])('%s', (_rule, outcome, evidence) => {
  expect(sendEvidence(outcome)).toEqual(evidence);
});

it('calls nothing but a written request one that may have arrived', () => {
  const all: readonly Reached[] = ['unbuilt', 'unresolved', 'unconnected', 'proxyRefused', 'insecure', 'written'];
  expect(all.filter(mayHaveArrived)).toEqual(['written']);
});

it.each([
  [400, 'r', false, true],
  [400, null, true, true],
  [403, null, false, false],
  [302, 'r', true, false],
  [503, 'r', true, false],
])(
  "of another endpoint, %i with ID %s and documented body %s is LINE's no: %s",
  (status, requestId, isDocumented, is) => {
    expect(isLinesRefusal({ status, requestId, isDocumented })).toBe(is);
  },
);
