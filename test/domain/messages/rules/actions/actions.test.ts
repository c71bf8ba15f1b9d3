import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { FAMILY, found, IMAGE, PAIR, type Row } from '../../found.js';

type Action = Readonly<Record<string, unknown>>;

/** The places where an action can stand, each with the pointer of the action. */
const PLACES = {
  template: [(action: Action) => template({ type: 'buttons', text: 'a', actions: [action] }), '/template/actions/0'],
  default: [
    (action: Action) => template({ type: 'buttons', text: 'a', defaultAction: action, actions: [yes] }),
    '/template/defaultAction',
  ],
  imageCarousel: [
    (action: Action) => template({ type: 'image_carousel', columns: [{ imageUrl: IMAGE, action }] }),
    '/template/columns/0/action',
  ],
  quickReply: [
    (action: Action) => ({ type: 'text', text: 'a', quickReply: { items: [{ type: 'action', action }] } }),
    '/quickReply/items/0/action',
  ],
  flexButton: [(action: Action) => bubble({ type: 'button', action }), '/contents/body/contents/0/action'],
  flexImage: [(action: Action) => bubble({ type: 'image', url: IMAGE, action }), '/contents/body/contents/0/action'],
} as const;

const yes = { type: 'message', label: 'Yes', text: 'yes' };
const template = (content: object) => ({ type: 'template', altText: 'a', template: content });
const bubble = (component: object) => ({
  type: 'flex',
  altText: 'a',
  contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [component] } },
});

function foundIn(place: keyof typeof PLACES, action: Action): string[] {
  const [message, pointer] = PLACES[place];
  return found(message(action)).map((line) => line.replace(pointer, ''));
}

describe('labels', () => {
  const labelled = (label: string | undefined) => ({
    type: 'uri',
    uri: 'https://example.com',
    ...(label === undefined ? {} : { label }),
  });
  it.each<[keyof typeof PLACES, number, readonly string[]]>([
    ['template', 20, ['error required /label']],
    ['default', 20, ['warning required /label']],
    ['imageCarousel', 12, []],
    ['quickReply', 20, ['error required /label']],
    ['flexButton', 40, ['error required /label']],
    ['flexImage', 40, []],
  ])('%s: at most %i, or none', (place, max, withoutLabel) => {
    expect(foundIn(place, labelled('あ'.repeat(max)))).toEqual([]);
    expect(foundIn(place, labelled('あ'.repeat(max + 1)))).toEqual(['error label-length /label']);
    expect(foundIn(place, labelled(undefined))).toEqual(withoutLabel);
    expect(foundIn(place, labelled(''))).toEqual(['error empty /label']);
    // As many clusters as allowed, but more code points than that.
    expect(foundIn(place, labelled(FAMILY.repeat(max)))).toEqual(['warning label-length /label']);
  });
});

describe('places', () => {
  it.each<[keyof typeof PLACES, string, readonly string[]]>([
    ['quickReply', 'camera', []],
    ['quickReply', 'cameraRoll', []],
    ['quickReply', 'location', []],
    ['template', 'camera', ['warning action-place /type']],
    ['imageCarousel', 'location', ['warning action-place /type']],
    ['flexButton', 'cameraRoll', ['error action-place /type']],
    ['flexImage', 'camera', ['error action-place /type']],
  ])('%s: %s', (place, type, expected) => expect(foundIn(place, { type, label: 'a' })).toEqual(expected));

  it.each(['template', 'quickReply', 'flexButton'] as const)('%s: no rich menu switch', (place) => {
    const action = { type: 'richmenuswitch', label: 'a', richMenuAliasId: 'b', data: 'c' };
    expect(foundIn(place, action)).toEqual(['error action-place /type']);
  });

  it.each(['template', 'quickReply', 'flexButton'] as const)('%s: unknown types', (place) => {
    expect(foundIn(place, { type: 'url' })).toEqual(['error action-type /type']);
  });
});

