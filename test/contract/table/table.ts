import { API_DOCUMENTS, OPERATIONS } from '../openapi/operations.js';
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

/** What of one of LINE's files the emulator answers. */
export interface FileCount {
  readonly file: string;
  readonly operations: number;
  /** As an ordinary account is answered: with a success, or with the refusal that is all that such an account gets. */
  readonly answered: number;
  /** Those of them with that refusal alone. */
  readonly refused: number;
}

export function countByFile(): readonly FileCount[] {
  const rows = new Map(AREAS.flatMap(({ operations }) => operations.map((row) => [row.name, row])));
  return API_DOCUMENTS.map((file) => {
    const ofFile = OPERATIONS.filter(({ document }) => document === file);
    const found = ofFile.flatMap(({ name }) => rows.get(name) ?? []);
    const refused = found.filter(({ onlyRefusedFor }) => onlyRefusedFor !== null).length;
    return { file, operations: ofFile.length, answered: found.length, refused };
  });
}
