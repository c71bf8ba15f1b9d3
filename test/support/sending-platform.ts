import type { AudienceData } from '../../src/domain/audience/audience-group.js';
import { RETRY_KEY_LIFETIME_MS } from '../../src/domain/broadcast/sending/batch/keys/key-age.js';
import type { NarrowcastProgress } from '../../src/domain/broadcast/sending/narrowcast.js';
import type { AudienceId, RetryKey } from '../../src/domain/line/ids.js';
import { parseUserId } from '../../src/domain/line/ids.js';
import type { ChannelAccessToken } from '../../src/domain/line/secret.js';
import { channelAccessToken } from '../../src/domain/line/secret.js';
import type { SendMethod } from '../../src/domain/messages/engine/finding.js';
import type { BotInfo, LineApi, Quota, RemoteValidation, SendReply } from '../../src/ports/line-api.js';
import type { AccessTokens } from '../../src/usecases/channels/channel-at-line.js';

/** What happens to one send request: LINE takes it or not, and what is answered. `userIds` are those that it names. */
export type Fate = (
  request: { readonly number: number; readonly userIds: readonly string[]; readonly retryKey: string },
  take: () => SendReply,
) => SendReply | Promise<SendReply>;

export const BOT_USER_ID = parseUserId(`U${'b'.repeat(32)}`);

/** A narrowcast that LINE accepted. */
interface Narrowcast {
  readonly requestId: string;
  readonly recipients: readonly string[];
  readonly completesAt: number;
  readonly failure: NarrowcastFailure | null;
  isDelivered: boolean;
}

/** How LINE fails a narrowcast after accepting it; the first `reached` recipients got it all the same. */
export interface NarrowcastFailure {
  readonly errorCode: number;
  readonly reached: number;
}

/** How long LINE takes to deliver a narrowcast. */
const DELIVERY_MS = 10_500;

/** The sending half of LINE in memory: remembers retry keys, counts what each person got, and fails as told. */
export class SendingPlatform {
  readonly delivered = new Map<string, number>();
  readonly requests: { readonly retryKey: string; readonly body: string; readonly at: number }[] = [];
  fate: Fate = (_request, take) => take();
  quotaLimit: Quota = { type: 'none' };
  used = 0;
  botUserId = BOT_USER_ID;
  /** User IDs of everybody who can be reached without being named. */
  friends: readonly string[] = [];
  /** The people of each audience, friends or not. */
  readonly audiences = new Map<number, readonly string[]>();
  /** Friends whom LINE fails to reach although it tries. */
  readonly unreachable = new Set<string>();
  /** What becomes of the n-th narrowcast that is accepted, from 1; null to deliver it. */
  narrowcastFails: (number: number) => NarrowcastFailure | null = () => null;
  /** Called at each look at the progress; what it throws is LINE's answer. */
  onLook: () => void = () => {};
  readonly looks: number[] = [];
  /** What LINE's validate endpoint says of messages, and what it was asked about. */
  verdict: RemoteValidation = { valid: true, requestId: 'validated' };
  readonly validated: string[] = [];
  /** LINE's clock minus ours. */
  lineAheadMs = 0;
  /** Whether our side has heard LINE's time, and nothing has put it in question since. */
  isTimeKnown = false;
  /** Called before each bot info; what it throws is LINE's answer. */
  onBotInfo: () => void = () => {};
  readonly #narrowcasts = new Map<string, Narrowcast>();
  readonly #accepted = new Map<string, { readonly body: string; readonly at: number }>();
  /** Retry key to the request ID that was accepted for it. */
  readonly #narrowcastOf = new Map<string, string>();

  constructor(readonly now: () => number = () => 0) {}

  /** The most often anyone was messaged, and how many were. */
  get totals(): { readonly reached: number; readonly most: number } {
    return { reached: this.delivered.size, most: Math.max(0, ...this.delivered.values()) };
  }