describe('properties', () => {
  const action = (type: string, more: object) => ({ type, label: 'a', ...more });
  const postback = (more: object) => action('postback', { data: 'a', ...more });
  const picker = (more: object) => action('datetimepicker', { data: 'a', mode: 'date', ...more });
  const rows: [string, Action, readonly string[]][] = [
    ['postback data of 300', postback({ data: 'a'.repeat(300) }), []],
    ['postback data of 301', postback({ data: 'a'.repeat(301) }), ['error max-length /data']],
    ['postback data of 151 pairs', postback({ data: PAIR.repeat(151) }), ['error max-length /data']],
    ['postback without data', action('postback', {}), ['error required /data']],
    ['displayText of 300', postback({ displayText: 'あ'.repeat(300) }), []],
    ['displayText of 301', postback({ displayText: 'あ'.repeat(301) }), ['error max-length /displayText']],
    ['displayText of 300 pairs', postback({ displayText: PAIR.repeat(300) }), []],
    ['displayText and text', postback({ displayText: 'a', text: 'b' }), ['error action-text /text']],
    ['text alone', postback({ text: 'b' }), ['warning deprecated /text']],
    ['an unknown input option', postback({ inputOption: 'openCamera' }), ['error enum /inputOption']],
    ['fillInText with the keyboard', postback({ inputOption: 'openKeyboard', fillInText: 'a\nb' }), []],
    ['fillInText without', postback({ fillInText: 'a' }), ['warning no-effect /fillInText']],
    ['an unknown property', postback({ dta: 1 }), ['warning unknown-property /dta']],
    ['message text of 300', action('message', { text: PAIR.repeat(300) }), []],
    ['message text of 301', action('message', { text: PAIR.repeat(301) }), ['error max-length /text']],
    ['42 families are 294 code points', action('message', { text: FAMILY.repeat(42) }), []],
    ['43 families are 301 code points', action('message', { text: FAMILY.repeat(43) }), ['error max-length /text']],
    ['a phone number', action('uri', { uri: 'tel:09001234567' }), []],
    ['a LINE URL', action('uri', { uri: 'https://line.me/R/nv/chat' }), []],
    ['another scheme', action('uri', { uri: 'mailto:a@example.com' }), ['error url-scheme /uri']],
    ['a URI of 1,000', action('uri', { uri: 'https://a.jp/'.padEnd(1000, 'a') }), []],
    ['a URI of 1,001', action('uri', { uri: 'https://a.jp/'.padEnd(1001, 'a') }), ['error url-length /uri']],
    ['another URI for desktops', action('uri', { uri: 'https://a.jp', altUri: { desktop: 'http://b.jp' } }), []],
    ['no URI for desktops', action('uri', { uri: 'https://a.jp', altUri: { desktop: '' } }), []],
    ['no URI at all', action('uri', { uri: '' }), ['error empty /uri']],
    [
      'a bad URI for desktops',
      action('uri', { uri: 'https://a.jp', altUri: { desktop: 'b.jp' } }),
      ['error url /altUri/desktop'],
    ],
    ['a date', picker({ initial: '2017-06-18', min: '1900-01-01', max: '2100-12-31' }), []],
    ['no mode', action('datetimepicker', { data: 'a' }), ['error required /mode']],
    ['a date in another form', picker({ initial: '2017/06/18' }), ['error pattern /initial']],
    ['a date that the calendar lacks', picker({ initial: '2023-02-29' }), ['error pattern /initial']],
    ['a leap day', picker({ initial: '2024-02-29' }), []],
    ['a date too early', picker({ min: '1899-12-31' }), ['error range /min']],
    ['a date too late', picker({ max: '2101-01-01' }), ['error range /max']],
    ['max before min', picker({ min: '2017-06-18', max: '2017-06-17' }), ['error range /max']],
    ['max equal to min', picker({ min: '2017-06-18', max: '2017-06-18' }), ['error range /max']],
    ['a time', picker({ mode: 'time', initial: '23:59' }), []],
    ['a time of 24:00', picker({ mode: 'time', initial: '24:00' }), ['error pattern /initial']],
    [
      'a moment',
      picker({ mode: 'datetime', initial: '2017-12-25t00:00', max: '2018-01-24T23:59', min: '2017-12-25t00:00' }),
      [],
    ],
    ['a date for a moment', picker({ mode: 'datetime', initial: '2017-12-25' }), ['error pattern /initial']],
    ['1,000 to copy', action('clipboard', { clipboardText: 'a'.repeat(1000) }), []],
    ['1,001 to copy', action('clipboard', { clipboardText: 'a'.repeat(1001) }), ['error max-length /clipboardText']],
    ['nothing to copy', action('clipboard', { clipboardText: '' }), ['error empty /clipboardText']],
  ];
  it.each(rows)('%s', (_about, value, expected) => {
    expect(foundIn('template', value)).toEqual(expected);
    expect(foundIn('flexButton', value)).toEqual(expected);
  });

  it('in a quick reply altUri does nothing', () => {
    expect(foundIn('quickReply', action('uri', { uri: 'https://a.jp', altUri: { desktop: 'https://b.jp' } }))).toEqual([
      'warning no-effect /altUri',
    ]);
  });

  it.each(['template', 'flexButton'] as const)('takes null and numbers, in a place such as %s', (place) => {
    const odd = { type: 'message', label: 12, text: 1, extra: null };
    expect(foundIn(place, odd)).toEqual([
      'warning wrong-type /label',
      'warning wrong-type /text',
      'warning unknown-property /extra',
    ]);
    expect(foundIn(place, postback({ displayText: null }))).toEqual([]);
    expect(foundIn(place, action('uri', { uri: 'https://a.jp', altUri: null }))).toEqual([]);
    expect(foundIn(place, action('message', { text: null }))).toEqual(['error null-value /text']);
    expect(foundIn(place, action('uri', { uri: 5 }))).toEqual(['error wrong-type /uri']);
  });

  it('warns of other wrong types inside Flex, where LINE was seen to be lenient, and refuses them elsewhere', () => {
    for (const [about, value] of [
      ['/text', action('message', { text: true })],
      ['/data', postback({ data: { id: 1 } })],
      ['/altUri', action('uri', { uri: 'https://a.jp', altUri: 'https://b.jp' })],
    ] as const) {
      expect(foundIn('flexButton', value)).toEqual([`warning wrong-type ${about}`]);
      expect(foundIn('template', value)).toEqual([`error wrong-type ${about}`]);
    }
  });

  it('says that the stricter count is in code points', () => {
    const [finding] = checkMessage(PLACES.template[0](action('message', { text: FAMILY.repeat(43) })), {
      method: 'push',
      pointer: '',
    });
    expect(finding).toMatchObject({ limit: 300, actual: 301, message: expect.stringContaining('301 code points') });
  });
});

it.each<Row>([
  [
    'an unknown property of altUri',
    { mobile: 'https://a.jp' },
    ['warning unknown-property /template/actions/0/altUri/mobile'],
  ],
])('%s', (_about, altUri, expected) => {
  expect(found(PLACES.template[0]({ type: 'uri', label: 'a', uri: 'https://a.jp', altUri }))).toEqual(expected);
});
