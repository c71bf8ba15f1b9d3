import { doubtful, failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { formatDuration } from '../../text/duration.js';
import { ANSWER_WITHIN_MS } from '../load/latencies.js';
import { GIVE_THE_SECRET } from './advice.js';
import type { AnswerObserved, AnswersObserved, GivenAnswer, Observed } from './observations.js';

/** Half of LINE's 2 seconds: what is slower has no room left on a busy day. */
export const SLOW_MS = 1000;

export type Probed = Extract<AnswersObserved, { type: 'probed' }>;

/** A judge of answers, where there are any. */
function ofAnswers(judge: (answers: Probed, observed: Observed) => Verdict): (observed: Observed) => Verdict {
  return (observed) =>
    observed.answers.type === 'probed'
      ? judge(observed.answers, observed)
      : skipped(`not examined: ${observed.answers.why}`);
}

/** The same where it says something only if the probes were signed. */
export function ofSignedAnswers(
  judge: (answers: Probed, observed: Observed) => Verdict,
): (observed: Observed) => Verdict {
  return ofAnswers((answers, observed) =>
    answers.isSigned ? judge(answers, observed) : skipped(`not examined: ${NO_SECRET}`, GIVE_THE_SECRET),
  );
}

const NO_SECRET = 'nothing can be signed without the channel secret';

/** LINE follows no redirect. */
export const judgeRedirect = ofAnswers(({ first }) => {
  if (first.type === 'none') return skipped(`not examined: it ${first.why}`);
  if (!isRedirect(first.status)) return passed(`answered ${first.status}`);
  return failing(
    `answered ${first.status}, to go to ${first.location ?? 'a place that it does not name'}`,
    'LINE does not follow redirects: set the URL that it leads to, its last slash and capital letters included.',
  );
});

function isRedirect(status: number): boolean {
  return 300 <= status && status < 400;
}

/** A page for people is no bot. */
export const judgeHtml = ofAnswers(({ first, wrongSignature }) => {
  if (first.type === 'none') return skipped(`not examined: it ${first.why}`);
  if (!isPage(first)) return passed(first.contentType === null ? 'no page' : `no page (${first.contentType})`);
  const detail = `the answer is an HTML page, it begins ${quoted(first.bodyStart)}`;
  const refusesForgeries = wrongSignature?.type === 'answer' && 400 <= wrongSignature.status;
  const hint = 'Look for a login page, a web site or a tunnel that answers in place of the bot, and for a wrong path.';
  return refusesForgeries && isSuccess(first.status) ? doubtful(detail, hint) : failing(detail, hint);
});

/** Frameworks call a bare "OK" HTML too: the text itself counts. */
function isPage({ bodyStart }: GivenAnswer): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(bodyStart);
}

/** What LINE sends to see whether anybody is there. */
export const judgeEmpty = ofAnswers(({ first, isSigned }, { lineTest }) => {
  if (!isSigned) {
    return first.type === 'none'
      ? unknowable(`a request without a signature got no answer: it ${first.why}`, GIVE_THE_SECRET)
      : skipped(`not examined: ${NO_SECRET}`, GIVE_THE_SECRET);
  }
  if (first.type === 'none') {
    return failing(
      `a signed request got no answer: it ${first.why}`,
      'Answer 200 to every request with a right signature, before you work on its events.',
    );
  }
  const detail = answerTold(first);
  if (ANSWER_WITHIN_MS < first.ms) return failing(detail, TOO_LATE);
  if (first.status === 200) return passed(detail);
  if (isSuccess(first.status)) return doubtful(detail, 'LINE asks for 200, and counts every 2xx as success for now.');
  const takesLine = lineTest.type === 'tested' && lineTest.outcome.success;
  return failing(detail, takesLine && REFUSALS.includes(first.status) ? NOT_OUR_SECRET : hintForStatus(first.status));
});

const REFUSALS: readonly number[] = [400, 401, 403];
const NOT_OUR_SECRET =
  "LINE's own test is taken, so the server is well and refuses this computer alone: most likely the channel secret here is an old one, or another channel's.";

const TOO_LATE = 'Answer 200 within 2 seconds: take the events into a queue, and work on them after the answer.';

