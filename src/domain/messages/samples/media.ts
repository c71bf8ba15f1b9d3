import type { SampleRecord } from './record.js';

export const MEDIA_SAMPLES: readonly SampleRecord[] = [
  {
    name: 'image',
    summary: 'an image, and a small one for the chat',
    anchor: 'image-message',
    message: {
      type: 'image',
      originalContentUrl: 'https://example.com/images/spring.jpg',
      previewImageUrl: 'https://example.com/images/spring-small.jpg',
    },
  },
  {
    name: 'video',
    summary: 'a video, and an image for the chat',
    anchor: 'video-message',
    message: {
      type: 'video',
      originalContentUrl: 'https://example.com/videos/tour.mp4',
      previewImageUrl: 'https://example.com/videos/tour.jpg',
    },
  },
  {
    name: 'audio',
    summary: 'a sound to play',
    anchor: 'audio-message',
    message: { type: 'audio', originalContentUrl: 'https://example.com/sounds/greeting.m4a', duration: 12_000 },
  },
  {
    name: 'location',
    summary: 'a place on the map',
    anchor: 'location-message',
    message: {
      type: 'location',
      title: 'Our shop in Ginza',
      address: '4-1-1 Ginza, Chuo City, Tokyo',
      latitude: 35.671236,
      longitude: 139.765027,
    },
  },
  {
    name: 'coupon',
    summary: 'a coupon made with the Messaging API',
    anchor: 'coupon-message',
    message: { type: 'coupon', couponId: '01KQ6Y3X7B4Z8H2M5N9P1R0TSV', deliveryTag: 'spring_sale' },
  },
  {
    name: 'imagemap',
    summary: 'an image with areas to tap',
    anchor: 'imagemap-message',
    message: {
      type: 'imagemap',
      baseUrl: 'https://example.com/imagemaps/spring',
      altText: 'Spring sale: shirts on the left, shoes on the right',
      baseSize: { width: 1040, height: 700 },
      actions: [
        {
          type: 'uri',
          label: 'Shirts',
          linkUri: 'https://example.com/shirts',
          area: { x: 0, y: 0, width: 520, height: 700 },
        },
        { type: 'message', label: 'Shoes', text: 'Show me shoes', area: { x: 520, y: 0, width: 520, height: 700 } },
      ],
    },
  },
];
