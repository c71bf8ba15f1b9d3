import type { Followers } from '../bot/followers.js';
import { WORDS_PER_ID } from '../bot/user-words.js';
import type { ChannelIdentity } from '../channel.js';
import { bearerOf, type LineRequest } from '../http/line-request.js';
import type { Reached, SentRequest, SentTo } from '../sent/sent-request.js';
import type { Recorded, RecordedDelivery, RecordedRequest, RecordedWebhook } from './recorded.js';
import { Redaction, toldBody } from './redaction.js';

/** A multicast names so many; of a broadcast to millions nobody reads more. */
const NAMED_USERS = 500;

/** What of a channel's state is looked at. */
interface ChannelState {
  readonly channel: ChannelIdentity;
  readonly followers: Followers;
}

/** A narrowcast that is not complete; who blocks the account until then does not get it. */
interface AwaitedNarrowcast {
  readonly sent: SentRequest;
  /** How many it was for when it was accepted. */
  readonly wanted: number;
}

/** How a request was answered. */
export interface AnsweredRequest extends Pick<RecordedRequest, 'operation' | 'status' | 'lost'> {
  /** What arrived whole; null where nothing did. */
  readonly answer: { readonly contentType: string; readonly body: Uint8Array } | null;
}

/** Tells what happens, each thing when it is over. What a request brought about follows it. */
export class Recorder {
  /** Deliveries of requests that are not answered yet, by request ID. */
  readonly #held = new Map<string, RecordedDelivery>();
  /** Narrowcasts that are not complete. A channel that a reset has replaced takes its own with it. */
  readonly #awaited = new WeakMap<ChannelState, AwaitedNarrowcast[]>();

  constructor(private readonly tell: (recorded: Recorded) => void) {}

  /** A request of the bot was answered. */
  answered(state: ChannelState, request: LineRequest, { operation, status, lost, answer }: AnsweredRequest): void {
    const clean = new Redaction([bearerOf(request) ?? '', state.channel.secret]);
    this.tell({
      schema: 'line-ops/emulator-request@1',
      channelId: state.channel.id,
      at: isoTime(request.at),
      requestId: request.id,
      method: request.method,
      path: request.path,
      query: clean.texts(request.query),
      operation,
      status,
      lost,
      retryKey: request.headers['x-line-retry-key']?.toString() ?? null,
      body: clean.value(toldBody(request.headers['content-type'] ?? '', request.body)),
      answer: answer === null ? null : clean.value(toldBody(answer.contentType, answer.body)),
    });
    const delivery = this.#held.get(request.id);
    if (delivery === undefined) return;
    this.#held.delete(request.id);
    this.tell({ ...delivery, messages: clean.list(delivery.messages) });
  }

  /** A send was accepted. `reached`: whom it arrived at, where it was for one user or one chat. */
  sent(state: ChannelState, sent: SentRequest, reached: Reached | null): void {
    if (sent.to.type !== 'set') this.#held.set(sent.requestId, deliveryOf(state, sent, { at: sent.sentAt, reached }));
    else this.#awaited.set(state, [...(this.#awaited.get(state) ?? []), { sent, wanted: sent.to.followers.size }]);
  }

  /** Tells of the narrowcasts that are complete by now, and delivered. */
  settle(state: ChannelState, now: number): void {
    const awaited = this.#awaited.get(state);
    if (awaited === undefined) return;
    const isDue = ({ sent }: AwaitedNarrowcast) => reachedAt(sent) <= now;
    const clean = new Redaction([state.channel.secret]);
    for (const { sent, wanted } of awaited.filter(isDue)) {
      const delivery = deliveryOf(state, sent, { at: reachedAt(sent), reached: null });
      const messages = clean.list(delivery.messages);
      this.tell({ ...delivery, unreached: wanted - delivery.reached, messages });
    }
    this.#awaited.set(
      state,
      awaited.filter((narrowcast) => !isDue(narrowcast)),
    );
  }

  /** Events were sent to the bot. */
  webhook(
    { channel }: ChannelState,
    { at, url, events, attempts }: Pick<RecordedWebhook, 'url' | 'events' | 'attempts'> & { readonly at: number },
  ): void {
    const clean = new Redaction([channel.secret]);
    this.tell({
      schema: 'line-ops/emulator-webhook@1',
      channelId: channel.id,
      at: isoTime(at),
      url: clean.text(url),
      destination: channel.botUserId,
      events: clean.list(events),
      // What went wrong is told with the URL.
      attempts: attempts.map((attempt) => ({ ...attempt, detail: clean.text(attempt.detail) })),
      isAnswered: attempts.at(-1)?.reason === 'OK',
    });
  }
}

function reachedAt({ to, sentAt }: SentRequest): number {
  return to.type === 'set' ? to.reachedAt : sentAt;
}

function deliveryOf(
  state: ChannelState,
  { requestId, method, to, messages }: SentRequest,
  { at, reached }: { readonly at: number; readonly reached: Reached | null },
): RecordedDelivery {
  return {
    schema: 'line-ops/emulator-delivery@1',
    channelId: state.channel.id,
    at: isoTime(at),
    requestId,
    method,
    chatId: reached?.to ?? null,
    ...(reached === null ? whomItReached(state, to) : ofOne(reached)),
    messages,
  };
}

type Whom = Pick<RecordedDelivery, 'reached' | 'unreached' | 'userIds'>;

function ofOne({ reached, missed }: Reached): Whom {
  return { reached: reached.length, unreached: missed.length, userIds: reached.slice(0, NAMED_USERS) };
}

function whomItReached({ followers }: ChannelState, to: SentTo): Whom {
  const isFriend = (index: number) => index !== -1 && !followers.isBlocked(index);
  switch (to.type) {
    case 'chat':
      return { reached: 1, unreached: 0, userIds: [] };
    case 'users': {
      const indices: number[] = [];
      for (let at = 0; at < to.words.length; at += WORDS_PER_ID) indices.push(followers.indexOf(to.words, at));
      const reached = indices.filter(isFriend);
      return {
        reached: reached.length,
        unreached: indices.length - reached.length,
        userIds: reached.slice(0, NAMED_USERS).map((index) => followers.idOf(index)),
      };
    }
    case 'friends':
      return ofThose(followers.friendCount(), isFriend);
    case 'set':
      return ofThose(to.followers.size, (index) => to.followers.has(index));
  }

  function ofThose(reached: number, isReached: (index: number) => boolean) {
    const userIds: string[] = [];
    const most = Math.min(reached, NAMED_USERS);
    for (let index = 0; userIds.length < most && index < followers.count; index++)
      if (isReached(index)) userIds.push(followers.idOf(index));
    return { reached, unreached: 0, userIds };
  }
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
