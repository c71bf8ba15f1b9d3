import { describe, expect, it } from 'vitest';
import { found, IMAGE } from '../../found.js';
import { bubble, flex, image, video } from '../flex/flex-parts.js';

const home = 'https://example.com';
const warned = (pointer: string) => [`warning media-format ${pointer}`];
const shown = (url: string) => ({ type: 'image', originalContentUrl: url, previewImageUrl: IMAGE });

describe('the format that a URL names', () => {
  it.each([
    ['JPEG', shown(`${home}/a.JPG?size=2`), []],
    ['PNG', shown(`${home}/a.png#top`), []],
    ['WebP', shown(`${home}/a.webp?size=2`), warned('/originalContentUrl')],
    ['a film for an image', shown(`${home}/a.mp4`), warned('/originalContentUrl')],
    ['none', shown(`${home}/a`), []],
    ['none, of a host alone', shown(home), []],
    ['none, of a program', shown(`${home}/image.php?file=a.gif`), []],
    [
      'QuickTime',
      { type: 'video', originalContentUrl: `${home}/a.mov`, previewImageUrl: IMAGE },
      warned('/originalContentUrl'),
    ],
    ['a film', { type: 'video', originalContentUrl: `${home}/a.mp4`, previewImageUrl: IMAGE }, []],
    ['a sound', { type: 'audio', originalContentUrl: `${home}/a.m4a`, duration: 1000 }, []],
    [
      'another sound',
      { type: 'audio', originalContentUrl: `${home}/a.wav`, duration: 1000 },
      warned('/originalContentUrl'),
    ],
    [
      'a JPEG for an icon',
      { type: 'text', text: 'a', sender: { iconUrl: `${home}/a.jpg` } },
      warned('/sender/iconUrl'),
    ],
    ['a PNG for an icon', { type: 'text', text: 'a', sender: { iconUrl: `${home}/a.png` } }, []],
    ['GIF in Flex', flex(bubble({ hero: image({ url: `${home}/a.gif` }) })), warned('/contents/hero/url')],
    ['an image for a film in Flex', flex(bubble({ hero: video({ url: IMAGE }) })), warned('/contents/hero/url')],
  ])('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});
