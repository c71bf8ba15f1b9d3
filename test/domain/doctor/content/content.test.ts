import { describe, expect, it } from 'vitest';
import { hostResults } from '../../../../src/domain/doctor/content/audience.js';
import { type ContentReply, contentVerdict } from '../../../../src/domain/doctor/content/judge.js';
import {
  ANIMATED_IMAGE,
  AUDIO,
  type ContentKind,
  FLEX_IMAGE,
  IMAGE,
  imagemapImage,
  PREVIEW,
  SENDER_ICON,
  THUMBNAIL,
  VIDEO,
} from '../../../../src/domain/doctor/content/kinds.js';
import { readMedia } from '../../../../src/domain/doctor/content/media-header.js';
import { contentTargets, messagesOf } from '../../../../src/domain/doctor/content/targets.js';
import { sizeWords } from '../../../../src/domain/text/size-words.js';
import { apng, html, jpeg, mp4, png } from '../../../support/media-files.js';

describe('the first bytes of a file', () => {
  it.each([
    ['a PNG', png(1040, 585), { type: 'png', width: 1040, height: 585, isAnimated: false }],
    ['an APNG', apng(100, 100), { type: 'png', width: 100, height: 100, isAnimated: true }],
    ['a JPEG', jpeg(1024, 768), { type: 'jpeg', width: 1024, height: 768 }],
    ['a JPEG with a large picture of its own before', jpeg(30, 20, 3), { type: 'jpeg', width: 30, height: 20 }],
    ['a JPEG that is cut off', jpeg(30, 20).subarray(0, 12), { type: 'jpeg', width: null, height: null }],
    ['a PNG that is cut off', png(30, 20).subarray(0, 20), { type: 'png', width: null, height: null }],
    ['an MP4', mp4('isom'), { type: 'mp4' }],
    ['an M4A', mp4('M4A '), { type: 'm4a' }],
    ['a QuickTime film', mp4('qt  '), { type: 'other' }],
    ['an MP3 with a tag', Buffer.from('ID3\u0004'), { type: 'mp3' }],
    ['an MP3 without', Uint8Array.of(0xff, 0xfb, 0x90, 0x00), { type: 'mp3' }],
    ['a GIF', Buffer.from('GIF89a'), { type: 'gif' }],
    ['a WebP', Buffer.from('RIFF\0\0\0\0WEBP'), { type: 'webp' }],
    ['a web page', html(), { type: 'html' }],
    ['nothing', new Uint8Array(), { type: 'other' }],
  ])('tell %s', (_what, bytes, media) => {
    expect(readMedia(bytes)).toMatchObject(media);
  });

  it('of any kind end the reading of a JPEG whose segments say that they have no length', () => {
    expect(readMedia(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0)).type).toBe(
      'jpeg',
    );
  });
});

const URL_ = 'https://cdn.example.com/a';

function answer(head: Uint8Array, more: Partial<Extract<ContentReply, { type: 'answer' }>> = {}): ContentReply {
  return {
    type: 'answer',
    status: 200,
    redirects: [],
    contentType: 'image/png',
    bytes: 1000,
    atLeast: head.length,
    head,
    tls: 'TLSv1.3',
    address: '93.184.216.34',
    ...more,
  };
}

