import type { SampleRecord } from './record.js';

export const TEXT_SAMPLES: readonly SampleRecord[] = [
  {
    name: 'text',
    summary: 'text, with quick replies below it',
    anchor: 'text-message',
    message: {
      type: 'text',
      text: 'Our shop in Ginza is open until 9 pm today.\nShall we keep something for you?',
      quickReply: {
        items: [
          { type: 'action', action: { type: 'message', label: 'Yes, please', text: 'Please keep it for me' } },
          {
            type: 'action',
            action: { type: 'uri', label: 'Opening hours', uri: 'https://example.com/shops/ginza' },
          },
        ],
      },
    },
  },
  {
    name: 'textV2',
    summary: 'text with emoji and mentions in it',
    anchor: 'text-message-v2',
    message: {
      type: 'textV2',
      text: 'Thank you for your order {smile} We write again when it is on its way.',
      substitution: {
        smile: { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' },
      },
    },
  },
  {
    name: 'sticker',
    summary: 'a sticker of those that bots may send',
    anchor: 'sticker-message',
    message: { type: 'sticker', packageId: '446', stickerId: '1988' },
  },
];
