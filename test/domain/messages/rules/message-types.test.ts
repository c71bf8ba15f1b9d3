import { describe, expect, it } from 'vitest';
import { checkMessages } from '../../../../src/domain/messages/check-messages.js';
import { found, lines, type Row } from '../found.js';

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