describe('what a URL leads to', () => {
  it.each<[what: string, kind: ContentKind, reply: ContentReply, status: string]>([
    ['a small PNG', IMAGE, answer(png(100, 100)), 'pass'],
    ['10 MB in the smaller reading', IMAGE, answer(png(1, 1), { bytes: 10_000_000 }), 'pass'],
    ['10 MB in the larger reading', IMAGE, answer(png(1, 1), { bytes: 10_485_760 }), 'warn'],
    ['over 10 MB', IMAGE, answer(png(1, 1), { bytes: 10_485_761 }), 'fail'],
    ['a preview over 1 MB', PREVIEW, answer(png(1, 1), { bytes: 1_048_577 }), 'fail'],
    [
      'over 1 MB, whose whole size nobody knows',
      PREVIEW,
      answer(png(1, 1), { bytes: null, atLeast: 1_048_577 }),
      'fail',
    ],
    ['a GIF', IMAGE, answer(Buffer.from('GIF89a')), 'fail'],
    ['a web page in place of an image', IMAGE, answer(html(), { contentType: 'text/html' }), 'fail'],
    ['an image called something else', IMAGE, answer(png(1, 1), { contentType: 'application/octet-stream' }), 'warn'],
    ['an image without a type', IMAGE, answer(png(1, 1), { contentType: null }), 'warn'],
    ['a Flex image of 1024 pixels', FLEX_IMAGE, answer(png(1024, 1024)), 'pass'],
    ['a Flex image of 1025 pixels', FLEX_IMAGE, answer(png(1024, 1025)), 'fail'],
    ['a high thumbnail', THUMBNAIL, answer(png(1024, 2048)), 'pass'],
    ['a wide thumbnail', THUMBNAIL, answer(png(1025, 10)), 'fail'],
    ['an animation', ANIMATED_IMAGE, answer(apng(10, 10)), 'pass'],
    ['an animation over 300 KB', ANIMATED_IMAGE, answer(apng(10, 10), { bytes: 320_000 }), 'fail'],
    ['an animation that does not move', ANIMATED_IMAGE, answer(png(10, 10)), 'warn'],
    ['a square icon', SENDER_ICON, answer(png(10, 10)), 'pass'],
    ['an icon that is not square', SENDER_ICON, answer(png(10, 11)), 'warn'],
    ['a JPEG icon', SENDER_ICON, answer(jpeg(10, 10), { contentType: 'image/jpeg' }), 'fail'],
    ['an imagemap of its width', imagemapImage(1040), answer(png(1040, 500)), 'pass'],
    ['an imagemap of another width', imagemapImage(1040), answer(png(700, 500)), 'warn'],
    ['an MP4', VIDEO, answer(mp4('isom'), { contentType: 'video/mp4', bytes: 200_000_000 }), 'pass'],
    ['a film over 200 MB', VIDEO, answer(mp4('isom'), { contentType: 'video/mp4', bytes: 209_715_201 }), 'fail'],
    ['an M4A', AUDIO, answer(mp4('M4A '), { contentType: 'audio/x-m4a' }), 'pass'],
    ['a redirect', IMAGE, answer(png(1, 1), { redirects: ['https://b.example.com/'] }), 'warn'],
    ['a private address', IMAGE, answer(png(1, 1), { address: '10.0.0.1' }), 'warn'],
    ['403', IMAGE, answer(html(), { status: 403 }), 'fail'],
    ['a certificate that is not trusted', IMAGE, { type: 'failed', why: 'the certificate is not trusted' }, 'fail'],
    ['no network', IMAGE, { type: 'notReached', why: 'the host name could not be looked up' }, 'unknown'],
  ])('%s: %#', (_what, kind, reply, status) => {
    expect(contentVerdict(URL_, kind, reply).status).toBe(status);
  });

  it('is told with everything that was measured, and everything that is wrong', () => {
    const reply = answer(png(2000, 1000), { contentType: 'text/plain', bytes: 2_345_678 });
    expect(contentVerdict(URL_, FLEX_IMAGE, reply)).toEqual({
      status: 'fail',
      detail: `${URL_}: PNG, 2000 x 1000, 2.3 MB, TLS 1.3; the server calls it text/plain; at most 1024 x 1024 pixels`,
      hint: expect.stringContaining('Scale it to 1024 x 1024 pixels.'),
    });
  });

  it('is not asked for over plain http', () => {
    expect(contentVerdict('http://cdn.example.com/a', IMAGE, answer(png(1, 1))).status).toBe('fail');
  });
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 KB'],
  [1_234_567, '1.2 MB'],
  [12_345_678, '12 MB'],
  [999_600, '1 MB'],
  [3_000_000_000, '3 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});

describe('the URLs of messages', () => {
  const found = (...messages: readonly unknown[]) =>
    contentTargets(messages).map(({ kind, pointer, url }) => `${kind.name} ${pointer} ${url}`);

  it.each<[what: string, message: unknown, targets: readonly string[]]>([
    ['text', { type: 'text', text: 'https://example.com/' }, []],
    [
      'image',
      { type: 'image', originalContentUrl: 'a', previewImageUrl: 'b' },
      ['Image /0/originalContentUrl a', 'Preview /0/previewImageUrl b'],
    ],
    ['audio', { type: 'audio', originalContentUrl: 'a' }, ['Audio /0/originalContentUrl a']],
    [
      'a carousel with columns',
      { type: 'template', template: { columns: [{ thumbnailImageUrl: 'a' }, { imageUrl: 'b' }] } },
      ['Thumbnail /0/template/columns/0/thumbnailImageUrl a', 'Thumbnail /0/template/columns/1/imageUrl b'],
    ],
    [
      'a Flex bubble',
      {
        type: 'flex',
        contents: {
          type: 'bubble',
          hero: { type: 'video', url: 'v', previewUrl: 'p', altContent: { type: 'image', url: 'i' } },
          body: {
            type: 'box',
            contents: [
              { type: 'icon', url: 'c' },
              { type: 'image', url: 'm', animated: true },
            ],
          },
          action: { type: 'uri', uri: 'https://example.com/', url: 'no' },
        },
      },
      [
        'Flex video /0/contents/hero/url v',
        'Preview /0/contents/hero/previewUrl p',
        'Flex image /0/contents/hero/altContent/url i',
        'Flex icon /0/contents/body/contents/0/url c',
        'Animated Flex image /0/contents/body/contents/1/url m',
      ],
    ],
    [
      'sender and quick reply',
      { type: 'text', text: 'x', sender: { iconUrl: 's' }, quickReply: { items: [{ imageUrl: 'q' }] } },
      ['Sender icon /0/sender/iconUrl s', 'Quick reply icon /0/quickReply/items/0/imageUrl q'],
    ],
  ])('%s', (_what, message, targets) => {
    expect(found(message)).toEqual(targets);
  });

  it('of an imagemap are its five widths', () => {
    expect(
      found({ type: 'imagemap', baseUrl: 'https://example.com/map' }).map((each) => each.split('/').at(-1)),
    ).toEqual(['240', '300', '460', '700', '1040']);
  });

  it('are there once, at their first place', () => {
    const image = { type: 'image', originalContentUrl: 'a', previewImageUrl: 'a' };
    expect(found(image, image)).toEqual(['Image /0/originalContentUrl a', 'Preview /0/previewImageUrl a']);
  });

  it('are found in every form of a document, and nothing in what is none', () => {
    const image = { type: 'image', originalContentUrl: 'a' };
    for (const form of [image, [image], { messages: [image], to: 'U1' }])
      expect(found(...messagesOf(form))).toHaveLength(1);
    for (const none of [null, 'x', 1, {}, [null], { type: 'toString' }]) expect(found(...messagesOf(none))).toEqual([]);
  });
});

describe('the load on a host', () => {
  const fetched = [
    {
      target: { url: 'https://a.example.com/1', kind: IMAGE, pointer: '/0' },
      reply: answer(png(1, 1), { bytes: 600_000 }),
    },
    {
      target: { url: 'https://a.example.com/2', kind: PREVIEW, pointer: '/0' },
      reply: answer(png(1, 1), { bytes: 400_000 }),
    },
    {
      target: { url: 'https://b.example.com/3', kind: IMAGE, pointer: '/1' },
      reply: answer(png(1, 1), { bytes: 1000 }),
    },
  ];

  it('is said for each host, with how many people fetch how much', () => {
    expect(hostResults(fetched, { friends: 2000 }).map(({ id, status, detail }) => [id, status, detail])).toEqual([
      ['host-a-example-com', 'pass', '2 files, up to 1 MB a person, fetched by up to 2,000 people: 2 GB in all'],
      ['host-b-example-com', 'pass', '1 file, up to 1 KB a person, fetched by up to 2,000 people: 2 MB in all'],
    ]);
  });

  it('is a warning beyond a million people, and unknown where nobody knows how many', () => {
    const statusFor = (...audience: Parameters<typeof hostResults>[1][]) =>
      audience.map((each) => hostResults(fetched, each)[0]?.status);
    expect(statusFor({ friends: 1_000_001 }, { why: 'no channel is configured' })).toEqual(['warn', 'unknown']);
  });
});
