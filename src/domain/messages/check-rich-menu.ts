import { inDocumentOrder } from './engine/document-order.js';
import type { Finding } from './engine/finding.js';
import { startOf } from './engine/location.js';
import { walkValue } from './engine/walk.js';
import { RICH_MENU } from './rules/rich-menu/rich-menu.js';

/**
 * Checks a rich menu object as it is created. Answers with everything that is wrong, in document order; pointers start at
 * the object.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rich-menu-object
 */
export function checkRichMenu(menu: unknown): Finding[] {
  const findings: Finding[] = [];
  // No rule of a rich menu depends on how messages are sent.
  const context = { method: 'push', destination: 'unknown', maxBytes: Number.POSITIVE_INFINITY, findings } as const;
  walkValue(menu, { kind: 'object', table: RICH_MENU }, startOf('', RICH_MENU, context));
  return inDocumentOrder(findings, menu, '');
}
