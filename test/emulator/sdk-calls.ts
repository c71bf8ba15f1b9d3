import { createHash } from 'node:crypto';
import { channelAccessToken, insight, manageAudience, messagingApi } from '@line/bot-sdk';
import type { Emulator } from '../../src/emulator/emulator.js';
import { ASSERTION_TYPE, assertion, CHANNEL_ID, credentials } from './platform.js';

const TODAY = '20261121';
/** A day is counted when it is over. */
const YESTERDAY = '20261120';
export const NOON = new Date('2026-11-21T03:00:00Z');
export const messages: messagingApi.TextMessage[] = [{ type: 'text', text: 'Hello' }];

/** What the official SDK gives back: the HTTP answer and the parsed body. */
export interface Answered {
  readonly httpResponse: Response;
  readonly body: unknown;
}

/** The official SDK's clients, as they come, pointed at an emulator. */
export interface Sdk {
  readonly emulator: Emulator;
  readonly tokens: channelAccessToken.ChannelAccessTokenClient;
  readonly line: messagingApi.MessagingApiClient;
  readonly lineFiles: messagingApi.MessagingApiBlobClient;
  readonly insight: insight.InsightClient;
  readonly audiences: manageAudience.ManageAudienceClient;
  readonly audienceFiles: manageAudience.ManageAudienceBlobClient;
  /** The emulator's long-lived token. */
  readonly token: string;
}

/** `channelAccessToken` and `headers` replace what every request of the Messaging API clients carries. */
export function sdkFor(
  emulator: Emulator,
  { channelAccessToken: given, headers = {} }: { channelAccessToken?: string; headers?: Record<string, string> } = {},
): Sdk {
  const token = given ?? emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const config = { channelAccessToken: token, baseURL: emulator.url, defaultHeaders: headers };
  return {
    emulator,
    token,
    tokens: new channelAccessToken.ChannelAccessTokenClient({ baseURL: emulator.url, defaultHeaders: headers }),
    line: new messagingApi.MessagingApiClient(config),
    lineFiles: new messagingApi.MessagingApiBlobClient(config),
    insight: new insight.InsightClient(config),
    audiences: new manageAudience.ManageAudienceClient(config),
    audienceFiles: new manageAudience.ManageAudienceBlobClient(config),
  };
}

export type SdkCall = (sdk: Sdk) => Promise<Answered>;

/** A JWT assertion by the emulator's own clock. */
export function jwt({ emulator }: Sdk, parts: { header?: object; claims?: object } = {}): string {
  return assertion(emulator, { ...parts, now: emulator.now() }).client_assertion;
}

export const secretOf = ({ emulator }: Sdk): string => credentials(emulator).client_secret;

/** Every method of the token client. */
export const TOKEN_CALLS: Readonly<Record<string, SdkCall>> = {
  issueChannelTokenByJWT: (sdk) =>
    sdk.tokens.issueChannelTokenByJWTWithHttpInfo('client_credentials', ASSERTION_TYPE, jwt(sdk)),
  verifyChannelTokenByJWT: async (sdk) => {
    const { access_token } = await sdk.tokens.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt(sdk));
    return sdk.tokens.verifyChannelTokenByJWTWithHttpInfo(access_token);
  },
  getsAllValidChannelAccessTokenKeyIds: (sdk) =>
    sdk.tokens.getsAllValidChannelAccessTokenKeyIdsWithHttpInfo(ASSERTION_TYPE, jwt(sdk)),
  revokeChannelTokenByJWT: async (sdk) => {
    const { access_token } = await sdk.tokens.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt(sdk));
    return sdk.tokens.revokeChannelTokenByJWTWithHttpInfo(CHANNEL_ID, secretOf(sdk), access_token);
  },
  issueStatelessChannelToken: (sdk) =>
    sdk.tokens.issueStatelessChannelTokenWithHttpInfo(
      'client_credentials',
      undefined,
      undefined,
      CHANNEL_ID,
      secretOf(sdk),
    ),
  issueChannelToken: (sdk) => sdk.tokens.issueChannelTokenWithHttpInfo('client_credentials', CHANNEL_ID, secretOf(sdk)),
  verifyChannelToken: (sdk) => sdk.tokens.verifyChannelTokenWithHttpInfo(sdk.token),
  revokeChannelToken: (sdk) => sdk.tokens.revokeChannelTokenWithHttpInfo('A'.repeat(40)),
};

