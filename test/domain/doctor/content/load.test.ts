import { expect, it } from 'vitest';
import { contentHosts, peoplePerMinute } from '../../../../src/domain/doctor/content/load.js';

it('names the hosts of what is fetched when a message is shown, and of nothing that is tapped', () => {
  const messages = [
    {
      type: 'video',
      originalContentUrl: 'https://film.example.com/a.mp4',
      previewImageUrl: 'https://cdn.example.com/poster.jpg',
      sender: { iconUrl: 'https://icons.example.com/i.png' },
    },
    {
      type: 'imagemap',
      baseUrl: 'https://maps.example.com/m',
      actions: [{ type: 'uri', linkUri: 'https://shop.example.com/' }],
    },
    {
      type: 'flex',
      contents: {
        type: 'bubble',
        hero: {
          type: 'image',
          url: 'https://cdn.example.com/hero.jpg',
          action: { type: 'uri', uri: 'https://x.example.com/' },
        },
      },
    },
    { type: 'audio', originalContentUrl: 'https://film.example.com/a.m4a', duration: 1 },
    { type: 'text', text: 'https://text.example.com/' },
  ];
  expect(contentHosts(messages)).toEqual([
    { host: 'cdn.example.com', urls: 2 },
    { host: 'icons.example.com', urls: 1 },
    { host: 'maps.example.com', urls: 5 },
  ]);
});

it.each([
  ['as fast as it is sent', [100_000], 0, 50_000, 50_000],
  ['no more than all of them', [30], 0, 6_000_000, 30],
  ['no more than a stage where stages lie a minute apart', [10, 20], 60_000, 6_000_000, 20],
  ['all stages where they lie closer', [10, 20], 59_999, 6_000_000, 30],
  ['a stage at once where LINE decides', [10, 20], 600_000, null, 20],
])('within a minute it reaches %s', (_what, stages, intervalMs, sentPerMinute, people) => {
  expect(peoplePerMinute(stages, { intervalMs, sentPerMinute })).toBe(people);
});
