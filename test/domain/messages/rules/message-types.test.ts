import { describe, expect, it } from 'vitest';
import { checkMessages } from '../../../../src/domain/messages/check-messages.js';
import { FAMILY, found, IMAGE, lines, PAIR, type Row } from '../found.js';

const url = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
const media = (more: object) => ({ type: 'image', originalContentUrl: IMAGE, previewImageUrl: IMAGE, ...more });

describe('message types', () => {
  const rows: Row[] = [
    ['an unknown type', { type: 'txt', text: 'a' }, ['error message-type /type']],
    ['a type that every object inherits', { type: 'constructor' }, ['error message-type /type']],
    ['no type', { text: 'a' }, ['error required /type']],
    ['null as type', { type: null }, ['error null-value /type']],
    ['a number as type', { type: 1 }, ['error wrong-type /type']],
    ['no object', 'hello', ['error wrong-type ']],
    ['an array', [], ['error wrong-type ']],
    ['null', null, ['error wrong-type ']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  it('names the known types', () => {
    const [finding] = checkMessages([{ type: 'sticke' }], { method: 'push' });
    expect(finding).toMatchObject({ limit: expect.stringContaining('textV2, sticker, image'), actual: 'sticke' });
    expect(finding?.message).toContain('did you mean "sticker"?');
  });
});

it('tells what to do with a bare Flex container', () => {
  const [finding] = checkMessages([{ type: 'bubble' }], { method: 'push' });
  expect(finding?.message).toContain('put the container into {"type":"flex"');
});

it('quotes input on one line, without anything that a terminal obeys', () => {
  const findings = checkMessages([{ type: 'text', text: 'a', '\u001b[31m\nred': 1 }], { method: 'push' });
  expect(findings[0]?.message).toContain('"\\u001b[31m\\nred" is not a property');
});

describe('URLs of media', () => {
  const rows: Row[] = [
    ['https', media({}), []],
    ['https in capitals', media({ previewImageUrl: 'HTTPS://example.com/a.png' }), []],
    ['http', media({ previewImageUrl: 'http://example.com/a.png' }), ['error url-scheme /previewImageUrl']],
    ['2,000 characters', media({ previewImageUrl: url(2000) }), []],
    ['2,001 characters', media({ previewImageUrl: url(2001) }), ['error url-length /previewImageUrl']],
    ['no scheme', media({ previewImageUrl: 'example.com/a.png' }), ['error url /previewImageUrl']],
    ['no host', media({ previewImageUrl: 'https:///a.png' }), ['error url /previewImageUrl']],
    ['a blank', media({ previewImageUrl: 'https://example.com/a b.png' }), ['error url /previewImageUrl']],
    ['not percent-encoded', media({ previewImageUrl: 'https://example.com/猫.png' }), ['warning url /previewImageUrl']],
    ['a broken escape', media({ previewImageUrl: 'https://example.com/%zz' }), ['warning url /previewImageUrl']],
    ['empty', media({ previewImageUrl: '' }), ['error empty /previewImageUrl']],
    ['a number is not converted', media({ previewImageUrl: 5 }), ['error wrong-type /previewImageUrl']],
    ['missing', { type: 'image', originalContentUrl: IMAGE }, ['error required /previewImageUrl']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('media', () => {
  const video = (trackingId: unknown) => ({ ...media({ trackingId }), type: 'video' });
  const audio = (duration: unknown) => ({ type: 'audio', originalContentUrl: IMAGE, duration });
  const place = (more: object) => ({
    type: 'location',
    title: 'a',
    address: 'b',
    latitude: 35.6,
    longitude: 139.7,
    ...more,
  });
  const coupon = (more: object) => ({ type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7', ...more });
  const rows: Row[] = [
    ['a tracking ID of 100', video('a-.=,+*()%$&;:@{}!?<>[]'.padEnd(100, 'x')), []],
    ['a tracking ID of 101', video('x'.repeat(101)), ['error pattern /trackingId']],
    ['a tracking ID with an underscore', video('a_b'), ['error pattern /trackingId']],
    ['a duration', audio(60_000), []],
    ['a duration of nothing', audio(0), ['warning range /duration']],
    ['a duration in words', audio('60000'), ['error wrong-type /duration']],
    ['a location', place({}), []],
    ['a title of 100', place({ title: 'a'.repeat(100) }), []],
    ['a title of 101', place({ title: 'a'.repeat(101) }), ['error max-length /title']],
    ['a title of 51 pairs', place({ title: PAIR.repeat(51) }), ['error max-length /title']],
    ['an address of 101', place({ address: 'a'.repeat(101) }), ['error max-length /address']],
    ['an empty title', place({ title: '' }), ['error empty /title']],
    [
      'off the globe',
      place({ latitude: 91, longitude: -181 }),
      ['warning range /latitude', 'warning range /longitude'],
    ],
    ['half an emoji', place({ title: '👋'.slice(0, 1) }), ['warning half-character /title']],
    ['a coupon', coupon({ deliveryTag: '2025_winter_campaign' }), []],
    ['a delivery tag of 30', coupon({ deliveryTag: 'x'.repeat(30) }), []],
    ['a delivery tag of 31', coupon({ deliveryTag: 'x'.repeat(31) }), ['error pattern /deliveryTag']],
    ['a delivery tag with a dash', coupon({ deliveryTag: 'a-b' }), ['error pattern /deliveryTag']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('sender and quick reply', () => {
  const named = (name: unknown) => ({ type: 'text', text: 'a', sender: { name } });
  const item = { type: 'action', action: { type: 'message', label: 'Yes', text: 'yes' } };
  const replies = (items: unknown) => ({ type: 'text', text: 'a', quickReply: { items } });
  const rows: Row[] = [
    ['a name of 20', named('a'.repeat(20)), []],
    ['a name of 21', named('a'.repeat(21)), ['error max-length /sender/name']],
    ['a name of 11 pairs', named(PAIR.repeat(11)), ['error max-length /sender/name']],
    ['LINE as a name', named('LINE Support'), ['error sender-name /sender/name']],
    ['line as a word', named('line cook'), ['warning sender-name /sender/name']],
    ['line inside a word', named('Online shop'), []],
    ['13 quick replies', replies(Array(13).fill(item)), []],
    ['14 quick replies', replies(Array(14).fill(item)), ['error count /quickReply/items']],
    ['no quick reply', replies([]), ['warning count /quickReply/items']],
    ['a camera in a quick reply', replies([{ type: 'action', action: { type: 'camera', label: 'Camera' } }]), []],
    ['another item type', replies([{ ...item, type: 'button' }]), ['error enum /quickReply/items/0/type']],
    [
      'an icon over http',
      replies([{ ...item, imageUrl: 'http://a.example/i.png' }]),
      ['error url-scheme /quickReply/items/0/imageUrl'],
    ],
    [
      'quick replies on another type',
      { ...media({}), quickReply: { items: [{ type: 'action' }] } },
      ['error required /quickReply/items/0/action'],
    ],
    [
      'a label of 20',
      replies([{ type: 'action', action: { type: 'message', label: 'あ'.repeat(20), text: 'a' } }]),
      [],
    ],
    [
      'a label of 21',
      replies([{ type: 'action', action: { type: 'message', label: 'あ'.repeat(21), text: 'a' } }]),
      ['error label-length /quickReply/items/0/action/label'],
    ],
    [
      'a label of 3 families has 21 code points',
      replies([{ type: 'action', action: { type: 'message', label: FAMILY.repeat(3), text: 'a' } }]),
      ['warning label-length /quickReply/items/0/action/label'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('messages', () => {
  const hello = { type: 'text', text: 'hello' };
  const withReply = {
    ...hello,
    quickReply: { items: [{ type: 'action', action: { type: 'camera', label: 'Camera' } }] },
  };
  it.each<Row>([
    ['1', [hello], []],
    ['5', Array(5).fill(hello), []],
    ['none', [], ['error message-count /messages']],
    ['6', Array(6).fill(hello), ['error message-count /messages']],
    ['no array', hello, ['error wrong-type /messages']],
    ['nothing', undefined, ['error wrong-type /messages']],
    ['a quick reply that nobody sees', [withReply, hello], ['warning quick-reply-not-last /messages/0/quickReply']],
    ['a quick reply at the end', [hello, withReply], []],
  ])('%s', (_about, messages, expected) =>
    expect(lines(checkMessages(messages, { method: 'multicast' }))).toEqual(expected),
  );

  it('finds everything at once, in document order', () => {
    const messages = [{ text: '', type: 'text', oops: 1 }, { type: 'nope' }, { type: 'image', previewImageUrl: 'x' }];
    expect(lines(checkMessages(messages, { method: 'push', pointer: '' }))).toEqual([
      'error empty /0/text',
      'warning unknown-property /0/oops',
      'error message-type /1/type',
      'error required /2/originalContentUrl',
      'error url /2/previewImageUrl',
    ]);
  });
});