function hintForStatus(status: number): string {
  switch (status) {
    case 400:
    case 401:
    case 403:
      return 'The server refuses a right signature: check that it has the secret of this very channel, verifies the raw body, and that no firewall stands before it.';
    case 404:
    case 405:
      return 'Nothing takes POST requests there: check the path, its capital letters and its last slash.';
    case 429:
    case 503:
      return 'The server, or a proxy before it, limits its callers: LINE sends in bursts.';
    case 502:
    case 504:
      return 'The proxy answered, the bot behind it did not: check that it runs.';
  }
  if (500 <= status) return 'The bot failed: look into its log. An empty list of events is a valid request.';
  return 'Answer 200 to every request with a right signature, also when the list of events is empty.';
}

/** What is not signed by LINE must not be taken. @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export const judgeWrongSignature = ofAnswers((answers) =>
  judgeForgery(answers, answers.wrongSignature, 'a wrong signature'),
);

export const judgeMissingSignature = ofAnswers((answers) =>
  judgeForgery(answers, answers.missingSignature, 'no signature'),
);

function judgeForgery({ isSigned, first }: Probed, answer: AnswerObserved | null, what: string): Verdict {
  if (answer === null) return skipped('not examined: not even a right signature was answered');
  if (answer.type === 'none') {
    return unknowable(`it ${answer.why}`, 'Refuse such requests with an answer, 400 or 401.');
  }
  const detail = answerTold(answer);
  if (isSuccess(answer.status)) {
    return failing(
      `a request with ${what} was taken: ${detail}`,
      'Verify x-line-signature over the raw body before anything else, and answer 401 where it is wrong or missing: anybody can send to this URL.',
    );
  }
  if (answer.status < 400 || isLimit(answer.status)) return unknowable(detail);
  const acceptsRight = isSigned && first.type === 'answer' && isSuccess(first.status);
  if (acceptsRight || answer.status === 401 || answer.status === 403) return passed(detail);
  return unknowable(`${detail}; nobody can tell whether it takes a right signature`);
}

/** LINE's 2 seconds, over a few requests. */
export const judgeTime = ofSignedAnswers(({ timed }) => {
  if (timed.length === 0) return skipped('not examined: not even the plain form was answered with 2xx');
  const taken = timed.filter((answer) => answer.type === 'answer' && isSuccess(answer.status));
  const others = timed.filter((answer) => !taken.includes(answer));
  const detail = [
    ...(taken.length === 0 ? [] : [timesTold(taken.map(({ ms }) => ms))]),
    ...others.map(answerTold),
  ].join('; ');
  if (others.some(({ type }) => type === 'none')) return failing(detail, TOO_LATE);
  if (others.some((answer) => answer.type === 'answer' && !isLimit(answer.status)))
    return failing(detail, 'The same request was answered 200 before: look into the log of the server at this time.');
  if (0 < others.length) return unknowable(detail);
  return judgeWorst(Math.max(...taken.map(({ ms }) => ms)), detail);
});

function timesTold(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms, of ${sorted.length} answers`;
}

function judgeWorst(worst: number, detail: string): Verdict {
  if (ANSWER_WITHIN_MS < worst) return failing(detail, TOO_LATE);
  return SLOW_MS < worst
    ? doubtful(
        detail,
        `More than half of LINE's ${formatDuration(ANSWER_WITHIN_MS)}: answer first, and work on the events afterwards.`,
      )
    : passed(detail);
}

/** `200 after 34 ms`. */
export function answerTold(answer: AnswerObserved): string {
  if (answer.type === 'none') return `it ${answer.why}`;
  const { status, ms, bodyStart } = answer;
  const said = isSuccess(status) || bodyStart.trim() === '' ? '' : `, saying ${quoted(bodyStart)}`;
  return `answered ${status} after ${ms} ms${said}`;
}

/** A server that has enough of requests says nothing about this one. */
export function isLimit(status: number): boolean {
  return status === 429 || status === 503;
}

export function isSuccess(status: number): boolean {
  return 200 <= status && status < 300;
}

/** Characters of an answer that are told. */
const MOST_QUOTED = 60;

function quoted(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return `"${line.length <= MOST_QUOTED ? line : `${line.slice(0, MOST_QUOTED)}…`}"`;
}
