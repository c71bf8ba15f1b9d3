import type { JsonObject } from '../engine/shapes.js';
import type { SampleRecord } from './record.js';

export const FLEX_SAMPLES: readonly SampleRecord[] = [
  {
    name: 'flex',
    summary: 'Flex Message: one bubble',
    anchor: 'bubble',
    message: {
      type: 'flex',
      altText: 'Brown Cafe: open until 8 pm',
      contents: {
        type: 'bubble',
        size: 'mega',
        hero: {
          type: 'image',
          url: 'https://example.com/images/cafe.jpg',
          size: 'full',
          aspectRatio: '20:13',
          aspectMode: 'cover',
          action: { type: 'uri', label: 'See the cafe', uri: 'https://example.com/cafe' },
        },
        body: {
          type: 'box',
          layout: 'vertical',
          spacing: 'md',
          contents: [
            { type: 'text', text: 'Brown Cafe', weight: 'bold', size: 'xl', wrap: true },
            {
              type: 'box',
              layout: 'baseline',
              spacing: 'sm',
              contents: [
                { type: 'text', text: 'Open', color: '#888888', size: 'sm', flex: 1 },
                { type: 'text', text: '10 am to 8 pm', color: '#333333', size: 'sm', flex: 4, wrap: true },
              ],
            },
          ],
        },
        footer: {
          type: 'box',
          layout: 'vertical',
          spacing: 'sm',
          contents: [
            {
              type: 'button',
              style: 'primary',
              height: 'sm',
              action: { type: 'uri', label: 'Book a table', uri: 'https://example.com/cafe/book' },
            },
            {
              type: 'button',
              style: 'link',
              height: 'sm',
              action: { type: 'message', label: 'See the menu', text: 'Show me the menu' },
            },
          ],
        },
      },
    },
  },
  {
    name: 'flex-carousel',
    summary: 'Flex Message: up to twelve bubbles',
    anchor: 'f-carousel',
    message: {
      type: 'flex',
      altText: 'Two new cakes this week: lemon and matcha',
      contents: {
        type: 'carousel',
        contents: [
          cake('Lemon cake', '¥1,800', 'https://example.com/images/lemon.jpg', 'https://example.com/cakes/lemon'),
          cake('Matcha cake', '¥2,200', 'https://example.com/images/matcha.jpg', 'https://example.com/cakes/matcha'),
        ],
      },
    },
  },
];

function cake(name: string, price: string, image: string, page: string): JsonObject {
  return {
    type: 'bubble',
    size: 'kilo',
    hero: { type: 'image', url: image, size: 'full', aspectRatio: '4:3', aspectMode: 'cover' },
    body: {
      type: 'box',
      layout: 'vertical',
      spacing: 'sm',
      contents: [
        { type: 'text', text: name, weight: 'bold', size: 'lg', wrap: true },
        { type: 'separator' },
        { type: 'text', text: price, align: 'end', color: '#1A7F37' },
      ],
    },
    footer: {
      type: 'box',
      layout: 'vertical',
      contents: [{ type: 'button', style: 'primary', action: { type: 'uri', label: 'Order', uri: page } }],
    },
  };
}
