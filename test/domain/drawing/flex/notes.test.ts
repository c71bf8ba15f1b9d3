import { expect, it } from 'vitest';
import { notesOf } from '../../../../src/domain/drawing/flex/notes.js';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { boxOf, bubbleOf } from '../../../support/drawn-flex.js';

const ALWAYS = ['environment', 'pixels', 'dark-mode'];
const rulesOf = (container: JsonObject) => notesOf(container).map(({ rule }) => rule);

it.each<[rule: string, occurring: JsonObject]>([
  ['deca-hecto', { type: 'bubble', size: 'hecto' }],
  ['giga', { type: 'bubble', size: 'giga' }],
  ['video', { type: 'bubble', hero: { type: 'video', url: 'x' } }],
  ...(
    [
      ['max-size', boxOf({ maxWidth: '50%' })],
      ['max-size', boxOf({ maxHeight: '50%' })],
      ['line-spacing', { type: 'text', text: 'x', lineSpacing: '4px' }],
      ['scaling', { type: 'text', text: 'x', scaling: true }],
      ['adjust-mode', { type: 'button', adjustMode: 'shrink-to-fit' }],
      ['max-lines', { type: 'text', text: 'x', maxLines: 2 }],
      ['last-line-break', { type: 'text', text: 'x\n' }],
      ['last-line-break', { type: 'text', contents: [{ type: 'span', text: 'x\n' }] }],
      ['absolute-without-offset', boxOf({ contents: [{ type: 'text', position: 'absolute', offsetTop: '1px' }] })],
      ['width-in-pixels', boxOf({ width: '40px' })],
      ['height-in-a-row', boxOf({ layout: 'horizontal', contents: [boxOf({ height: '40px' })] })],
      ['image-percentage', { type: 'image', url: 'x', size: '50%' }],
      ['animated', { type: 'image', url: 'x', animated: true }],
      ['negative-padding', boxOf({ paddingTop: '-4px' })],
    ] as const
  ).map(([rule, component]): [string, JsonObject] => [rule, bubbleOf({ contents: [component] })]),
])('says %s where it occurs, once, with a page of LINE', (rule, occurring) => {
  const carousel = { type: 'carousel', contents: [occurring, occurring] };
  expect(rulesOf(occurring)).toEqual([...ALWAYS, rule]);
  expect(rulesOf(carousel)).toEqual([...ALWAYS, rule]);
  for (const { text, link } of notesOf(carousel)) {
    expect(text).toMatch(/\.$/);
    expect(link).toMatch(/^https:\/\/developers\.line\.biz\/en\/(?:docs|reference)\/messaging-api\//);
  }
});

it('says that the first component of a block cannot be absolute', () => {
  const first = boxOf({ position: 'absolute', offsetTop: '1px', offsetStart: '1px' });
  expect(rulesOf(bubbleOf({ contents: [first] }))).toEqual([...ALWAYS, 'direct-absolute']);
  expect(rulesOf(bubbleOf({ contents: [boxOf({ contents: [first] })] }))).toEqual(ALWAYS);
});
