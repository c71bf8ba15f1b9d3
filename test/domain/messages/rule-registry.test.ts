import { expect, it } from 'vitest';
import { readYamlSource } from '../../../src/adapters/files/yaml-source.js';
import { checkDocument, checkSource } from '../../../src/domain/messages/check-document.js';
import type { SendMethod } from '../../../src/domain/messages/engine/finding.js';
import type { LocatedFinding } from '../../../src/domain/messages/json-source.js';
import { RULES, type RuleName } from '../../../src/domain/messages/rule-registry.js';
import { remoteFindings } from '../../../src/usecases/messages/remote-check.js';
import { FAMILY, IMAGE } from './found.js';

type Check = () => readonly LocatedFinding[] | Promise<readonly LocatedFinding[]>;

const json =
  (text: string, method: SendMethod = 'multicast'): Check =>
  () =>
    checkDocument(text, { method }).findings;
const value = (document: unknown, method?: SendMethod) => json(JSON.stringify(document), method);
const text = (more: object, method?: SendMethod) => value({ type: 'text', text: 'a', ...more }, method);
const textV2 = (written: string, substitution: object, method?: SendMethod) =>
  value({ type: 'textV2', text: written, substitution }, method);
const quickReply = (...actions: object[]) => text({ quickReply: { items: actions.map(item) } });
const item = (action: object) => ({ type: 'action', action });
const uri = { type: 'uri', label: 'a', uri: 'https://example.com/' };
const template = (of: object) => value({ type: 'template', altText: 'a', template: of });
const buttons = (more: object, ...actions: object[]) => template({ type: 'buttons', text: 'a', actions, ...more });
const carousel = (...columns: object[]) => template({ type: 'carousel', columns });
const flex = (contents: object) => value({ type: 'flex', altText: 'a', contents });
const box = (more: object, ...contents: object[]) => ({ type: 'box', layout: 'vertical', contents, ...more });
const inBox = (more: object, ...contents: object[]) => flex({ type: 'bubble', body: box(more, ...contents) });
const film = { type: 'video', url: IMAGE, previewUrl: IMAGE, altContent: box({}) };
const imagemap = (more: object) =>
  value({
    type: 'imagemap',
    baseUrl: 'https://example.com/map',
    altText: 'a',
    baseSize: { width: 1040, height: 1040 },
    actions: [],
    ...more,
  });
const image = (url: unknown) => value({ type: 'image', originalContentUrl: url, previewImageUrl: IMAGE });
const body = (method: SendMethod, more: object) => value({ messages: [{ type: 'text', text: 'a' }], ...more }, method);
const mention = { type: 'mention', mentionee: { type: 'all' } };
const emoji = { type: 'emoji', productId: 'a', emojiId: 'a' };
const emojis = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ index, productId: 'a', emojiId: 'a' }));
const numbered = (count: number, of: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, of]));
const placeholders = (count: number) => Array.from({ length: count }, (_, n) => `{k${n}}`).join('');
const padded = (bytes: number) => inBox({}, { type: 'text', text: 'a'.repeat(bytes) });
const animated = Array.from({ length: 11 }, () => ({ type: 'image', url: IMAGE, animated: true }));
const nested = (levels: number): object =>
  levels === 0 ? { type: 'redelivery', requestId: 'a' } : { type: 'operator', not: nested(levels - 1) };
const yaml =
  (source: string): Check =>
  () =>
    checkSource(readYamlSource(source), { method: 'multicast' }).findings;
const refusedByLine: Check = () =>
  remoteFindings(
    {
      value: [{ type: 'text', text: 'a' }],
      locate: () => ({ line: 1, column: 1 }),
      findings: [],
      text: '',
      messageCount: 1,
    },
    'push',
    async () => ({ valid: false, problem: 'no', details: [], requestId: null }),
  );

