import { type RateLimit, rateLimitOf } from './rate-limits.js';

/** One endpoint of the LINE Platform, as far as calling it needs to know. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Exact: LINE answers 404 for a slash too many. A name in braces is filled in by the call. */
  readonly path: string;
  /** `api-data` takes and gives files. @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
  readonly host: 'api' | 'api-data';
  /** What a request proves itself with; `none` where the token it is about is all that it carries. */
  readonly proof: 'channel access token' | 'client credentials' | 'assertion' | 'credentials or assertion' | 'none';
  /** Whether it sends messages, and takes a retry key. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
  readonly takesRetryKey: boolean;
  /** Whether the transport may make the request again, whatever became of it: it changes nothing, and costs nothing. */
  readonly isRepeatable: boolean;
  readonly documentation: string;
}

/** Reads, changes nothing. */
const READS = { host: 'api', proof: 'channel access token', takesRetryKey: false, isRepeatable: true } as const;
/** Changes something at LINE. */
const CHANGES = { ...READS, isRepeatable: false } as const;
/** Reaches people: repeating it is a decision, see `domain/broadcast/sending/batch/decide.ts`. */
const SENDS = { ...CHANGES, method: 'POST', takesRetryKey: true } as const;
const VALIDATES = { ...READS, method: 'POST' } as const;

