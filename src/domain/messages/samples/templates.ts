import type { SampleRecord } from './record.js';

export const TEMPLATE_SAMPLES: readonly SampleRecord[] = [
  {
    name: 'buttons',
    summary: 'template: image, text, up to four buttons',
    anchor: 'buttons',
    message: {
      type: 'template',
      altText: 'Your table for two is ready to be booked',
      template: {
        type: 'buttons',
        thumbnailImageUrl: 'https://example.com/images/table.jpg',
        imageAspectRatio: 'rectangle',
        imageSize: 'cover',
        imageBackgroundColor: '#FFFFFF',
        title: 'A table for two',
        text: 'Friday, 7 pm, by the window',
        defaultAction: { type: 'uri', label: 'See the table', uri: 'https://example.com/tables/7' },
        actions: [
          { type: 'postback', label: 'Book it', data: 'action=book&table=7', displayText: 'Book it, please' },
          {
            type: 'datetimepicker',
            label: 'Another time',
            data: 'action=move&table=7',
            mode: 'datetime',
            initial: '2027-04-02T19:00',
          },
          { type: 'uri', label: 'Call us', uri: 'tel:0312345678' },
        ],
      },
    },
  },
  {
    name: 'confirm',
    summary: 'template: a question with two answers',
    anchor: 'confirm',
    message: {
      type: 'template',
      altText: 'Are you coming on Friday?',
      template: {
        type: 'confirm',
        text: 'Are you coming on Friday at 7 pm?',
        actions: [
          { type: 'message', label: 'Yes', text: 'Yes, I am' },
          { type: 'message', label: 'No', text: 'No, I am not' },
        ],
      },
    },
  },
  {
    name: 'carousel',
    summary: 'template: up to ten columns with buttons',
    anchor: 'carousel',
    message: {
      type: 'template',
      altText: 'Two new cakes this week',
      template: {
        type: 'carousel',
        imageAspectRatio: 'rectangle',
        imageSize: 'cover',
        columns: [
          {
            thumbnailImageUrl: 'https://example.com/images/lemon.jpg',
            imageBackgroundColor: '#FFFFFF',
            title: 'Lemon cake',
            text: 'Fresh every morning',
            defaultAction: { type: 'uri', label: 'See the cake', uri: 'https://example.com/cakes/lemon' },
            actions: [
              {
                type: 'postback',
                label: 'Order',
                data: 'action=order&cake=lemon',
                displayText: 'A lemon cake, please',
              },
              { type: 'uri', label: 'Ingredients', uri: 'https://example.com/cakes/lemon#ingredients' },
            ],
          },
          {
            thumbnailImageUrl: 'https://example.com/images/matcha.jpg',
            imageBackgroundColor: '#FFFFFF',
            title: 'Matcha cake',
            text: 'With tea from Uji',
            defaultAction: { type: 'uri', label: 'See the cake', uri: 'https://example.com/cakes/matcha' },
            actions: [
              {
                type: 'postback',
                label: 'Order',
                data: 'action=order&cake=matcha',
                displayText: 'A matcha cake, please',
              },
              { type: 'uri', label: 'Ingredients', uri: 'https://example.com/cakes/matcha#ingredients' },
            ],
          },
        ],
      },
    },
  },
  {
    name: 'image_carousel',
    summary: 'template: up to ten images to tap',
    anchor: 'image-carousel',
    message: {
      type: 'template',
      altText: 'This spring: shirts and shoes',
      template: {
        type: 'image_carousel',
        columns: [
          {
            imageUrl: 'https://example.com/images/shirts.jpg',
            action: { type: 'uri', label: 'Shirts', uri: 'https://example.com/shirts' },
          },
          {
            imageUrl: 'https://example.com/images/shoes.jpg',
            action: { type: 'uri', label: 'Shoes', uri: 'https://example.com/shoes' },
          },
        ],
      },
    },
  },
];
