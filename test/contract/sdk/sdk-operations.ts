/** Where the argument of an SDK method stands in a request. */
export type Argument =
  | { readonly in: 'body' }
  | { readonly in: 'file' }
  | {
      readonly in: 'header' | 'query' | 'form' | 'formData' | 'path';
      readonly name: string;
      readonly isLiteral?: boolean;
    };

/** The method of the official SDK that stands for an endpoint: its types say what goes in and what comes out. */
export interface SdkOperation {
  readonly client: string;
  readonly method: string;
  readonly arguments: readonly Argument[];
  /** For an answer without anything in it, which the SDK has no type of its own for. */
  readonly answersNothing: boolean;
}

const MESSAGING = 'messagingApi.MessagingApiClient';
const TOKENS = 'channelAccessToken.ChannelAccessTokenClient';
const INSIGHT = 'insight.InsightClient';

const AUDIENCES = 'manageAudience.ManageAudienceClient';
const AUDIENCE_FILES = 'manageAudience.ManageAudienceBlobClient';

const body: Argument = { in: 'body' };
const file: Argument = { in: 'file' };
const audienceId: Argument = { in: 'path', name: 'audienceGroupId', isLiteral: true };
const literal = (name: string): Argument => ({ in: 'query', name, isLiteral: true });
const formData = (...names: readonly string[]): readonly Argument[] => names.map((name) => ({ in: 'formData', name }));
const retryKey: Argument = { in: 'header', name: 'x-line-retry-key' };
const form = (...names: readonly string[]): readonly Argument[] => names.map((name) => ({ in: 'form', name }));
const query = (...names: readonly string[]): readonly Argument[] => names.map((name) => ({ in: 'query', name }));

const operation =
  (client: string, answersNothing: boolean) =>
  (method: string, ...given: readonly Argument[]): SdkOperation => ({
    client,
    method,
    arguments: given,
    answersNothing,
  });

const tokens = operation(TOKENS, false);
const tokensNothing = operation(TOKENS, true);
const line = operation(MESSAGING, false);
const lineNothing = operation(MESSAGING, true);
const statistics = operation(INSIGHT, false);
const audiences = operation(AUDIENCES, false);
const audiencesNothing = operation(AUDIENCES, true);
const audienceFiles = operation(AUDIENCE_FILES, false);
const audienceFilesNothing = operation(AUDIENCE_FILES, true);

const ASSERTION = ['client_assertion_type', 'client_assertion'] as const;
const CREDENTIALS = ['client_id', 'client_secret'] as const;

