import { type EventRow, eventRow } from './event-row.js';
import { message, quotable } from './message-row.js';
import { STICKER_ROWS } from './stickers.js';

const IN_A_GROUP = { chats: ['group', 'room'] } as const;
const FROM_LINE = { contentProvider: { type: 'line' } };

/** A LIFF app has sent it, and its address with it: LINE has no bytes of it. */
function fromElsewhere(file: string, preview: object = {}) {
  return {
    contentProvider: { type: 'external', originalContentUrl: `https://example.com/${file}`, ...preview },
  };
}

const WITH_PREVIEW = { previewImageUrl: 'https://example.com/preview.jpg' };

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
    quotable(() => ({
      text: 'Hello, world! (love)',
      emojis: [{ index: 14, length: 6, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }],
    })),
  ),
  message(
    'emojiUnlisted',
    'a text with a default emoji of LINE for Android: no list has it',
    'text',
    quotable(() => ({ text: 'Hello, world! (love)' })),
  ),
  message(
    'mention',
    'a text in a group that mentions somebody, the account and everybody',
    'text',
    quotable(({ botUserId, otherUserId }) => ({
      text: '@Ann @bot @All Good morning',
      mention: {
        mentionees: [
          { index: 0, length: 4, type: 'user', userId: otherUserId, isSelf: false },
          { index: 5, length: 4, type: 'user', userId: botUserId, isSelf: true },
          { index: 10, length: 4, type: 'all' },
        ],
      },
    })),
    IN_A_GROUP,
  ),
  message(
    'mentionUnnamed',
    'a text in a group that mentions somebody who does not give their user ID',
    'text',
    quotable(() => ({
      text: '@Ann Good morning',
      mention: { mentionees: [{ index: 0, length: 4, type: 'user', isSelf: false }] },
    })),
    IN_A_GROUP,
  ),
  message(
    'quote',
    'a text that quotes an earlier message',
    'text',
    quotable(({ earlierMessageId }) => ({ text: 'This one, please', quotedMessageId: earlierMessageId })),
  ),
  message(
    'mentionQuote',
    'a text in a group that quotes an earlier message and mentions the account',
    'text',
    quotable(({ botUserId, earlierMessageId }) => ({
      text: '@bot This one, please',
      mention: { mentionees: [{ index: 0, length: 4, type: 'user', userId: botUserId, isSelf: true }] },
      quotedMessageId: earlierMessageId,
    })),
    IN_A_GROUP,
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
    quotable(() => fromElsewhere('original.jpg', WITH_PREVIEW)),
  ),
  message(
    'video',
    'a video of a minute',
    'video',
    quotable(() => ({ duration: 60_000, ...FROM_LINE })),
  ),
  message(
    'externalVideo',
    'a video that a LIFF app has sent, with addresses of its own',
    'video',
    quotable(() => ({ duration: 60_000, ...fromElsewhere('original.mp4', WITH_PREVIEW) })),
  ),
  message('audio', 'a voice message of a minute', 'audio', () => ({ duration: 60_000, ...FROM_LINE })),
  message('externalAudio', 'a sound that a LIFF app has sent, with an address of its own', 'audio', () => ({
    duration: 60_000,
    ...fromElsewhere('original.m4a'),
  })),
  message('file', 'a file', 'file', () => ({ fileName: 'receipt.pdf', fileSize: 2138 })),
  message('location', 'a place', 'location', () => ({
    title: 'Tokyo Station',
    address: '1 Chome-9 Marunouchi, Chiyoda City, Tokyo 100-0005, Japan',
    latitude: 35.681236,
    longitude: 139.767125,
  })),
  ...STICKER_ROWS,
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
