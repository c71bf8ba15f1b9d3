import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { optional, text } from '../../engine/table.js';
import { guide } from '../../line-pages.js';

/** The token of a message that is quoted. */
export const QUOTE_TOKEN = optional(text(null));

/** Only a push or a reply can quote. @see https://developers.line.biz/en/docs/messaging-api/sending-messages/#send-quote-messages */
export function checkQuoteToken(message: JsonObject, { method, report }: RuleContext): void {
  if (typeof message['quoteToken'] !== 'string' || method === 'push' || method === 'reply') return;
  const problem = { rule: 'quote-token-method', severity: 'error', at: '/quoteToken', limit: 'push, reply' } as const;
  const docs = guide('sending-messages/#send-quote-messages');
  report({
    ...problem,
    message: `a message can be quoted by push or reply only, not by ${method}`,
    actual: method,
    docs,
  });
}
