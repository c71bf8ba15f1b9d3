import { type EventIds, type EventRow, eventRow, type WebhookEvent } from './event-row.js';

type Content = (ids: EventIds) => WebhookEvent;

/** A message of a user: what it is, and what such messages alone have. */
function message(kind: string, summary: string, type: string, content: Content, of: Partial<EventRow> = {}): EventRow {
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
function quotable(content: Content): Content {
  return (ids) => ({ quoteToken: ids.quoteToken, ...content(ids) });
}

const FROM_LINE = { contentProvider: { type: 'line' } };

/**
 * Messages, and what becomes of them.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#message-event
 */
export const MESSAGE_ROWS: readonly EventRow[] = [
  message(
    'text',
    'a text',
    'text',
    quotable(() => ({ text: 'Hello' })),
  ),
  message(
    'emoji',
    'a text with a LINE emoji in it',
    'text',
    // The default emoji of LINE for Android may be missing from this list.
    quotable(() => ({
      text: 'Hello, world! (love)',
      emojis: [{ index: 14, length: 6, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }],
    })),
  ),
  message(
    'mention',
    'a text in a group that mentions the account and everybody',
    'text',
    quotable(({ botUserId }) => ({
      text: '@bot @All Good morning',
      mention: {
        mentionees: [
          { index: 0, length: 4, type: 'user', userId: botUserId, isSelf: true },
          { index: 5, length: 4, type: 'all' },
        ],
      },
    })),
    { chats: ['group', 'room'] },
  ),
  message(
    'quote',
    'a text that quotes an earlier message',
    'text',
    quotable(({ earlierMessageId }) => ({ text: 'This one, please', quotedMessageId: earlierMessageId })),
  ),
  message(
    'image',
    'a picture, to be had from LINE',
    'image',
    quotable(() => FROM_LINE),
  ),
  message(
    'imageSet',
    'the first of two pictures that were sent together',
    'image',
    quotable(({ messageId }) => ({ ...FROM_LINE, imageSet: { id: `sample-set-${messageId}`, index: 1, total: 2 } })),
  ),
  message(
    'externalImage',
    'a picture that a LIFF app has sent, with addresses of its own',
    'image',
    quotable(() => ({
      contentProvider: {
        type: 'external',
        originalContentUrl: 'https://example.com/original.jpg',
        previewImageUrl: 'https://example.com/preview.jpg',
      },
    })),
  ),
  message(
    'video',
    'a video of a minute',
    'video',
    quotable(() => ({ duration: 60_000, ...FROM_LINE })),
  ),
  message('audio', 'a voice message of a minute', 'audio', () => ({ duration: 60_000, ...FROM_LINE })),
  message('file', 'a file', 'file', () => ({ fileName: 'receipt.pdf', fileSize: 2138 })),
  message('location', 'a place', 'location', () => ({
    title: 'Tokyo Station',
    address: '1 Chome-9 Marunouchi, Chiyoda City, Tokyo 100-0005, Japan',
    latitude: 35.681236,
    longitude: 139.767125,
  })),
  message(
    'sticker',
    'a sticker',
    'sticker',
    // A received sticker may be of any package, those that no account can send among them.
    quotable(() => ({
      packageId: '446',
      stickerId: '1988',
      stickerResourceType: 'ANIMATION',
      keywords: ['Hello', 'hi', 'waving'],
    })),
  ),
  eventRow({
    name: 'messageEdited',
    summary: 'a text in a group was changed; the newest timestamp holds',
    // In group chats alone, and newer than most servers. @see https://developers.line.biz/en/reference/messaging-api/#edit-event
    chats: ['group'],
    content: ({ earlierMessageId, quoteToken, markAsReadToken }) => ({
      message: { type: 'text', id: earlierMessageId, quoteToken, text: 'Hello, everybody', markAsReadToken },
    }),
  }),
  eventRow({
    name: 'unsend',
    summary: 'a message was taken back: it must not be shown or kept any longer',
    isReplyable: false,
    content: ({ earlierMessageId }) => ({ unsend: { messageId: earlierMessageId } }),
  }),
];
