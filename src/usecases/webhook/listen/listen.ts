import { type ReceivedBody, readWebhookBody } from '../../../domain/webhook/received/events.js';
import type { RecordedWebhook } from '../../../domain/webhook/received/record-line.js';
import type {
  ListenWish,
  PostEnd,
  ReceivedRequest,
  RequestHandler,
  TurnedAway,
  WebhookRecord,
  WebhookTraffic,
} from '../../../ports/webhook/listening.js';
import { type SignatureVerdict, type SigningSecrets, signedBy, verifySignature } from '../verify-signature.js';
import { Forwarding } from './forwarding.js';
import { SeenEvents } from './seen-events.js';

/** What is to become of webhooks. */
export interface ListenPlan extends ListenWish {
  readonly forwardTo: string | null;
  /** Also those whose signature is wrong; they are answered 401 all the same. */
  readonly forwardsUnverified: boolean;
  readonly recordTo: string | null;
  /** The channel's name, or its ID where it has none, for the log. */
  readonly channel: string | null;
}

/** How the signature of a webhook was. */
type Signed = 'current' | 'previous' | 'wrong' | 'missing';

/** One webhook that was answered. */
export interface WebhookReport {
  readonly request: ReceivedRequest;
  readonly status: number;
  readonly ms: number;
  readonly signature: Signed;
  /** Why the signature is wrong; null where it is not, or nobody looked. */
  readonly fault: Extract<SignatureVerdict, { readonly valid: false }> | null;
  /** Null where it is no webhook, and where nobody vouches for it. */
  readonly body: ReceivedBody | null;
  /** For each event, when it had come before (milliseconds since 1970); null for the first time. */
  readonly seenBefore: readonly (number | null)[];
  /** Null where nothing is kept, or nothing was to be kept of it. */
  readonly recordProblem: unknown;
  /** What came of passing it on; null where it is not. */
  readonly forward: Promise<PostEnd> | null;
}

export interface ListenListener {
  onWebhook(report: WebhookReport): void;
  /** A request that is no webhook, or too large. */
  onTurnedAway(request: TurnedAway): void;
}

export interface Listening {
  readonly url: string;
  /** Takes no more webhooks; resolves when those that came are answered and kept. */
  stop(): Promise<void>;
  /** Resolves when nothing is on its way to the bot. */
  forwarded(): Promise<void>;
  /** Waits for none of the bot's answers any more. */
  abandonForwards(): void;
}

/** IDs of events that the log holds of one webhook at most. */
const LOGGED_EVENTS = 100;
/** Larger ones are not looked into, nor more than a few a second: anybody can send wrong signatures. */
const EXPLAINED_BYTES = 256 * 1024;
const EXPLAINED_A_SECOND = 5;

/**
 * Receives webhooks until it is stopped. What has a right signature is kept, answered 200, and only then passed on: the
 * bot's answer is waited for by nobody. A webhook that cannot be kept is answered 500, so that LINE may deliver it again.
 */
