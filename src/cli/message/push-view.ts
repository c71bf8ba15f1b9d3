import { ENDPOINTS } from '../../domain/line/endpoints.js';
import type { KeyUse } from '../../ports/broadcast/broadcast-ledger.js';
import { type Push, pushBody } from '../../usecases/broadcast/push-message.js';
import type { BeforeSending } from '../../usecases/broadcast/sending/before-sending.js';
import type { Channel } from '../../usecases/channels/channel.js';
import type { PlannedRequest } from '../output/dry-run.js';
import { quotaFacts, type SendCard } from '../output/send-card.js';
import type { View } from '../output/view.js';

export const PUSH_SCHEMA = 'line-ops/message-push@1';

export function requestOf(push: Push): PlannedRequest {
  return {
    endpoint: ENDPOINTS.push,
    headers: { 'X-Line-Retry-Key': push.retryKey },
    body: pushBody(push),
  };
}

/** The short form of the card: one person, one request. */
export function pushCard(
  { to, bodyTail, retryKey, isKeyGiven }: Push,
  channel: Channel,
  { bot, quota }: BeforeSending,
): SendCard {
  return {
    channel,
    bot,
    bodyTail,
    head: [],
    facts: [
      { label: 'to', words: to, tone: 'bold' },
      ...quotaFacts(quota, 1),
      ...(isKeyGiven ? [{ label: 'retry key', words: retryKey }] : []),
    ],
    stages: [],
    warnings: [],
  };
}

export function pushView(
  push: Push,
  { broadcast, requestId, acceptedRequestId, wasConflict, settledAt }: KeyUse,
  attempts: number,
): View {
  const wasEarlier = wasConflict || attempts === 0;
  return {
    schema: PUSH_SCHEMA,
    json: {
      id: broadcast.settings.id,
      to: push.to,
      accepted: true,
      requestId,
      acceptedRequestId: wasEarlier ? acceptedRequestId : null,
      keyUsedEarlier: false,
      retryKey: push.retryKey,
      attempts,
    },
    text: (paint) =>
      paint.table(
        [],
        [
          [
            'accepted',
            `${paint.good('yes')}; ${settledAt === null || attempts > 0 ? '' : `at ${paint.time(settledAt)}, nothing was sent now; `}LINE does not say whether it arrived`,
          ],
          ['to', push.to],
          ['request ID', acceptedRequestId ?? requestId ?? '(none)'],
          ['retry key', push.retryKey],
          ['attempts', String(attempts)],
          ['stored as', broadcast.settings.id],
        ],
      ),
  };
}

/** LINE accepted another request under the key; the error that follows says it to people. */
export function notSentView(
  { to, retryKey }: Push,
  earlier: {
    readonly id: string | null;
    readonly requestId: string | null;
    readonly acceptedRequestId: string | null;
    readonly attempts: number;
  },
): View {
  return {
    schema: PUSH_SCHEMA,
    json: {
      id: earlier.id,
      to,
      accepted: false,
      requestId: earlier.requestId,
      acceptedRequestId: earlier.acceptedRequestId,
      keyUsedEarlier: true,
      retryKey,
      attempts: earlier.attempts,
    },
    text: () => '',
  };
}
