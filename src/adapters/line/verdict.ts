import type { Carried } from '../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { isLinesRefusal, mayHaveArrived, type Outcome, sendEvidence } from '../../domain/line/evidence.js';
import { clockDifference } from '../../domain/line/line-time.js';
import { jsonObjectIn } from '../../domain/text/json-object.js';
import type { SendReply } from '../../ports/line-api.js';
import type { AnswerHead, HttpReply } from './http.js';
import { type Problem, readProblem } from './replies.js';

/**
 * For the endpoints that take nothing but credentials: an OAuth error, or 404 for a key that is not registered, means
 * those credentials. The limit of v2.1 tokens comes in the other body shape.
 */
export const ASKS_FOR_CREDENTIALS: Refusals = {
  refusalIsAboutCredentials: true,
  clockMatters: false,
  carried: 'the channel ID and the channel secret',
};
/** An assertion holds a time: a clock that is wrong makes it too old, or good for longer than LINE takes. */
export const ASKS_FOR_ASSERTION: Refusals = {
  refusalIsAboutCredentials: true,
  clockMatters: true,
  carried: 'the assertion',
};
/** Credentials travel beside what the request is about. */
export const CARRIES_CREDENTIALS: Refusals = { ...ASKS_FOR_CREDENTIALS, refusalIsAboutCredentials: false };
const ASKS_FOR_SOMETHING_ELSE: Refusals = {
  refusalIsAboutCredentials: false,
  clockMatters: false,
  carried: 'the token',
};

/** What a refusal of a request may be about. */
export interface Refusals {
  readonly refusalIsAboutCredentials: boolean;
  readonly clockMatters: boolean;
  /** What the request proved itself with: a hint names nothing else. */
  readonly carried: Carried;
}

type Reply = Extract<HttpReply, { type: 'reply' }>;

/** The reply, if LINE agreed. Decides by status and by the documented shape of the body, never by its text. */
export function expectOk(reply: HttpReply, doing: string, asksFor: Refusals = ASKS_FOR_SOMETHING_ELSE): Reply {
  if (reply.type === 'noReply') {
    throw failure(
      'LINE_NOT_REACHABLE',
      { which: 'ofLine', doing, why: reply.why },
      { details: { mayHaveArrived: mayHaveArrived(reply.reached) } },
    );
  }
  const { status, requestId } = reply;
  if (200 <= status && status < 300) return reply;
  if (500 <= status) {
    throw failure('LINE_FAILED', { doing, status }, { requestId, details: { status, mayHaveArrived: true } });
  }
  if (status < 400 || !isRefusalOfLine(reply)) throw notFromLine(doing, reply);
  throw refusalOf(reply, doing, asksFor);
}

/** What LINE's no means: a limit, the credentials, or the request itself. */
function refusalOf(reply: Reply, doing: string, asksFor: Refusals): LineOpsError {
  const { status, requestId } = reply;
  const problem = readProblem(reply.text);
  const answered = { doing, status, answer: problem.text };
  const context = { requestId, details: { status } };
  if (status === 429) return failure('RATE_LIMITED', { which: 'ofLine', ...answered }, context);
  if (isAboutCredentials(status, problem, asksFor)) {
    const difference = asksFor.clockMatters ? clockDifference(reply.clockSkewMs ?? 0) : null;
    if (difference !== null) {
      const clockSkewSeconds = Math.round((reply.clockSkewMs ?? 0) / 1000);
      return failure('CLOCK_SKEW', { ...answered, difference }, { requestId, details: { status, clockSkewSeconds } });
    }
    if (status === 401) return failure('TOKEN_REFUSED', { which: 'ofLine', ...answered }, context);
    return failure('CREDENTIALS_REFUSED', { ...answered, carried: asksFor.carried }, context);
  }
  const { details } = problem;
  const named = { requestId, details: { status, ...(details.length === 0 ? {} : { details }) } };
  if (status === 403) return failure('NOT_AVAILABLE_FOR_ACCOUNT', answered, named);
  return failure('LINE_REFUSED', { which: 'request', ...answered }, named);
}

function isAboutCredentials(status: number, { oauthError }: Problem, { refusalIsAboutCredentials }: Refusals): boolean {
  if (status === 401 || oauthError === 'invalid_client') return true;
  return refusalIsAboutCredentials && (oauthError !== null || status === 404);
}

/** The same where the body of a yes says nothing that could be read: then it must be a body, or carry LINE's request ID. */
export function expectDone(reply: HttpReply, doing: string): Reply {
  const done = expectOk(reply, doing);
  if (done.requestId === null && jsonObjectIn(done.text) === null) throw notFromLine(doing, done);
  return done;
}

/** Whether LINE itself said no: a gateway between here and there has status codes too. */
export function isRefusalOfLine({ status, requestId, text }: Reply): boolean {
  return isLinesRefusal({ status, requestId, isDocumented: readProblem(text).isDocumented });
}

function notFromLine(doing: string, { status, requestId }: Reply): LineOpsError {
  return failure(
    'ANSWER_NOT_FROM_LINE',
    { doing, status },
    { requestId, details: { status, mayHaveArrived: status !== 407 } },
  );
}

/** What one attempt to send came to; nothing of it is an exception. `route` names who answers where LINE does not. */
export function sendReplyFrom(reply: HttpReply, route: string): SendReply {
  const evidence = sendEvidence(outcomeOf(reply));
  switch (evidence.type) {
    case 'accepted':
      return evidence;
    case 'acceptedBefore':
      return { ...evidence, type: 'alreadyAccepted' };
    case 'refused': {
      const { text, details } = problemOf(reply);
      return { ...evidence, problem: text, details };
    }
    case 'unauthorised':
    case 'tooMany':
      return { ...evidence, problem: problemOf(reply).text };
    case 'notTaken':
      return { type: 'notTaken', why: whyOf(reply, 'LINE') };
    case 'doubt':
      return evidence.isStrange
        ? { type: 'doubt', why: `${whyOf(reply, route)} without LINE's headers`, requestId: null, stranger: route }
        : { type: 'doubt', why: whyOf(reply, 'LINE'), requestId: headOf(reply)?.requestId ?? null, stranger: null };
  }
}

function outcomeOf(reply: HttpReply): Outcome {
  const head = headOf(reply);
  if (head !== null) return { type: 'answer', ...head, isWhole: reply.type === 'reply' };
  return { type: 'noAnswer', reached: reply.type === 'noReply' ? reply.reached : 'written' };
}

function headOf(reply: HttpReply): AnswerHead | null {
  return reply.type === 'reply' ? reply : reply.head;
}

function problemOf(reply: HttpReply): Problem {
  return readProblem(reply.type === 'reply' ? reply.text : '');
}

function whyOf(reply: HttpReply, answeredBy: string): string {
  if (reply.type === 'reply') return `${answeredBy} answered ${reply.status}`;
  return reply.head === null ? reply.why : `${answeredBy} answered ${reply.head.status}, and the answer broke off`;
}
