import {
  aggregationInfo,
  aggregationList,
  consumption,
  deliveryCount,
  insightDelivery,
  insightFollowers,
  quota,
} from '../accounting/statistics-endpoints.js';
import { botInfo, followerIds, profile } from '../bot/bot-endpoints.js';
import {
  addUsers,
  type ControlHandler,
  downloadState,
  moveClock,
  orderNarrowcast,
  plantToken,
  postEvents,
  reset,
  setFaults,
  setWebhook,
  showClock,
  showDeliveries,
  showEmulator,
  showFaults,
  showRequests,
  showTokens,
  showViolations,
  stop,
  uploadState,
} from '../control/control-endpoints.js';
import { narrowcast, narrowcastProgress } from '../narrowcast/narrowcast-endpoints.js';
import { validate } from '../sending/send.js';
import { broadcast, multicast, push, reply } from '../sending/send-endpoints.js';
import type { EmulatorState } from '../state/state.js';
import {
  issueShortLived,
  issueStateless,
  issueV21,
  listKeyIds,
  revokeOpaque,
  revokeV21,
  verifyOpaque,
  verifyV21,
} from '../tokens/token-endpoints.js';
import { getWebhookEndpoint, putWebhookEndpoint, testWebhookEndpoint } from '../webhook/webhook-endpoints.js';
import type { Answer } from './answer.js';
import type { LineRequest } from './line-request.js';

type LineHandler = (state: EmulatorState, request: LineRequest) => Answer | Promise<Answer>;

interface RoutePath {
  /** Short name, for faults and counts. */
  readonly name: string;
  readonly method: string;
  /** `{name}` stands for one segment. */
  readonly path: string;
}

/**
 * One endpoint. `bearer` needs a channel access token, `open` proves itself by its parameters, `retryable` is a `bearer`
 * that takes a retry key, `control` is the emulator's own and knows neither limits nor faults.
 */
export type Route =
  | (RoutePath & { readonly access: 'bearer' | 'open' | 'retryable'; readonly handle: LineHandler })
  | (RoutePath & { readonly access: 'control'; readonly handle: ControlHandler });

/** A route and the values of its path parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const BOT = '/v2/bot';
const MESSAGE = `${BOT}/message`;

const ROUTES: readonly Route[] = [
  open('issue-v2.1', 'POST', '/oauth2/v2.1/token', issueV21),
  open('verify-v2.1', 'GET', '/oauth2/v2.1/verify', verifyV21),
  open('key-ids', 'GET', '/oauth2/v2.1/tokens/kid', listKeyIds),
  open('revoke-v2.1', 'POST', '/oauth2/v2.1/revoke', revokeV21),
  open('issue-stateless', 'POST', '/oauth2/v3/token', issueStateless),
  open('issue-short-lived', 'POST', '/v2/oauth/accessToken', issueShortLived),
  open('verify', 'POST', '/v2/oauth/verify', verifyOpaque),
  open('revoke', 'POST', '/v2/oauth/revoke', revokeOpaque),

  retryable('push', `${MESSAGE}/push`, push),
  retryable('multicast', `${MESSAGE}/multicast`, multicast),
  retryable('broadcast', `${MESSAGE}/broadcast`, broadcast),
  retryable('narrowcast', `${MESSAGE}/narrowcast`, narrowcast),
  bearer('reply', 'POST', `${MESSAGE}/reply`, reply),
  bearer('narrowcast-progress', 'GET', `${MESSAGE}/progress/narrowcast`, narrowcastProgress),
  ...(['reply', 'push', 'multicast', 'narrowcast', 'broadcast'] as const).map((method) =>
    bearer(`validate-${method}`, 'POST', `${MESSAGE}/validate/${method}`, (state, request) =>
      validate(state, request, method),
    ),
  ),

  bearer('quota', 'GET', `${MESSAGE}/quota`, quota),
  bearer('consumption', 'GET', `${MESSAGE}/quota/consumption`, consumption),
  ...(['reply', 'push', 'multicast', 'broadcast'] as const).map((method) =>
    bearer(`delivery-${method}`, 'GET', `${MESSAGE}/delivery/${method}`, deliveryCount(method)),
  ),
  bearer('aggregation-info', 'GET', `${MESSAGE}/aggregation/info`, aggregationInfo),
  bearer('aggregation-list', 'GET', `${MESSAGE}/aggregation/list`, aggregationList),
  bearer('insight-followers', 'GET', `${BOT}/insight/followers`, insightFollowers),
  bearer('insight-delivery', 'GET', `${BOT}/insight/message/delivery`, insightDelivery),

  bearer('follower-ids', 'GET', `${BOT}/followers/ids`, followerIds),
  bearer('profile', 'GET', `${BOT}/profile/{userId}`, profile),
  bearer('bot-info', 'GET', `${BOT}/info`, botInfo),
  bearer('webhook-get', 'GET', `${BOT}/channel/webhook/endpoint`, getWebhookEndpoint),
  bearer('webhook-set', 'PUT', `${BOT}/channel/webhook/endpoint`, putWebhookEndpoint),
  bearer('webhook-test', 'POST', `${BOT}/channel/webhook/test`, testWebhookEndpoint),

  control('GET', '', showEmulator),
  control('POST', 'stop', stop),
  control('GET', 'deliveries', showDeliveries),
  control('GET', 'requests', showRequests),
  control('GET', 'tokens', showTokens),
  control('POST', 'tokens', plantToken),
  control('GET', 'violations', showViolations),
  control('GET', 'clock', showClock),
  control('POST', 'clock', moveClock),
  control('POST', 'users', addUsers),
  control('GET', 'faults', showFaults),
  control('POST', 'faults', setFaults),
  control('POST', 'webhook', setWebhook),
  control('POST', 'events', postEvents),
  control('POST', 'narrowcasts', orderNarrowcast),
  control('GET', 'state', downloadState),
  control('PUT', 'state', uploadState),
  control('POST', 'reset', reset),
];

/** Names and paths of LINE's endpoints, as faults may name them. */
export const ENDPOINT_NAMES: ReadonlySet<string> = new Set(
  ROUTES.filter(({ access }) => access !== 'control').flatMap(({ name, path }) => [name, path]),
);

const FIXED_ROUTES: ReadonlyMap<string, RouteMatch> = new Map(
  ROUTES.filter(({ path }) => !path.includes('{')).map((route) => [
    `${route.method} ${route.path}`,
    { route, params: {} },
  ]),
);
const PATTERN_ROUTES = ROUTES.filter(({ path }) => path.includes('{')).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** The endpoint for a method and a path without query, matched exactly as LINE does; null where there is none. */
export function findRoute(method: string, path: string): RouteMatch | null {
  const fixed = FIXED_ROUTES.get(`${method} ${path}`);
  if (fixed !== undefined) return fixed;
  for (const { route, pattern } of PATTERN_ROUTES) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match !== null) return { route, params: { ...match.groups } };
  }
  return null;
}

function open(name: string, method: string, path: string, handle: LineHandler): Route {
  return { name, method, path, access: 'open', handle };
}

function bearer(name: string, method: string, path: string, handle: LineHandler): Route {
  return { name, method, path, access: 'bearer', handle };
}

function retryable(name: string, path: string, handle: LineHandler): Route {
  return { name, method: 'POST', path, access: 'retryable', handle };
}

function control(method: string, name: string, handle: ControlHandler): Route {
  return { name, method, path: `/_emulator/${name}`, access: 'control', handle };
}
