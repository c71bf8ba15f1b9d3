import type { Route } from '../http/route.js';
import { BATCH_ROUTES } from './batch/batch-endpoints.js';
import { MENU_INSIGHT_ROUTES } from './insight/menu-insight-endpoints.js';
import { LINK_ROUTES } from './links/link-endpoints.js';
import { MENU_ORDER_ROUTES } from './menu-orders.js';
import { ALIAS_ROUTES } from './menus/alias-endpoints.js';
import { MENU_ROUTES } from './menus/menu-endpoints.js';

/** Everything about rich menus. Aliases stand before menus: one may be called `content`. */
export const RICH_MENU_ROUTES: readonly Route[] = [
  ...ALIAS_ROUTES,
  ...BATCH_ROUTES,
  ...MENU_ROUTES,
  ...LINK_ROUTES,
  ...MENU_INSIGHT_ROUTES,
  ...MENU_ORDER_ROUTES,
];
