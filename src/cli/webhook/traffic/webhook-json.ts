import { type ReceivedEvent, replyUntil } from '../../../domain/webhook/received/events.js';
import type { PostEnd } from '../../../ports/webhook/listening.js';
import type { WebhookReport } from '../../../usecases/webhook/listen/listen.js';
import { isoTime } from '../../output/view.js';
import { adviceOn, secondsLeft } from './event-lines.js';

/** A webhook as a line of `webhook listen --json`. */
export function webhookJson(
  { request, status, ms, signature, fault, body, seenBefore, recordProblem }: WebhookReport,
  { isRecorded, forward }: { readonly isRecorded: boolean; readonly forward: Readonly<Record<string, unknown>> | null },
): Readonly<Record<string, unknown>> {
  const { at, senderIp, target } = request;
  return {
    schema: 'line-ops/received-webhook@1',
    receivedAt: isoTime(at),
    senderIp,
    // Whatever is no POST is turned away before it is a webhook.
    method: 'POST',
    path: target,
    status,
    ms,
    signature,
    cause: fault?.cause ?? null,
    explanation: fault?.explanation ?? null,
    destination: body?.destination ?? null,
    events: (body?.events ?? []).map((event, index) => eventJson(event, at, seenBefore[index] ?? null)),
    recorded: isRecorded && recordProblem === null,
    forward,
  };
}

function eventJson(event: ReceivedEvent, at: number, seenAt: number | null): Readonly<Record<string, unknown>> {
  const until = replyUntil(event, at);
  const { type, webhookEventId, timestamp, mode, isRedelivery, source, messageType, messageId, replyToken } = event;
  return {
    type,
    webhookEventId,
    timestamp,
    mode,
    isRedelivery,
    isDouble: seenAt !== null,
    firstReceivedAt: isoTime(seenAt),
    source,
    messageType,
    messageId,
    unsentMessageId: event.unsentMessageId,
    replyToken,
    replyUntil: isoTime(until),
    replySecondsLeft: until === null ? null : secondsLeft(until, at),
    advice: adviceOn(event),
    event: event.original,
  };
}

/** What the bot answered; null for a status means that it has not. */
export function forwardJson(url: string, { status, ms, problem }: PostEnd): Readonly<Record<string, unknown>> {
  return { url, status, ms, failure: problem };
}