export async function listenForWebhooks(
  plan: ListenPlan,
  secrets: SigningSecrets,
  traffic: WebhookTraffic,
  { onWebhook, onTurnedAway }: ListenListener,
): Promise<Listening> {
  const record = plan.recordTo === null ? null : await traffic.openRecord(plan.recordTo);
  const forwarding = plan.forwardTo === null ? null : new Forwarding(plan.forwardTo, traffic);
  const seen = new SeenEvents();
  const judged = new Map<ReceivedRequest, Judged>();
  const explain = throttledExplanation(secrets);
  const { channel } = plan;
  const handler: RequestHandler = {
    async answer(request) {
      const judgement = judge(request, secrets, plan.forwardsUnverified);
      const recordProblem = judgement.isTaken ? await keep(record, request, judgement) : null;
      judged.set(request, { ...judgement, recordProblem });
      if (!isGenuine(judgement.signature)) return 401;
      return recordProblem === null ? 200 : 500;
    },
    answered(request, status, ms) {
      const judgement = judged.get(request);
      if (judgement === undefined) return;
      judged.delete(request);
      const { signature, body, isTaken, recordProblem } = judgement;
      const isAccepted = status === 200;
      const eventIds = isGenuine(signature) ? eventIdsOf(body) : [];
      const { at, senderIp, target } = request;
      const path = withoutQuery(target);
      traffic.log({
        at,
        senderIp,
        method: 'POST',
        path,
        status,
        ms,
        channel,
        signature,
        eventIds: eventIds.slice(0, LOGGED_EVENTS),
      });
      onWebhook({
        request,
        status,
        ms,
        signature,
        fault: signature === 'wrong' ? explain(request) : null,
        body,
        seenBefore: (body?.events ?? []).map(({ webhookEventId }) =>
          isAccepted && webhookEventId !== null ? seen.see(webhookEventId, at) : null,
        ),
        recordProblem,
        forward: isTaken && status !== 500 ? (forwarding?.forward(request) ?? null) : null,
      });
    },
    turnedAway(request) {
      traffic.log({ ...request, channel, signature: null, eventIds: [] });
      onTurnedAway(request);
    },
  };
  const listener = await traffic.listen(plan, handler);
  return {
    url: listener.url,
    stop: async () => {
      await listener.stop();
      await record?.close();
    },
    forwarded: async () => forwarding?.settled(),
    abandonForwards: () => forwarding?.abandon(),
  };
}

interface Judgement {
  readonly signature: Signed;
  readonly body: ReceivedBody | null;
  /** Whether it is kept and passed on. */
  readonly isTaken: boolean;
}

interface Judged extends Judgement {
  readonly recordProblem: unknown;
}

function judge(request: ReceivedRequest, secrets: SigningSecrets, takesUnverified: boolean): Judgement {
  const signature = signatureOf(request);
  const signed = signature === null ? 'missing' : (signedBy({ signature, body: request.body }, secrets) ?? 'wrong');
  const isTaken = isGenuine(signed) || takesUnverified;
  return { signature: signed, body: isTaken ? readWebhookBody(request.body) : null, isTaken };
}

function isGenuine(signature: Signed): signature is 'current' | 'previous' {
  return signature === 'current' || signature === 'previous';
}

/** Answers why it could not be kept, or null. */
async function keep(
  record: WebhookRecord | null,
  { at, senderIp, target, headers, body }: ReceivedRequest,
  judgement: Judgement,
): Promise<unknown> {
  if (record === null) return null;
  const webhook: RecordedWebhook = {
    receivedAt: at,
    senderIp,
    path: target,
    headers,
    signedBy: isGenuine(judgement.signature) ? judgement.signature : null,
    eventIds: eventIdsOf(judgement.body),
    body,
  };
  try {
    await record.append(webhook);
    return null;
  } catch (problem) {
    return problem;
  }
}

function throttledExplanation(secrets: SigningSecrets): (request: ReceivedRequest) => WebhookReport['fault'] {
  let second = 0;
  let explained = 0;
  return (request) => {
    const { at, body } = request;
    const now = Math.floor(at / 1000);
    if (now !== second) [second, explained] = [now, 0];
    explained += 1;
    if (EXPLAINED_BYTES < body.length || EXPLAINED_A_SECOND < explained) return null;
    const verdict = verifySignature({ signature: signatureOf(request) ?? '', body }, secrets);
    return verdict.valid ? null : verdict;
  };
}

function signatureOf({ headers }: ReceivedRequest): string | null {
  const values = headers.filter(([name]) => name.toLowerCase() === 'x-line-signature').map(([, value]) => value);
  return values.length === 0 ? null : values.join(', ');
}

function eventIdsOf(body: ReceivedBody | null): readonly string[] {
  return (body?.events ?? []).flatMap(({ webhookEventId }) => webhookEventId ?? []);
}

function withoutQuery(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? target;
}
