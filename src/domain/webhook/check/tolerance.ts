import { failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { answerTold, isLimit, isSuccess, ofSignedAnswers, type Probed } from './answers.js';
import type { AnswerObserved } from './observations.js';
import type { EventProbeName, FormProbeName } from './probes.js';

/** What a bot must take in its stride, because LINE may send it any day. @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#assume-non-breaking-changes */
const MAY_CHANGE = 'LINE may change this any day, and announces nothing.';

export const judgeHeaderCase = ofForm('headerCase', 'X-Line-Signature in place of x-line-signature', {
  hint: `Read the header whatever its capital letters are. ${MAY_CHANGE}`,
});

export const judgeKeyOrder = ofForm('keyOrder', '"events" before "destination"', {
  hint: `Verify the signature over the bytes as they came, and read properties by their names. ${MAY_CHANGE}`,
});

export const judgeWhiteSpace = ofForm('whiteSpace', 'white space and line breaks between the parts', {
  hint: `Verify the signature over the bytes as they came: never parse first. ${MAY_CHANGE}`,
});

function ofForm(name: FormProbeName, what: string, { hint }: { readonly hint: string }) {
  return ofSignedAnswers(({ forms }) => judgeTaken(forms[name] ?? null, what, hint));
}

function judgeTaken(answer: AnswerObserved | null, what: string, hint: string): Verdict {
  if (answer === null) return skipped('not examined: not even the plain form was answered with 2xx');
  const detail = `${what}: ${answerTold(answer)}`;
  if (answer.type === 'none' || isLimit(answer.status)) return unknowable(detail);
  return isSuccess(answer.status) ? passed(detail) : failing(detail, hint);
}

/**
 * Whether the signature is verified over the bytes that left here. A proxy, a gateway or the bot itself that reads the
 * JSON and writes it again makes other bytes of the same value: then only what it would have written itself is taken.
 */
export const judgeRawBody = ofSignedAnswers(({ forms, wrongSignature }) => {
  if (Object.keys(forms).length === 0) return skipped('not examined: not even the plain form was answered with 2xx');
  if (wrongSignature?.type === 'answer' && isSuccess(wrongSignature.status))
    return skipped('not examined: signatures are not verified at all');
  const altering = Object.entries(ALTERATIONS).filter(([name]) => isRefused(forms, name));
  const named = altering.map(([, what]) => what);
  const isTold = Object.keys(ALTERATIONS).every((name) => {
    const answer = answerOf(forms, name);
    return answer?.type === 'answer' && !isLimit(answer.status);
  });
  if (0 < named.length) {
    return failing(
      `the plain form is taken; refused with a signature as right as that: ${named.join(', ')}`,
      causeOf(forms),
    );
  }
  return isTold
    ? passed('other spacing, escapes and characters of other scripts are taken as they are')
    : unknowable('not every form was answered');
});

const ALTERATIONS: Readonly<Partial<Record<FormProbeName, string>>> = {
  keyOrder: 'another order of keys',
  whiteSpace: 'white space',
  escapes: 'an escape (\\u0055)',
  nonAscii: 'characters of other scripts',
};

/** What most likely alters the body, by which forms are refused. */
function causeOf(forms: Probed['forms']): string {
  const isReadFirst = isRefused(forms, 'whiteSpace') || isRefused(forms, 'escapes');
  if (isRefused(forms, 'keyOrder'))
    return 'Something reads the JSON and writes it again with its keys in order. Verify the bytes as they came, and look for a gateway or a firewall in front that rewrites bodies.';
  if (isReadFirst)
    return 'The body is parsed and written again before it is verified: by the bot (JSON.stringify(req.body) is not the body; take the raw bytes), or by a gateway or a firewall in front.';
  return 'Read the body as UTF-8 bytes, not as Latin-1 text, and verify those bytes.';
}

function isRefused(forms: Probed['forms'], name: string): boolean {
  const answer = answerOf(forms, name);
  if (answer?.type !== 'answer' || isSuccess(answer.status) || isLimit(answer.status)) return false;
  // A strict reader refuses the property, whatever its characters are.
  return name !== 'nonAscii' || isTaken(forms.property);
}

function answerOf(forms: Probed['forms'], name: string): AnswerObserved | undefined {
  return Object.entries(forms).find(([probe]) => probe === name)?.[1];
}

function isTaken(answer: AnswerObserved | undefined): boolean {
  return answer?.type === 'answer' && isSuccess(answer.status);
}

export const judgeSeveral = ofEvents('severalEvents', 'three events of two users', {
  hint: 'Work on each event of the list by itself, and answer 200 for all of them: one request may hold events of several people.',
});

const TYPE_HINT = `Pass over events and messages of a type that you do not know, and answer 200. ${MAY_CHANGE}`;
const judgeEventTypes = ofEvents('unknownTypes', 'an event of a type that does not exist', { hint: TYPE_HINT });
const judgeMessageTypes = ofEvents('unknownMessages', 'a message of a type that does not exist', { hint: TYPE_HINT });

/** Of events, and of the messages in them. */
export const judgeUnknownTypes: typeof judgeEventTypes = (observed) => {
  const ofEvent = judgeEventTypes(observed);
  return ofEvent.status === 'pass' ? judgeMessageTypes(observed) : ofEvent;
};

const PROPERTY_HINT = `Pass over properties that you do not know: no strict schema for what LINE sends. ${MAY_CHANGE}`;
const judgeUnknownInEvents = ofEvents('unknownProperties', 'properties that do not exist', { hint: PROPERTY_HINT });

/** Beside the list of events, which needs no event, and within one. */
export const judgeUnknownProperties: typeof judgeUnknownInEvents = (observed) => {
  const { answers } = observed;
  const beside = answers.type === 'probed' ? answers.forms.property : undefined;
  if (beside?.type === 'answer' && !isSuccess(beside.status) && !isLimit(beside.status)) {
    return failing(`a property that does not exist, beside the events: ${answerTold(beside)}`, PROPERTY_HINT);
  }
  return judgeUnknownInEvents(observed);
};

function ofEvents(name: EventProbeName, what: string, { hint }: { readonly hint: string }) {
  return ofSignedAnswers(({ events }) => {
    if (events.type === 'notSent') return skipped(`not examined: ${events.why}`, events.hint);
    return judgeTaken(events.answers[name] ?? null, what, hint);
  });
}
