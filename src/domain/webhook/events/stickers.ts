import type { EventIds, EventRow, WebhookEvent } from './event-row.js';
import { message, quotable } from './message-row.js';

/** The kinds beside the usual one. @see https://developers.line.biz/en/reference/messaging-api/#wh-sticker */
const OTHER_KINDS = [
  ['stickerStatic', 'STATIC', 'a sticker that does not move; so is every one of the Sticker Arranging feature'],
  ['stickerSound', 'SOUND', 'a sticker with a sound'],
  ['stickerAnimationSound', 'ANIMATION_SOUND', 'a sticker that moves, with a sound'],
  ['stickerPopup', 'POPUP', 'a sticker over the whole screen'],
  ['stickerPopupSound', 'POPUP_SOUND', 'a sticker over the whole screen, with a sound'],
  ['stickerCustom', 'CUSTOM', "a sticker with a text of the user's, which nobody is told"],
  ['stickerNameText', 'NAME_TEXT', 'a sticker with a name in it, no longer sold'],
  ['stickerPerStickerText', 'PER_STICKER_TEXT', 'a sticker with a text of its own, no longer sold'],
] as const;

/** A received sticker may be of any package, those that no account can send among them. */
function sticker(
  kind: string,
  summary: string,
  stickerResourceType: string,
  more: (ids: EventIds) => WebhookEvent = () => ({}),
): EventRow {
  const what = { packageId: '446', stickerId: '1988', stickerResourceType, keywords: ['Hello', 'hi', 'waving'] };
  return message(
    kind,
    summary,
    'sticker',
    quotable((ids) => ({ ...what, ...more(ids) })),
  );
}

/** Stickers of every kind. */
export const STICKER_ROWS: readonly EventRow[] = [
  sticker('sticker', 'a sticker that moves', 'ANIMATION'),
  sticker('stickerQuote', 'a sticker that quotes an earlier message', 'STATIC', ({ earlierMessageId }) => ({
    quotedMessageId: earlierMessageId,
  })),
  sticker('stickerMessage', 'a sticker with a text that the user wrote on it', 'MESSAGE', () => ({
    text: 'See you\nthis weekend!',
  })),
  ...OTHER_KINDS.map(([kind, type, summary]) => sticker(kind, summary, type)),
];