/** Documents that break each rule, in every severity that it has. */
const BROKEN_BY: Readonly<Record<RuleName, readonly Check[]>> = {
  'action-place': [inBox({ action: { type: 'camera', label: 'a' } }), buttons({}, { type: 'camera', label: 'a' })],
  'action-text': [quickReply({ type: 'postback', label: 'a', data: 'a', displayText: 'a', text: 'a' })],
  'action-type': [quickReply({ type: 'no' })],
  'aggregation-unit': [body('push', { customAggregationUnits: ['a-b'] })],
  angle: [
    inBox({ background: { type: 'linearGradient', angle: '360deg', startColor: '#000000', endColor: '#000000' } }),
  ],
  'aspect-ratio': [inBox({}, { type: 'image', url: IMAGE, aspectRatio: '1:4' })],
  'body-size': [text({ text: 'a'.repeat(2_050_000) }), text({ text: 'a'.repeat(2_100_000) })],
  brace: [textV2('{', {})],
  'carousel-actions': [carousel({ text: 'a', actions: [uri] }, { text: 'a', actions: [uri, uri] })],
  'carousel-columns': [carousel({ text: 'a', actions: [uri] }, { text: 'a', title: 'a', actions: [uri] })],
  color: [buttons({ imageBackgroundColor: 'red' }, uri)],
  count: [quickReply(), quickReply(...Array(14).fill(uri))],
  deprecated: [inBox({}, { type: 'filler' })],
  depth: [body('narrowcast', { recipient: nested(101) })],
  'duplicate-key': [json('{"type":"text","text":"a","text":"b"}')],
  'duplicate-recipient': [body('multicast', { to: [`U${'0'.repeat(32)}`, `U${'0'.repeat(32)}`] })],
  'emoji-count': [
    text({ text: '$'.repeat(21), emojis: emojis(21) }),
    textV2('{a}'.repeat(21), { a: emoji }),
    textV2(placeholders(21), numbered(21, emoji)),
  ],
  'emoji-index': [text({ emojis: emojis(1) })],
  empty: [text({ text: '' }), inBox({}, { type: 'text', contents: [{ type: 'span', text: '' }] })],
  enum: [inBox({ layout: 'no' })],
  'flex-animated': [inBox({}, ...animated)],
  'flex-blocks': [flex({ type: 'bubble' })],
  'flex-bubble-sizes': [
    flex({ type: 'carousel', contents: ['kilo', 'mega'].map((size) => ({ type: 'bubble', size, body: box({}) })) }),
  ],
  'flex-json-size': [padded(30_000), padded(31_000)],
  'flex-place': [inBox({}, { type: 'icon', url: IMAGE })],
  'flex-position': [inBox({}, { type: 'text', text: 'a', position: 'absolute' })],
  'flex-size': [inBox({ paddingAll: '-1px' }), inBox({ paddingAll: 'wide' })],
  'flex-type': [inBox({}, { type: 'no' })],
  'flex-video': [flex({ type: 'bubble', size: 'nano', hero: film })],
  'half-character': [text({ text: '\ud83d' })],
  'imagemap-area': [
    imagemap({ actions: [{ type: 'message', text: 'a', area: { x: 0, y: 0, width: 1041, height: 1 } }] }),
  ],
  'imagemap-base-url': [imagemap({ baseUrl: 'https://example.com/map.png' })],
  'json-depth': [json('['.repeat(201) + ']'.repeat(201))],
  'json-syntax': [json('{')],
  'label-length': [quickReply({ ...uri, label: 'a'.repeat(21) }), quickReply({ ...uri, label: FAMILY.repeat(5) })],
  'line-refused': [refusedByLine],
  'max-length': [text({ text: 'a'.repeat(5001) }), buttons({ title: FAMILY.repeat(20) }, uri)],
  'mention-count': [
    textV2('{a}'.repeat(21), { a: mention }, 'push'),
    textV2(placeholders(21), numbered(21, mention), 'push'),
  ],
  'mention-method': [textV2('{a}', { a: mention })],
  'message-count': [value([])],
  'message-type': [value({ type: 'no' })],
  'narrowcast-limit': [body('narrowcast', { limit: { forbidPartialDelivery: true } })],
  'narrowcast-operator': [body('narrowcast', { recipient: { type: 'operator' } })],
  'no-effect': [quickReply({ ...uri, altUri: { desktop: 'https://example.com/' } })],
  'null-value': [text({ text: null })],
  'number-overflow': [json('{"type":"text","text":1e999}')],
  'number-precision': [json('{"type":"text","text":12345678901234567890}')],
  pattern: [value({ type: 'sticker', packageId: 'a', stickerId: '1' })],
  'quick-reply-not-last': [
    value([
      { type: 'text', text: 'a', quickReply: { items: [item(uri)] } },
      { type: 'text', text: 'a' },
    ]),
  ],
  'quote-token-method': [text({ quoteToken: 'a' })],
  range: [value({ type: 'audio', originalContentUrl: IMAGE, duration: 0 }), body('narrowcast', { limit: { max: 0 } })],
  'recipient-count': [body('multicast', { to: [] })],
  'recipient-format': [
    body('push', { to: 'a' }),
    textV2('{a}', { a: { type: 'mention', mentionee: { type: 'user', userId: 'a' } } }, 'push'),
  ],
  required: [value({ type: 'text' }), buttons({ defaultAction: { type: 'uri', uri: uri.uri } }, uri)],
  'sender-name': [text({ sender: { name: 'LINE' } }), text({ sender: { name: 'line' } })],
  'substitution-key': [textV2('{a b}', {})],
  'substitution-missing': [textV2('{a}', {})],
  'substitution-unused': [textV2('a', { a: emoji })],
  'template-type': [template({ type: 'no' })],
  'tracking-id-destination': [
    value(
      {
        to: `C${'0'.repeat(32)}`,
        messages: [{ type: 'video', originalContentUrl: IMAGE, previewImageUrl: IMAGE, trackingId: 'a' }],
      },
      'push',
    ),
  ],
  'unknown-property': [text({ no: 1 }), inBox({ no: 1 })],
  url: [image('no'), image('https://example.com/猫')],
  'url-length': [image(`https://example.com/${'a'.repeat(2000)}`)],
  'url-scheme': [image('http://example.com/')],
  'wrong-type': [value('a'), text({ text: 1 })],
  'yaml-syntax': [yaml('a: b: c')],
};

it.each(Object.entries(RULES))('reports %s as the registry has it', async (name, { severity }) => {
  const checks = Object.entries(BROKEN_BY).find(([rule]) => rule === name)?.[1] ?? [];
  const found = (await Promise.all(checks.map((check) => check()))).flat().filter(({ rule }) => rule === name);
  const severities = new Set(found.map((finding) => finding.severity));
  expect([...severities].sort()).toEqual(severity === 'either' ? ['error', 'warning'] : [severity]);
});

it('says of each rule in one sentence what breaks it, and where that is stated', () => {
  for (const { means, docs } of Object.values(RULES)) {
    expect(means).toMatch(/^[A-Z].*[^.]\.$/);
    expect(docs).toMatch(/^https:\/\//);
  }
});