/** Every endpoint of the emulator's. */
export const SDK_OPERATIONS: Readonly<Record<string, SdkOperation>> = {
  'POST /oauth2/v2.1/token': tokens('issueChannelTokenByJWT', ...form('grant_type', ...ASSERTION)),
  'GET /oauth2/v2.1/verify': tokens('verifyChannelTokenByJWT', ...query('access_token')),
  'GET /oauth2/v2.1/tokens/kid': tokens('getsAllValidChannelAccessTokenKeyIds', ...query(...ASSERTION)),
  'POST /oauth2/v2.1/revoke': tokensNothing('revokeChannelTokenByJWT', ...form(...CREDENTIALS, 'access_token')),
  'POST /oauth2/v3/token': tokens('issueStatelessChannelToken', ...form('grant_type', ...ASSERTION, ...CREDENTIALS)),
  'POST /v2/oauth/accessToken': tokens('issueChannelToken', ...form('grant_type', ...CREDENTIALS)),
  'POST /v2/oauth/verify': tokens('verifyChannelToken', ...form('access_token')),
  'POST /v2/oauth/revoke': tokensNothing('revokeChannelToken', ...form('access_token')),

  'POST /v2/bot/message/push': line('pushMessage', body, retryKey),
  'POST /v2/bot/message/multicast': lineNothing('multicast', body, retryKey),
  'POST /v2/bot/message/broadcast': lineNothing('broadcast', body, retryKey),
  'POST /v2/bot/message/narrowcast': lineNothing('narrowcast', body, retryKey),
  'POST /v2/bot/message/reply': line('replyMessage', body),
  'GET /v2/bot/message/progress/narrowcast': line('getNarrowcastProgress', ...query('requestId')),
  'POST /v2/bot/message/validate/reply': lineNothing('validateReply', body),
  'POST /v2/bot/message/validate/push': lineNothing('validatePush', body),
  'POST /v2/bot/message/validate/multicast': lineNothing('validateMulticast', body),
  'POST /v2/bot/message/validate/narrowcast': lineNothing('validateNarrowcast', body),
  'POST /v2/bot/message/validate/broadcast': lineNothing('validateBroadcast', body),

  'GET /v2/bot/message/quota': line('getMessageQuota'),
  'GET /v2/bot/message/quota/consumption': line('getMessageQuotaConsumption'),
  'GET /v2/bot/message/delivery/reply': line('getNumberOfSentReplyMessages', ...query('date')),
  'GET /v2/bot/message/delivery/push': line('getNumberOfSentPushMessages', ...query('date')),
  'GET /v2/bot/message/delivery/multicast': line('getNumberOfSentMulticastMessages', ...query('date')),
  'GET /v2/bot/message/delivery/broadcast': line('getNumberOfSentBroadcastMessages', ...query('date')),
  'GET /v2/bot/message/aggregation/info': line('getAggregationUnitUsage'),
  'GET /v2/bot/message/aggregation/list': line('getAggregationUnitNameList', ...query('limit', 'start')),
  'GET /v2/bot/insight/followers': statistics('getNumberOfFollowers', ...query('date')),
  'GET /v2/bot/insight/message/delivery': statistics('getNumberOfMessageDeliveries', ...query('date')),
  'GET /v2/bot/insight/message/event': statistics('getMessageEvent', ...query('requestId')),
  'GET /v2/bot/insight/message/event/aggregation': statistics(
    'getStatisticsPerUnit',
    ...query('customAggregationUnit', 'from', 'to'),
  ),

  'POST /v2/bot/audienceGroup/upload': audiences('createAudienceGroup', body),
  'PUT /v2/bot/audienceGroup/upload': audiencesNothing('addAudienceToAudienceGroup', body),
  'POST /v2/bot/audienceGroup/upload/byFile': audienceFiles(
    'createAudienceForUploadingUserIds',
    file,
    ...formData('description'),
    { in: 'formData', name: 'isIfaAudience', isLiteral: true },
    ...formData('uploadDescription'),
  ),
  'PUT /v2/bot/audienceGroup/upload/byFile': audienceFilesNothing(
    'addUserIdsToAudience',
    file,
    { in: 'formData', name: 'audienceGroupId', isLiteral: true },
    ...formData('uploadDescription'),
  ),
  'PUT /v2/bot/audienceGroup/{audienceGroupId}/updateDescription': audiencesNothing(
    'updateAudienceGroupDescription',
    audienceId,
    body,
  ),
  'GET /v2/bot/audienceGroup/{audienceGroupId}': audiences('getAudienceData', audienceId),
  'DELETE /v2/bot/audienceGroup/{audienceGroupId}': audiencesNothing('deleteAudienceGroup', audienceId),
  'GET /v2/bot/audienceGroup/list': audiences(
    'getAudienceGroups',
    literal('page'),
    ...query('description', 'status'),
    literal('size'),
    literal('includesExternalPublicGroups'),
    ...query('createRoute'),
  ),
  'GET /v2/bot/audienceGroup/shared/{audienceGroupId}': audiences('getSharedAudienceData', audienceId),
  'GET /v2/bot/audienceGroup/shared/list': audiences(
    'getSharedAudienceGroups',
    literal('page'),
    ...query('description', 'status'),
    literal('size'),
    ...query('createRoute'),
    literal('includesOwnedAudienceGroups'),
  ),

  'GET /v2/bot/followers/ids': line('getFollowers', ...query('start'), { in: 'query', name: 'limit', isLiteral: true }),
  'GET /v2/bot/profile/{userId}': line('getProfile', { in: 'path', name: 'userId' }),
  'GET /v2/bot/info': line('getBotInfo'),
  'POST /v2/bot/chat/markAsRead': lineNothing('markMessagesAsReadByToken', body),
  'GET /v2/bot/channel/webhook/endpoint': line('getWebhookEndpoint'),
  'PUT /v2/bot/channel/webhook/endpoint': lineNothing('setWebhookEndpoint', body),
  'POST /v2/bot/channel/webhook/test': line('testWebhookEndpoint', body),
};
