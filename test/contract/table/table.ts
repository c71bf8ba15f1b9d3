import { ACCOUNT } from '../operations/account.js';
import { AUDIENCES } from '../operations/audiences.js';
import { CHAT } from '../operations/chat.js';
import { CONTENT_OF_USERS } from '../operations/content.js';
import { COUPONS } from '../operations/coupons.js';
import { GROUPS } from '../operations/groups.js';
import { INSIGHT } from '../operations/insight.js';
import { PARTNERS } from '../operations/partners.js';
import { RICH_MENUS } from '../operations/rich-menus.js';
import { SENDING } from '../operations/sending.js';
import { STATISTICS } from '../operations/statistics.js';
import { TOKENS } from '../operations/tokens.js';
import type { Area } from './record-area.js';

/** The table of all operations, area by area. */
export const AREAS: readonly Area[] = [
  TOKENS,
  SENDING,
  ACCOUNT,
  STATISTICS,
  INSIGHT,
  AUDIENCES,
  CHAT,
  GROUPS,
  COUPONS,
  PARTNERS,
  RICH_MENUS,
  CONTENT_OF_USERS,
];
