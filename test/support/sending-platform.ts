import type { RetryKey } from '../../src/domain/ids.js';
import { parseUserId } from '../../src/domain/ids.js';
import type { ChannelAccessToken } from '../../src/domain/secret.js';
import { channelAccessToken } from '../../src/domain/secret.js';
import type { BotInfo, LineApi, Quota, SendReply } from '../../src/ports/line-api.js';
import type { AccessTokens } from '../../src/usecases/access-token.js';

/** What happens to one multicast request: LINE takes it or not, and what is answered. */
export type Fate = (
  request: { readonly number: number; readonly userIds: readonly string[]; readonly retryKey: string },
  take: () => SendReply,
) => SendReply | Promise<SendReply>;

export const BOT_USER_ID = parseUserId(`U${'b'.repeat(32)}`);

/** The sending half of LINE in memory: remembers retry keys, counts what each person got, and fails as told. */
export class SendingPlatform {
  readonly delivered = new Map<string, number>();
  readonly requests: { readonly retryKey: string; readonly body: string; readonly at: number }[] = [];
  fate: Fate = (_request, take) => take();
  quotaLimit: Quota = { type: 'none' };
  used = 0;
  botUserId = BOT_USER_ID;
  readonly #accepted = new Map<string, string>();

  constructor(readonly now: () => number = () => 0) {}

  /** The most often anyone was messaged, and how many were. */
  get books(): { readonly reached: number; readonly most: number } {
    return { reached: this.delivered.size, most: Math.max(0, ...this.delivered.values()) };
  }

  readonly api: LineApi = {
    ...unscripted(),
    botInfo: async (): Promise<BotInfo> => ({
      userId: this.botUserId,
      basicId: null,
      premiumId: null,
      displayName: null,
      chatMode: null,
      markAsReadMode: null,
    }),
    quota: async () => this.quotaLimit,
    consumption: async () => this.used,
    multicast: async (_token: ChannelAccessToken, retryKey: RetryKey, body: string) => {
      const userIds = userIdsOf(body);
      this.requests.push({ retryKey, body, at: this.now() });
      return this.fate({ number: this.requests.length, userIds, retryKey }, () => this.#take(retryKey, body, userIds));
    },
    close: async () => {},
  };

  #take(retryKey: string, body: string, userIds: readonly string[]): SendReply {
    const requestId = `request-${this.requests.length}`;
    const earlier = this.#accepted.get(retryKey);
    if (earlier !== undefined) {
      if (earlier !== body) throw new Error('a retry key was used for another body');
      return { type: 'alreadyAccepted', requestId, acceptedRequestId: `accepted-${retryKey}` };
    }
    this.#accepted.set(retryKey, body);
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

/** A request that a test did not expect fails it. */
function unscripted(): LineApi {
  const refuse = (name: string) => () => Promise.reject(new Error(`unexpected request: ${name}`));
  return {
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
    multicast: refuse('multicast'),
    push: refuse('push'),
    validate: refuse('validate'),
    webhookEndpoint: refuse('webhookEndpoint'),
    setWebhookEndpoint: refuse('setWebhookEndpoint'),
    testWebhook: refuse('testWebhook'),
    close: refuse('close'),
  };
}
