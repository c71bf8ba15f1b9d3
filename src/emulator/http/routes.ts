import { STATISTICS_ROUTES } from '../accounting/statistics-endpoints.js';
import { AUDIENCE_ROUTES } from '../audience/audience-endpoints.js';
import { AUDIENCE_ORDER_ROUTES } from '../audience/audience-orders.js';
import { BOT_ROUTES } from '../bot/bot-endpoints.js';
import { PEOPLE_ROUTES } from '../bot/people-orders.js';
import { LINK_ROUTES } from '../chat/link-endpoints.js';
import { LOADING_ROUTES } from '../chat/loading-endpoints.js';
import { CHAT_ROUTES } from '../chat/mark-as-read.js';
import { CONTENT_ROUTES } from '../content/content-endpoints.js';
import { CONTROL_ROUTES } from '../control/control-endpoints.js';
import { ORDER_ROUTES } from '../control/order-endpoints.js';
import { WITNESS_ROUTES } from '../control/witness-endpoints.js';
import { COUPON_ROUTES } from '../coupons/coupon-endpoints.js';
import { DEMOGRAPHIC_ROUTES } from '../demographics/demographic-endpoints.js';
import { GROUP_ROUTES } from '../groups/group-endpoints.js';
import { GROUP_ORDER_ROUTES } from '../groups/group-orders.js';
import { INSIGHT_ROUTES } from '../insight/insight-endpoints.js';
import { LOGIN_ROUTES } from '../login/id-tokens.js';
import { NARROWCAST_ROUTES } from '../narrowcast/narrowcast-endpoints.js';
import { PAGE_ROUTES } from '../page/page-endpoints.js';
import { PARTNER_ROUTES } from '../partner/partner-endpoints.js';
import { RICH_MENU_ROUTES } from '../richmenu/richmenu-routes.js';
import { SEND_ROUTES } from '../sending/send-endpoints.js';
import { TOKEN_ROUTES } from '../tokens/token-endpoints.js';
import { WEBHOOK_ROUTES } from '../webhook/webhook-endpoints.js';
import type { Route } from './route.js';

/** A route and the values of its path parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Every area's endpoints; each area lists its own beside their handlers. */
export const ROUTES: readonly Route[] = [
  ...TOKEN_ROUTES,
  ...LOGIN_ROUTES,
  ...SEND_ROUTES,
  ...NARROWCAST_ROUTES,
  ...AUDIENCE_ROUTES,
  ...AUDIENCE_ORDER_ROUTES,
  ...STATISTICS_ROUTES,
  ...INSIGHT_ROUTES,
  ...DEMOGRAPHIC_ROUTES,
  ...BOT_ROUTES,
  ...GROUP_ROUTES,
  ...CHAT_ROUTES,
  ...LOADING_ROUTES,
  ...LINK_ROUTES,
  ...COUPON_ROUTES,
  ...PARTNER_ROUTES,
  ...RICH_MENU_ROUTES,
  ...CONTENT_ROUTES,
  ...WEBHOOK_ROUTES,
  ...CONTROL_ROUTES,
  ...WITNESS_ROUTES,
  ...PAGE_ROUTES,
  ...ORDER_ROUTES,
  ...PEOPLE_ROUTES,
  ...GROUP_ORDER_ROUTES,
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

/** The methods that a path takes; none where it is not served. */
export function methodsOf(path: string): readonly string[] {
  const fixed = ROUTES.filter((route) => route.path === path);
  const found =
    0 < fixed.length ? fixed : PATTERN_ROUTES.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route);
  return [...new Set(found.map(({ method }) => method))];
}

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