/** Every endpoint that this program calls, by the name that `LineApi` calls it. */
export const ENDPOINTS = {
  issueV21Token: {
    ...CHANGES,
    method: 'POST',
    path: '/oauth2/v2.1/token',
    proof: 'assertion',
    documentation: reference('issue-channel-access-token-v2-1'),
  },
  /** There is no limit to stateless tokens: one whose answer was lost costs nothing. */
  issueStatelessToken: {
    ...READS,
    method: 'POST',
    path: '/oauth2/v3/token',
    proof: 'credentials or assertion',
    documentation: reference('issue-stateless-channel-access-token'),
  },
  issueShortLivedToken: {
    ...CHANGES,
    method: 'POST',
    path: '/v2/oauth/accessToken',
    proof: 'client credentials',
    documentation: reference('issue-shortlived-channel-access-token'),
  },
  listV21KeyIds: {
    ...READS,
    method: 'GET',
    path: '/oauth2/v2.1/tokens/kid',
    proof: 'assertion',
    documentation: reference('get-all-valid-channel-access-token-key-ids-v2-1'),
  },
  verifyV21Token: {
    ...READS,
    method: 'GET',
    path: '/oauth2/v2.1/verify',
    proof: 'none',
    documentation: reference('verify-channel-access-token-v2-1'),
  },
  verifyToken: {
    ...READS,
    method: 'POST',
    path: '/v2/oauth/verify',
    proof: 'none',
    documentation: reference('verify-channel-access-token'),
  },
  revokeV21Token: {
    ...CHANGES,
    method: 'POST',
    path: '/oauth2/v2.1/revoke',
    proof: 'client credentials',
    documentation: reference('revoke-channel-access-token-v2-1'),
  },
  revokeToken: {
    ...CHANGES,
    method: 'POST',
    path: '/v2/oauth/revoke',
    proof: 'none',
    documentation: reference('revoke-longlived-or-shortlived-channel-access-token'),
  },

  botInfo: { ...READS, method: 'GET', path: '/v2/bot/info', documentation: reference('get-bot-info') },
  quota: { ...READS, method: 'GET', path: '/v2/bot/message/quota', documentation: reference('get-quota') },
  consumption: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/message/quota/consumption',
    documentation: reference('get-consumption'),
  },
  followerIds: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/followers/ids',
    documentation: reference('get-follower-ids'),
  },
  profile: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/profile/{userId}',
    documentation: reference('get-profile'),
  },
  targetReach: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/insight/followers',
    documentation: reference('get-number-of-followers'),
  },
  aggregationUnitCount: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/message/aggregation/info',
    documentation: reference('get-number-of-units-used-this-month'),
  },
  aggregationUnits: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/message/aggregation/list',
    documentation: reference('get-name-list-of-units-used-this-month'),
  },

  /** 60 an hour. */
  messageEvent: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/insight/message/event',
    documentation: reference('get-message-event'),
  },
  /** 60 an hour. */
  unitStatistics: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/insight/message/event/aggregation',
    documentation: reference('get-statistics-per-unit'),
  },

  audience: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/audienceGroup/{audienceGroupId}',
    documentation: reference('get-audience-group'),
  },
  sharedAudience: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/audienceGroup/shared/{audienceGroupId}',
    documentation: reference('get-shared-audience'),
  },
  audiences: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/audienceGroup/list',
    documentation: reference('get-audience-groups'),
  },
  sharedAudiences: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/audienceGroup/shared/list',
    documentation: reference('get-shared-audience-list'),
  },
  createAudience: {
    ...CHANGES,
    method: 'POST',
    path: '/v2/bot/audienceGroup/upload',
    documentation: reference('create-upload-audience-group'),
  },
  createAudienceByFile: {
    ...CHANGES,
    host: 'api-data',
    method: 'POST',
    path: '/v2/bot/audienceGroup/upload/byFile',
    documentation: reference('create-upload-audience-group-by-file'),
  },
  addToAudience: {
    ...CHANGES,
    host: 'api-data',
    method: 'PUT',
    path: '/v2/bot/audienceGroup/upload/byFile',
    documentation: reference('update-upload-audience-group-by-file'),
  },
  deleteAudience: {
    ...CHANGES,
    method: 'DELETE',
    path: '/v2/bot/audienceGroup/{audienceGroupId}',
    documentation: reference('delete-audience-group'),
  },

  multicast: { ...SENDS, path: '/v2/bot/message/multicast', documentation: reference('send-multicast-message') },
  push: { ...SENDS, path: '/v2/bot/message/push', documentation: reference('send-push-message') },
  narrowcast: { ...SENDS, path: '/v2/bot/message/narrowcast', documentation: reference('send-narrowcast-message') },
  broadcast: { ...SENDS, path: '/v2/bot/message/broadcast', documentation: reference('send-broadcast-message') },
  narrowcastProgress: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/message/progress/narrowcast',
    documentation: reference('get-narrowcast-progress-status'),
  },

  webhookEndpoint: {
    ...READS,
    method: 'GET',
    path: '/v2/bot/channel/webhook/endpoint',
    documentation: reference('get-webhook-endpoint-information'),
  },
  setWebhookEndpoint: {
    ...CHANGES,
    method: 'PUT',
    path: '/v2/bot/channel/webhook/endpoint',
    documentation: reference('set-webhook-endpoint-url'),
  },
  /** Changes nothing, but has LINE call the bot server, and 60 an hour are all there are. */
  testWebhook: {
    ...CHANGES,
    method: 'POST',
    path: '/v2/bot/channel/webhook/test',
    documentation: reference('test-webhook-endpoint'),
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** What is called of LINE Login. Its limits are not published. @see https://developers.line.biz/en/reference/line-login/#rate-limits */
export const LOGIN_ENDPOINTS = {
  verifyIdToken: {
    ...READS,
    method: 'POST',
    path: '/oauth2/v2.1/verify',
    proof: 'none',
    documentation: 'https://developers.line.biz/en/reference/line-login/#verify-id-token',
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** What `LineApi.validate` calls, by the method that the messages are for. */
export const VALIDATE_ENDPOINTS = {
  reply: {
    ...VALIDATES,
    path: '/v2/bot/message/validate/reply',
    documentation: reference('validate-message-objects-of-reply-message'),
  },
  push: {
    ...VALIDATES,
    path: '/v2/bot/message/validate/push',
    documentation: reference('validate-message-objects-of-push-message'),
  },
  multicast: {
    ...VALIDATES,
    path: '/v2/bot/message/validate/multicast',
    documentation: reference('validate-message-objects-of-multicast-message'),
  },
  narrowcast: {
    ...VALIDATES,
    path: '/v2/bot/message/validate/narrowcast',
    documentation: reference('validate-message-objects-of-narrowcast-message'),
  },
  broadcast: {
    ...VALIDATES,
    path: '/v2/bot/message/validate/broadcast',
    documentation: reference('validate-message-objects-of-broadcast-message'),
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

type Endpoints = typeof ENDPOINTS;

/** The methods of `LineApi` that are made with a channel access token and send nothing. */
export type CalledWithToken = {
  [Name in keyof Endpoints]: Endpoints[Name] extends { proof: 'channel access token'; takesRetryKey: false }
    ? Name
    : never;
}[keyof Endpoints];

/** The limit of requests that holds for an endpoint. */
export function rateOf({ method, path }: Endpoint): RateLimit {
  return rateLimitOf(method, path);
}

function reference(section: string): string {
  return `https://developers.line.biz/en/reference/messaging-api/#${section}`;
}
