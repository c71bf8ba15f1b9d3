import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { found } from '../../found.js';
import { bubble, flex } from '../flex/flex-parts.js';

const text = (written: string) => ({ type: 'text', text: written });
const warning = ['warning stringified-flex /text'];

describe('a text that is the JSON of a message', () => {
  it.each([
    ['a bubble', JSON.stringify(bubble()), warning],
    ['a carousel', JSON.stringify({ type: 'carousel', contents: [bubble()] }), warning],
    ['a Flex Message, on several lines', `\n${JSON.stringify(flex(bubble()), null, 2)}\n`, warning],
    ['an array of messages', JSON.stringify([flex(bubble())]), warning],
    ['a request body', JSON.stringify({ messages: [flex(bubble())] }), warning],
    ['a template message', JSON.stringify({ type: 'template', altText: 'a', template: {} }), warning],
    ['a text that talks of one', 'Send {"type":"bubble"} to try it', []],
    ['JSON of something else', '{"type":"order","id":5}', []],
    ['half of a bubble', '{"type":"bubble","body":', []],
    ['a brace', '{ hello', []],
  ])('%s', (_about, written, expected) => expect(found(text(written))).toEqual(expected));

  it('is told so in text (v2) too, where its braces are placeholders', () => {
    expect(found({ type: 'textV2', text: JSON.stringify(bubble()) })).toContain(warning[0]);
  });

  it('says what it is the JSON of, and what to do', () => {
    const [finding] = checkMessage(text(JSON.stringify(bubble())), { method: 'push', pointer: '' });
    expect(finding?.message).toMatch(/JSON of a Flex bubble.*write it as an object/);
  });
});

describe('emoji that LINE once drew itself', () => {
  it.each(['text', 'textV2'])('are no more, in %s', (type) => {
    expect(found({ type, text: 'Hi \u{100084}' })).toEqual(['warning discontinued-emoji /text']);
    expect(found({ type, text: 'Hi \u{1f600} \u{20bb7}' })).toEqual([]);
  });
});
