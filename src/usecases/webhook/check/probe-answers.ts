import { createHmac, randomBytes } from 'node:crypto';
import type { ChannelSecret } from '../../../domain/line/secret.js';
import { SEND_EVENTS } from '../../../domain/webhook/check/advice.js';
import { isSuccess } from '../../../domain/webhook/check/answers.js';
import type { AnswerObserved, AnswersObserved, EventsObserved } from '../../../domain/webhook/check/observations.js';
import {
  EVENT_PROBES,
  emptyBody,
  eventBody,
  FORM_PROBES,
  formBody,
  type ProbeRun,
} from '../../../domain/webhook/check/probes.js';
import { ANSWER_WITHIN_MS } from '../../../domain/webhook/load/latencies.js';
import type { WebhookProber } from '../../../ports/webhook/prober.js';
import { signatureOf } from '../signature.js';

const TIMED_PROBES = 5;
/** At once, at most: a bot that works on one request after the other is not to be overrun. */
const AT_ONCE = 4;

const SIGNATURE_HEADER = 'x-line-signature';

interface AnswerProbing {
  readonly secret: ChannelSecret | null;
  readonly depth: 'whole' | 'short';
  readonly maySendEvents: () => Promise<boolean>;
  /** Whether the server is on this machine: then events reach nobody. */
  readonly isOnThisMachine: boolean;
  readonly run: ProbeRun;
}

export function notProbed(why: string): AnswersObserved {
  return { type: 'notProbed', why };
}

/** Posts what LINE posts, and what a stranger might. Forms and events go out only where the plain form was answered with 2xx. */
export async function probeAnswers(prober: WebhookProber, probing: AnswerProbing): Promise<AnswersObserved> {
  const { secret, run } = probing;
  const signed = signer(secret);
  const empty = emptyBody(run.destination);
  const first = await prober.post({ body: empty, signature: signed(empty), patience: 'long' });
  const isAnswered = first.type === 'answer' && (first.status < 300 || 400 <= first.status);
  // Without the secret the first probe had no signature already.
  const unsigned = async () =>
    secret === null ? first : prober.post({ body: empty, signature: null, patience: 'long' });
  const [wrongSignature, missingSignature] = isAnswered
    ? await Promise.all([prober.post({ body: empty, signature: forged(empty), patience: 'long' }), unsigned()])
    : [null, null];
  const isTaken = secret !== null && first.type === 'answer' && isSuccess(first.status);
  const isWhole = isTaken && probing.depth === 'whole';
  return {
    type: 'probed',
    isSigned: secret !== null,
    first,
    wrongSignature,
    missingSignature,
    forms: isWhole ? await askForms(prober, { signed, destination: run.destination }) : {},
    events: await askEvents(prober, { probing, signed, isTaken: isWhole }),
    timed: isWhole ? await timeAnswers(prober, { body: empty, signed }) : [],
  };
}

type Sign = (body: string, header?: string) => readonly [string, string] | null;

/** @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
function signer(secret: ChannelSecret | null): Sign {
  return (body, header = SIGNATURE_HEADER) => (secret === null ? null : [header, signatureOf(secret, body)]);
}

/** A signature of the right form, by a key that nobody has. */
function forged(body: string): readonly [string, string] {
  return [SIGNATURE_HEADER, createHmac('sha256', randomBytes(32)).update(body).digest('base64')];
}

async function askForms(
  prober: WebhookProber,
  { signed, destination }: { readonly signed: Sign; readonly destination: string },
): Promise<Readonly<Record<string, AnswerObserved>>> {
  const answers = await fewAtOnce(FORM_PROBES, async (name) => {
    const body = formBody(name, destination);
    const signature = signed(body, name === 'headerCase' ? 'X-Line-Signature' : SIGNATURE_HEADER);
    return [name, await prober.post({ body, signature, patience: 'long' })] as const;
  });
  return Object.fromEntries(answers);
}

interface EventAsking {
  readonly probing: AnswerProbing;
  readonly signed: Sign;
  readonly isTaken: boolean;
}

async function askEvents(prober: WebhookProber, { probing, signed, isTaken }: EventAsking): Promise<EventsObserved> {
  if (!isTaken) return { type: 'notSent', why: 'not even the plain form was answered with 2xx', hint: null };
  if (!probing.isOnThisMachine && !(await probing.maySendEvents())) {
    return {
      type: 'notSent',
      why: 'no events were sent to a server that is not on this computer',
      hint: SEND_EVENTS,
    };
  }
  const answers = await fewAtOnce(EVENT_PROBES, async (name) => {
    const body = eventBody(name, probing.run);
    return [name, await prober.post({ body, signature: signed(body), patience: 'long' })] as const;
  });
  return { type: 'sent', answers: Object.fromEntries(answers) };
}

/** One after the other. Where one gets no answer, or two come too late, it ends: more would only take long. */
async function timeAnswers(
  prober: WebhookProber,
  { body, signed }: { readonly body: string; readonly signed: Sign },
): Promise<readonly AnswerObserved[]> {
  const answers: AnswerObserved[] = [];
  const isSettled = () =>
    answers.some(({ type }) => type === 'none') || answers.filter(({ ms }) => ANSWER_WITHIN_MS < ms).length === 2;
  while (answers.length < TIMED_PROBES && !isSettled())
    answers.push(await prober.post({ body, signature: signed(body), patience: 'short' }));
  return answers;
}

async function fewAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}
