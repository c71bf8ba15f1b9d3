import { type EventIds, type EventRow, eventRow, type WebhookEvent } from './event-row.js';

type Content = (ids: EventIds) => WebhookEvent;

/** A message of a user: what it is, and what such messages alone have. */
export function message(
  kind: string,
  summary: string,
  type: string,
  content: Content,
  of: Partial<EventRow> = {},
): EventRow {
  return eventRow({
    name: `message:${kind}`,
    summary,
    ...of,
    content: (ids) => ({
      message: { type, id: ids.messageId, ...content(ids), markAsReadToken: ids.markAsReadToken },
    }),
  });
}

/** Text, pictures, videos and stickers can be quoted. @see https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/ */
export function quotable(content: Content): Content {
  return (ids) => ({ quoteToken: ids.quoteToken, ...content(ids) });
}