  readonly api: LineApi = {
    ...unscripted(),
    botInfo: async (): Promise<BotInfo> => {
      this.onBotInfo();
      this.isTimeKnown = true;
      return {
        userId: this.botUserId,
        basicId: null,
        premiumId: null,
        displayName: null,
        chatMode: null,
        markAsReadMode: null,
      };
    },
    quota: async () => this.quotaLimit,
    consumption: async () => this.used,
    multicast: async (_token: ChannelAccessToken, retryKey: RetryKey, body: string) => {
      const userIds = userIdsOf(body);
      this.requests.push({ retryKey, body, at: this.now() });
      return this.fate({ number: this.requests.length, userIds, retryKey }, () => this.#take(retryKey, body, userIds));
    },
    push: async (_token: ChannelAccessToken, retryKey: RetryKey, body: string) => {
      const { to }: { to: string } = JSON.parse(body);
      this.requests.push({ retryKey, body, at: this.now() });
      return this.fate({ number: this.requests.length, userIds: [to], retryKey }, () =>
        this.#take(retryKey, body, [to]),
      );
    },
    narrowcast: async (_token: ChannelAccessToken, retryKey: RetryKey, body: string) => {
      this.#deliverNarrowcasts();
      this.requests.push({ retryKey, body, at: this.now() });
      return this.fate({ number: this.requests.length, userIds: [], retryKey }, () =>
        this.#takeNarrowcast(retryKey, body),
      );
    },
    broadcast: async (_token: ChannelAccessToken, retryKey: RetryKey, body: string) => {
      this.requests.push({ retryKey, body, at: this.now() });
      return this.fate({ number: this.requests.length, userIds: [], retryKey }, () =>
        this.#take(retryKey, body, this.friends),
      );
    },
    narrowcastProgress: async (_token: ChannelAccessToken, requestId: string) => {
      this.looks.push(this.now());
      this.onLook();
      this.#deliverNarrowcasts();
      const narrowcast = this.#narrowcasts.get(requestId);
      return narrowcast === undefined ? null : this.#progressOf(narrowcast);
    },
    audience: async (_token: ChannelAccessToken, id: AudienceId) => this.#audienceOf(id),
    sharedAudience: async () => null,
    validate: async (_token: ChannelAccessToken, _method: SendMethod, body: string) => {
      this.validated.push(body);
      return this.verdict;
    },
    targetReach: async () => this.friends.length,
    lineTime: () => (this.isTimeKnown ? this.lineNow() : null),
    close: async () => {},
  };

  #audienceOf(id: AudienceId): AudienceData | null {
    const members = this.audiences.get(id);
    if (members === undefined) return null;
    const group = {
      id,
      name: 'an audience',
      type: 'UPLOAD',
      status: 'READY',
      failedType: null,
      count: members.length,
      permission: 'READ_WRITE',
      createRoute: 'MESSAGING_API',
      isIfa: false,
      createdAt: null,
      expiresAt: null,
    };
    return { group, jobs: [], isShared: false };
  }

  #takeNarrowcast(retryKey: RetryKey, body: string): SendReply {
    const requestId = `request-${this.requests.length}`;
    const earlier = this.#remembered(retryKey);
    if (earlier !== null) {
      if (earlier !== body) throw new Error('a retry key was used for another body');
      const accepted = this.#narrowcastOf.get(retryKey) ?? '';
      return { type: 'alreadyAccepted', requestId, acceptedRequestId: accepted };
    }
    const { audience, excluded, max } = readNarrowcast(body);
    const members = audience === null ? null : this.audiences.get(audience);
    if (members === undefined)
      return {
        type: 'refused',
        status: 400,
        requestId,
        problem: `Invalid audience group id: ${audience}`,
        details: [],
      };
    const reached = new Set<string>();
    for (const excludedId of excluded) {
      const narrowcast = this.#narrowcasts.get(excludedId);
      if (narrowcast?.isDelivered !== true || narrowcast.failure !== null)
        return { type: 'refused', status: 400, requestId, problem: `Invalid request id: ${excludedId}`, details: [] };
      for (const userId of narrowcast.recipients) if (!this.unreachable.has(userId)) reached.add(userId);
    }
    this.#accepted.set(retryKey, { body, at: this.lineNow() });
    this.#narrowcastOf.set(retryKey, requestId);
    this.#narrowcasts.set(requestId, {
      requestId,
      recipients: this.friends
        .filter((userId) => !reached.has(userId) && (members === null || members.includes(userId)))
        .slice(0, max ?? undefined),
      completesAt: this.now() + DELIVERY_MS,
      failure: this.narrowcastFails(this.#narrowcasts.size + 1),
      isDelivered: false,
    });
    return { type: 'accepted', requestId };
  }

  /** What LINE accepted under that key, for as long as it remembers. */
  #remembered(retryKey: string): string | null {
    const accepted = this.#accepted.get(retryKey);
    return accepted !== undefined && this.lineNow() - accepted.at < RETRY_KEY_LIFETIME_MS ? accepted.body : null;
  }

  /** Whether it would answer 409 to that key. */
  remembers(retryKey: string): boolean {
    return this.#remembered(retryKey) !== null;
  }

  #deliverNarrowcasts(): void {
    for (const narrowcast of this.#narrowcasts.values()) {
      if (narrowcast.isDelivered || this.now() < narrowcast.completesAt) continue;
      narrowcast.isDelivered = true;
      const { failure, recipients } = narrowcast;
      for (const userId of recipients.slice(0, failure?.reached)) {
        if (this.unreachable.has(userId)) continue;
        this.delivered.set(userId, (this.delivered.get(userId) ?? 0) + 1);
        this.used += 1;
      }
    }
  }

  #progressOf({ isDelivered, recipients, failure }: Narrowcast): NarrowcastProgress {
    if (!isDelivered) return { phase: 'sending' };
    if (failure !== null) {
      const { errorCode, reached } = failure;
      return { phase: 'failed', errorCode, description: null, successCount: reached };
    }
    const failureCount = recipients.filter((userId) => this.unreachable.has(userId)).length;
    return { phase: 'succeeded', successCount: recipients.length - failureCount, failureCount };
  }

  lineNow(): number {
    return this.now() + this.lineAheadMs;
  }

  #take(retryKey: string, body: string, userIds: readonly string[]): SendReply {
    const requestId = `request-${this.requests.length}`;
    const earlier = this.#remembered(retryKey);
    if (earlier !== null) {
      if (earlier !== body) throw new Error('a retry key was used for another body');
      return { type: 'alreadyAccepted', requestId, acceptedRequestId: `accepted-${retryKey}` };
    }
    this.#accepted.set(retryKey, { body, at: this.lineNow() });
    for (const userId of userIds) this.delivered.set(userId, (this.delivered.get(userId) ?? 0) + 1);
    this.used += userIds.length;
    return { type: 'accepted', requestId };
  }
}

