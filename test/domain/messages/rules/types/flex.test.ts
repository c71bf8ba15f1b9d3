import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { found, type Row } from '../../found.js';
import { box, bubble, flex, image, text } from '../flex/flex-parts.js';

describe('containers', () => {
  const carousel = (contents: unknown) => flex({ type: 'carousel', contents });
  const rows: Row[] = [
    ['a bubble with an empty box', flex(bubble()), []],
    ['a bubble without blocks', flex({ type: 'bubble' }), ['error flex-blocks /contents']],
    ['an unknown container', flex({ type: 'bubbles' }), ['error flex-type /contents/type']],
    ['no container', { type: 'flex', altText: 'a' }, ['error required /contents']],
    ['altText of 1,501', flex(bubble(), { altText: 'a'.repeat(1501) }), ['error max-length /altText']],
    ['an unknown property of the message', flex(bubble(), { alttext: 'a' }), ['warning unknown-property /alttext']],
    ['an unknown property of the bubble', flex(bubble({ heder: box([]) })), ['error unknown-property /contents/heder']],
    ['a known size', flex(bubble({ size: 'deca', direction: 'rtl' })), []],
    ['an unknown size', flex(bubble({ size: 'large' })), ['error enum /contents/size']],
    ['null', flex(bubble({ hero: null })), ['error null-value /contents/hero']],
    ['12 bubbles', carousel(Array(12).fill(bubble())), []],
    ['13 bubbles', carousel(Array(13).fill(bubble())), ['error count /contents/contents']],
    ['no bubble', carousel([]), ['error count /contents/contents']],
    ['bubbles of the same size', carousel([bubble({ size: 'mega' }), bubble()]), []],
    [
      'bubbles of two sizes',
      carousel([bubble(), bubble({ size: 'kilo' })]),
      ['error flex-bubble-sizes /contents/contents/1/size'],
    ],
    [
      'a carousel in a carousel',
      carousel([{ type: 'carousel', contents: [] }]),
      ['error flex-type /contents/contents/0/type'],
    ],
    ['styles', flex(bubble({ styles: { body: { backgroundColor: '#00ffff' }, footer: { separator: true } } })), []],
    [
      'a separator above the first block',
      flex(bubble({ styles: { body: { separator: true } } })),
      ['warning no-effect /contents/styles/body/separator'],
    ],
    [
      'an unknown style',
      flex(bubble({ styles: { body: { color: '#00ffff' } } })),
      ['error unknown-property /contents/styles/body/color'],
    ],
    [
      'an unknown block style',
      flex(bubble({ styles: { comment: 'a' } })),
      ['error unknown-property /contents/styles/comment'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('sizes of the JSON', () => {
  const sized = (bytes: number) => {
    const empty = bubble({ body: box([text({ text: '' })]) });
    return bubble({ body: box([text({ text: 'a'.repeat(bytes - JSON.stringify(empty).length) })]) });
  };
  const rows: Row[] = [
    ['30,000 bytes', flex(sized(30_000)), []],
    ['30,001 bytes: it depends on what a KB is', flex(sized(30_001)), ['warning flex-json-size /contents']],
    ['30 KiB', flex(sized(30_720)), ['warning flex-json-size /contents']],
    ['30 KiB and one byte', flex(sized(30_721)), ['error flex-json-size /contents']],
    [
      'a large bubble in a small carousel',
      flex({ type: 'carousel', contents: [sized(30_721)] }),
      ['error flex-json-size /contents/contents/0'],
    ],
    ['a carousel of 49 KB', flex({ type: 'carousel', contents: [sized(24_500), sized(24_500)] }), []],
    [
      'a carousel of 52 KB',
      flex({ type: 'carousel', contents: [sized(26_000), sized(26_000)] }),
      ['error flex-json-size /contents'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  it('counts bytes, not characters', () => {
    const [finding] = checkMessage(flex(bubble({ body: box([text({ text: '蛙'.repeat(11_000) })]) })), {
      method: 'push',
      pointer: '',
    });
    expect(finding).toMatchObject({ rule: 'flex-json-size', severity: 'error', limit: 30_720 });
    expect(finding?.actual).toBeGreaterThan(33_000);
  });
});

describe('animated images', () => {
  const animated = (count: number) => bubble({ body: box(Array(count).fill(image({ animated: true }))) });
  it.each<Row>([
    ['10', flex(animated(10)), []],
    ['11', flex(animated(11)), ['error flex-animated /contents']],
    [
      '6 in each of two bubbles',
      flex({ type: 'carousel', contents: [animated(6), animated(6)] }),
      ['error flex-animated /contents'],
    ],
  ])('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

it('survives boxes without end', () => {
  let deep: object = box([]);
  for (let level = 0; level < 20_000; level++) deep = box([deep]);
  expect(found(flex(bubble({ body: deep }))).some((line) => line.startsWith('error depth '))).toBe(true);
});