/** The methods of the Messaging API client that take a retry key. */
export const RETRYABLE_CALLS: Readonly<Record<string, (sdk: Sdk, retryKey?: string) => Promise<Answered>>> = {
  pushMessage: ({ line, emulator }, retryKey) =>
    line.pushMessageWithHttpInfo({ to: emulator.followerId(0), messages }, retryKey),
  multicast: ({ line, emulator }, retryKey) =>
    line.multicastWithHttpInfo({ to: [emulator.followerId(0), emulator.followerId(1)], messages }, retryKey),
  broadcast: ({ line }, retryKey) => line.broadcastWithHttpInfo({ messages }, retryKey),
  narrowcast: ({ line }, retryKey) => line.narrowcastWithHttpInfo({ messages }, retryKey),
};

/** The other methods of the Messaging API and insight clients that the emulator serves. */
export const PLAIN_CALLS: Readonly<Record<string, SdkCall>> = {
  validateReply: ({ line }) => line.validateReplyWithHttpInfo({ messages }),
  validatePush: ({ line }) => line.validatePushWithHttpInfo({ messages }),
  validateMulticast: ({ line }) => line.validateMulticastWithHttpInfo({ messages }),
  validateNarrowcast: ({ line }) => line.validateNarrowcastWithHttpInfo({ messages }),
  validateBroadcast: ({ line }) => line.validateBroadcastWithHttpInfo({ messages }),
  getMessageQuota: ({ line }) => line.getMessageQuotaWithHttpInfo(),
  getMessageQuotaConsumption: ({ line }) => line.getMessageQuotaConsumptionWithHttpInfo(),
  getNumberOfSentReplyMessages: ({ line }) => line.getNumberOfSentReplyMessagesWithHttpInfo(YESTERDAY),
  getNumberOfSentPushMessages: ({ line }) => line.getNumberOfSentPushMessagesWithHttpInfo(YESTERDAY),
  getNumberOfSentMulticastMessages: ({ line }) => line.getNumberOfSentMulticastMessagesWithHttpInfo(YESTERDAY),
  getNumberOfSentBroadcastMessages: ({ line }) => line.getNumberOfSentBroadcastMessagesWithHttpInfo(YESTERDAY),
  getAggregationUnitUsage: ({ line }) => line.getAggregationUnitUsageWithHttpInfo(),
  getAggregationUnitNameList: ({ line }) => line.getAggregationUnitNameListWithHttpInfo(),
  getProfile: ({ line, emulator }) => line.getProfileWithHttpInfo(emulator.followerId(0)),
  getFollowers: ({ line }) => line.getFollowersWithHttpInfo(undefined, 2),
  getBotInfo: ({ line }) => line.getBotInfoWithHttpInfo(),
  setWebhookEndpoint: ({ line }) => line.setWebhookEndpointWithHttpInfo({ endpoint: 'https://example.com/hook' }),
  getNumberOfFollowers: (sdk) => sdk.insight.getNumberOfFollowersWithHttpInfo(YESTERDAY),
  getNumberOfMessageDeliveries: (sdk) => sdk.insight.getNumberOfMessageDeliveriesWithHttpInfo(YESTERDAY),
  getFriendsDemographics: (sdk) => sdk.insight.getFriendsDemographicsWithHttpInfo(),
  getStatisticsPerUnit: (sdk) => sdk.insight.getStatisticsPerUnitWithHttpInfo('spring', TODAY, TODAY),
};

/** Those whose success needs something to be there first. */
export const PREPARED_CALLS: Readonly<Record<string, SdkCall>> = {
  replyMessage: ({ line }) => line.replyMessageWithHttpInfo({ replyToken: 'none', messages }),
  getNarrowcastProgress: ({ line }) => line.getNarrowcastProgressWithHttpInfo(uuid('none')),
  getMessageEvent: (sdk) => sdk.insight.getMessageEventWithHttpInfo(uuid('none')),
  markMessagesAsReadByToken: ({ line }) => line.markMessagesAsReadByTokenWithHttpInfo({ markAsReadToken: 'none' }),
  getWebhookEndpoint: ({ line }) => line.getWebhookEndpointWithHttpInfo(),
  testWebhookEndpoint: ({ line }) => line.testWebhookEndpointWithHttpInfo({}),
};

/** A UUID that follows from a name. */
export function uuid(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
