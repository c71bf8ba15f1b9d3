import type { ChannelSecret } from '../../../domain/line/secret.js';
import { type ReceivedBody, readWebhookBody } from '../../../domain/webhook/received/events.js';
import type { RecordedWebhook } from '../../../domain/webhook/received/record-line.js';
import type { HeaderLines, PostEnd, WebhookTraffic } from '../../../ports/webhook/listening.js';
import { signatureOf } from '../signature.js';
import { isEndToEnd } from './forwarding.js';

/** Which recorded webhooks are sent again, and how. */
interface ReplayWish {
  /** `-` is stdin. */
  readonly file: string;
  readonly to: string;
  /** Only webhooks with one of these events; empty for all. */
  readonly eventIds: readonly string[];
  /** Only what came from then on, milliseconds since 1970. */
  readonly since: number | null;
  /** Signs them with this secret; null leaves them signed as they were. */
  readonly secret: ChannelSecret | null;
}

/** One webhook that was sent again. */
export interface Replayed {
  readonly webhook: RecordedWebhook;
  readonly body: ReceivedBody | null;
  readonly end: PostEnd;
}

export interface ReplayTally {
  /** Webhooks in the record. */
  readonly recorded: number;
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Wanted, and not sent: nobody vouched for them, and a new signature would. */
  readonly unsigned: number;
  readonly damagedLines: number;
}

/** Much longer than LINE waits: somebody may look at the bot in a debugger. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Sends recorded webhooks again, one after the other, byte for byte with their headers. Signed anew, what had no right
 * signature when it came is left out. Ends early when the signal fires.
 */
export async function replayWebhooks(
  { file, to, eventIds, since, secret }: ReplayWish,
  traffic: Pick<WebhookTraffic, 'readRecord' | 'post'>,
  onReplayed: (replayed: Replayed) => void,
  signal: AbortSignal,
): Promise<ReplayTally> {
  const tally = { recorded: 0, sent: 0, accepted: 0, refused: 0, unanswered: 0, unsigned: 0 };
  const reading = traffic.readRecord(file);
  for await (const webhook of reading.webhooks) {
    if (signal.aborted) break;
    tally.recorded += 1;
    if (!isWanted(webhook, eventIds, since)) continue;
    if (secret !== null && webhook.signedBy === null) {
      tally.unsigned += 1;
      continue;
    }
    const request = { headers: headersOf(webhook, secret), body: webhook.body };
    const end = await traffic.post(to, request, ANSWER_WITHIN_MS, signal);
    tally.sent += 1;
    tally[outcomeOf(end)] += 1;
    onReplayed({ webhook, body: readWebhookBody(webhook.body), end });
  }
  return { ...tally, damagedLines: reading.damagedLines() };
}

function isWanted(webhook: RecordedWebhook, eventIds: readonly string[], since: number | null): boolean {
  if (since !== null && webhook.receivedAt < since) return false;
  return eventIds.length === 0 || webhook.eventIds.some((id) => eventIds.includes(id));
}

/** Only 2xx counts as received. @see https://developers.line.biz/en/reference/messaging-api/#response */
function outcomeOf({ status }: PostEnd): 'accepted' | 'refused' | 'unanswered' {
  if (status === null) return 'unanswered';
  return 200 <= status && status < 300 ? 'accepted' : 'refused';
}

const SIGNATURE = 'x-line-signature';

/** The signature stays where it was among the headers. */
function headersOf({ headers, body }: RecordedWebhook, secret: ChannelSecret | null): HeaderLines {
  const kept = headers.filter(isEndToEnd);
  if (secret === null) return kept;
  const signature = signatureOf(secret, body);
  return kept.map(([name, value]) => [name, name.toLowerCase() === SIGNATURE ? signature : value]);
}