export const oneToken: AccessTokens = {
  current: async () => channelAccessToken('test-token'),
  replace: async () => {},
};

function userIdsOf(body: string): readonly string[] {
  const { to }: { to: string[] } = JSON.parse(body);
  return to;
}

interface NarrowcastRecipient {
  readonly type: string;
  readonly audienceGroupId?: number;
  readonly requestId?: string;
  readonly and?: readonly NarrowcastRecipient[];
  readonly or?: readonly NarrowcastRecipient[];
  readonly not?: NarrowcastRecipient;
}

/** The audience of a narrowcast, whom it excludes, and how many it may reach. */
function readNarrowcast(body: string): {
  readonly audience: number | null;
  readonly excluded: readonly string[];
  readonly max: number | null;
} {
  const { recipient, limit }: { recipient?: NarrowcastRecipient; limit?: { max: number } } = JSON.parse(body);
  const named = recipient === undefined ? [] : (recipient.and ?? [recipient]);
  return {
    audience: named.find(({ type }) => type === 'audience')?.audienceGroupId ?? null,
    excluded: named.flatMap(({ not }) => not?.or?.map(({ requestId = '' }) => requestId) ?? []),
    max: limit?.max ?? null,
  };
}

/** A request that a test did not expect fails it. */
function unscripted(): LineApi {
  const refuse = (name: string) => () => Promise.reject(new Error(`unexpected request: ${name}`));
  return {
    clockSkewMs: () => null,
    issueV21Token: refuse('issueV21Token'),
    issueStatelessToken: refuse('issueStatelessToken'),
    issueShortLivedToken: refuse('issueShortLivedToken'),
    listV21KeyIds: refuse('listV21KeyIds'),
    verifyV21Token: refuse('verifyV21Token'),
    verifyToken: refuse('verifyToken'),
    revokeV21Token: refuse('revokeV21Token'),
    revokeToken: refuse('revokeToken'),
    botInfo: refuse('botInfo'),
    quota: refuse('quota'),
    consumption: refuse('consumption'),
    followerIds: refuse('followerIds'),
    profile: refuse('profile'),
    aggregationUnitCount: refuse('aggregationUnitCount'),
    aggregationUnits: refuse('aggregationUnits'),
    messageEvent: refuse('messageEvent'),
    unitStatistics: refuse('unitStatistics'),
    audience: refuse('audience'),
    sharedAudience: refuse('sharedAudience'),
    audiences: refuse('audiences'),
    sharedAudiences: refuse('sharedAudiences'),
    createAudience: refuse('createAudience'),
    createAudienceByFile: refuse('createAudienceByFile'),
    addToAudience: refuse('addToAudience'),
    deleteAudience: refuse('deleteAudience'),
    multicast: refuse('multicast'),
    push: refuse('push'),
    narrowcast: refuse('narrowcast'),
    broadcast: refuse('broadcast'),
    narrowcastProgress: refuse('narrowcastProgress'),
    targetReach: refuse('targetReach'),
    validate: refuse('validate'),
    webhookEndpoint: refuse('webhookEndpoint'),
    setWebhookEndpoint: refuse('setWebhookEndpoint'),
    testWebhook: refuse('testWebhook'),
    verifyIdToken: refuse('verifyIdToken'),
    callAny: refuse('callAny'),
    sendAny: refuse('sendAny'),
    lineTime: () => null,
    close: refuse('close'),
  };
}
