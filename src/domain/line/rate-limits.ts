const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How many requests LINE takes per channel for one endpoint. An endpoint is a method and a path pattern; `{name}` in the
 * pattern stands for one path segment. The limit is a token bucket: `count` tokens per `periodMs`, refilled evenly.
 */
export interface RateLimit {
  readonly method: string;
  readonly path: string;
  readonly count: number;
  readonly periodMs: number;
}

interface Allowance {
  readonly count: number;
  readonly periodMs: number;
}

const THREE_PER_HOUR: Allowance = { count: 3, periodMs: HOUR_MS };
const SIXTY_PER_HOUR: Allowance = { count: 60, periodMs: HOUR_MS };
const HUNDRED_PER_HOUR: Allowance = { count: 100, periodMs: HOUR_MS };
const SIXTY_PER_MINUTE: Allowance = { count: 60, periodMs: MINUTE_MS };
const THOUSAND_PER_MINUTE: Allowance = { count: 1000, periodMs: MINUTE_MS };
const TEN_PER_SECOND: Allowance = { count: 10, periodMs: SECOND_MS };
const HUNDRED_PER_SECOND: Allowance = { count: 100, periodMs: SECOND_MS };
const TWO_HUNDRED_PER_SECOND: Allowance = { count: 200, periodMs: SECOND_MS };
const SHORT_LIVED_ISSUE: Allowance = { count: 370, periodMs: SECOND_MS };
/** What LINE grants every endpoint that its table does not name. */
const OTHER_ENDPOINTS: Allowance = { count: 2000, periodMs: SECOND_MS };

/**
 * LINE's rate limits per channel and endpoint. Same path with another method is another endpoint; values of parameters
 * make no difference. Endpoints not listed here share the figure of "other endpoints", see `rateLimitOf`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits
 */
export const RATE_LIMITS: readonly RateLimit[] = [
  limit('POST', '/v2/bot/richmenu/batch', THREE_PER_HOUR),

  limit('POST', '/v2/bot/message/narrowcast', SIXTY_PER_HOUR),
  limit('POST', '/v2/bot/message/broadcast', SIXTY_PER_HOUR),
  limit('POST', '/v2/bot/channel/webhook/test', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/message/delivery', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/followers', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/demographic', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/message/event', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/message/event/aggregation', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/richmenu/{richMenuId}/summary', SIXTY_PER_HOUR),
  limit('GET', '/v2/bot/insight/richmenu/{richMenuId}/daily', SIXTY_PER_HOUR),

  limit('POST', '/v2/bot/richmenu', HUNDRED_PER_HOUR),
  limit('DELETE', '/v2/bot/richmenu/{richMenuId}', HUNDRED_PER_HOUR),
  limit('DELETE', '/v2/bot/richmenu/alias/{richMenuAliasId}', HUNDRED_PER_HOUR),
  limit('GET', '/v2/bot/richmenu/progress/batch', HUNDRED_PER_HOUR),

  limit('POST', '/v2/bot/audienceGroup/upload', SIXTY_PER_MINUTE),
  limit('POST', '/v2/bot/audienceGroup/upload/byFile', SIXTY_PER_MINUTE),
  limit('PUT', '/v2/bot/audienceGroup/upload', SIXTY_PER_MINUTE),
  limit('PUT', '/v2/bot/audienceGroup/upload/byFile', SIXTY_PER_MINUTE),
  limit('POST', '/v2/bot/audienceGroup/click', SIXTY_PER_MINUTE),
  limit('POST', '/v2/bot/audienceGroup/imp', SIXTY_PER_MINUTE),
  limit('PUT', '/v2/bot/audienceGroup/{audienceGroupId}/updateDescription', SIXTY_PER_MINUTE),
  limit('DELETE', '/v2/bot/audienceGroup/{audienceGroupId}', SIXTY_PER_MINUTE),
  limit('GET', '/v2/bot/audienceGroup/list', SIXTY_PER_MINUTE),
  limit('GET', '/v2/bot/audienceGroup/{audienceGroupId}', SIXTY_PER_MINUTE),
  limit('GET', '/v2/bot/audienceGroup/shared/list', SIXTY_PER_MINUTE),
  limit('GET', '/v2/bot/audienceGroup/shared/{audienceGroupId}', SIXTY_PER_MINUTE),

  limit('GET', '/v2/bot/channel/webhook/endpoint', THOUSAND_PER_MINUTE),
  limit('PUT', '/v2/bot/channel/webhook/endpoint', THOUSAND_PER_MINUTE),

  limit('GET', '/v2/bot/richmenu/list', TEN_PER_SECOND),
  limit('POST', '/v2/bot/chat/loading/start', HUNDRED_PER_SECOND),

  limit('POST', '/v2/bot/message/multicast', TWO_HUNDRED_PER_SECOND),
  limit('GET', '/v2/bot/membership/list', TWO_HUNDRED_PER_SECOND),
  limit('GET', '/v2/bot/membership/subscription/{userId}', TWO_HUNDRED_PER_SECOND),
  limit('GET', '/v2/bot/membership/{membershipId}/users/ids', TWO_HUNDRED_PER_SECOND),
  limit('GET', '/v2/bot/coupon', TWO_HUNDRED_PER_SECOND),
  limit('POST', '/v2/bot/coupon', TWO_HUNDRED_PER_SECOND),
  limit('GET', '/v2/bot/coupon/{couponId}', TWO_HUNDRED_PER_SECOND),
  limit('PUT', '/v2/bot/coupon/{couponId}/close', TWO_HUNDRED_PER_SECOND),

  limit('POST', '/v2/oauth/accessToken', SHORT_LIVED_ISSUE),

  // Not in LINE's table: listed because a path with a parameter must still count as one endpoint.
  limit('GET', '/v2/bot/profile/{userId}', OTHER_ENDPOINTS),
  limit('POST', '/v2/bot/user/{userId}/linkToken', OTHER_ENDPOINTS),
  limit('POST', '/v2/bot/chat/{chatId}/control/acquire', OTHER_ENDPOINTS),
  limit('POST', '/v2/bot/chat/{chatId}/control/release', OTHER_ENDPOINTS),
];

const LIMITS_BY_PATH: ReadonlyMap<string, RateLimit> = new Map(
  RATE_LIMITS.filter(({ path }) => !path.includes('{')).map((rateLimit) => [
    `${rateLimit.method} ${rateLimit.path}`,
    rateLimit,
  ]),
);

const LIMITS_BY_PATTERN: readonly { readonly pattern: RegExp; readonly rateLimit: RateLimit }[] = RATE_LIMITS.filter(
  ({ path }) => path.includes('{'),
).map((rateLimit) => ({
  pattern: new RegExp(`^${rateLimit.method} ${rateLimit.path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  rateLimit,
}));

/**
 * The rate limit that holds for a request. `path` is without host and query. The answer's `method` and `path` name the
 * endpoint that shares the bucket, so that two user IDs in a path share one.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-scope
 */
export function rateLimitOf(method: string, path: string): RateLimit {
  const endpoint = `${method} ${path}`;
  const exact = LIMITS_BY_PATH.get(endpoint);
  if (exact !== undefined) return exact;
  const byPattern = LIMITS_BY_PATTERN.find(({ pattern }) => pattern.test(endpoint));
  return byPattern?.rateLimit ?? limit(method, path, OTHER_ENDPOINTS);
}

function limit(method: string, path: string, { count, periodMs }: Allowance): RateLimit {
  return { method, path, count, periodMs };
}
