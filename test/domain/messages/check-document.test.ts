import { describe, expect, it } from 'vitest';
import { checkDocument, checkDocumentValue } from '../../../src/domain/messages/check-document.js';
import type { SendMethod } from '../../../src/domain/messages/engine/finding.js';
import { requestSize } from '../../../src/domain/messages/reading/request-size.js';

function places(text: string, method: SendMethod = 'multicast'): string[] {
  return checkDocument(text, { method }).findings.map(
    ({ rule, pointer, line, column }) => `${line}:${column} ${rule} ${pointer}`,
  );
}

describe('shapes', () => {
  const empty = '{"type":"text","text":""}';
  it.each([
    ['a message', empty, 1, ['1:23 empty /text']],
    ['an array', `[${empty}]`, 1, ['1:24 empty /0/text']],
    ['a request body', `{"messages":[${empty}]}`, 1, ['1:36 empty /messages/0/text']],
    [
      'a request body with too many',
      JSON.stringify({ messages: Array(6).fill({ type: 'text', text: 'a' }) }),
      6,
      ['1:13 message-count /messages'],
    ],
    ['an empty array', '[]', 0, ['1:1 message-count ']],
    ['a number', '5', 0, ['1:1 wrong-type ']],
    ['broken JSON', '[{]', 0, ['1:3 json-syntax ']],
  ])('%s', (_about, text, messageCount, expected) => {
    expect(places(text)).toEqual(expected);
    expect(checkDocument(text, { method: 'multicast' }).messageCount).toBe(messageCount);
  });
});

it('lists findings in the order of the source, keys at the key and missing things at their object', () => {
  const text =
    '[\n  {"type": "text",\n   "txt": "a"},\n  {"type": "sticker", "packageId": "446",\n   "packageId": "446",\n   "stickerId": ""}\n]';
  expect(places(text)).toEqual([
    '2:3 required /0/text',
    '3:4 unknown-property /0/txt',
    '5:4 duplicate-key /1/packageId',
    '6:17 pattern /1/stickerId',
  ]);
});

describe('the size of the request', () => {
  const message = { type: 'text', text: 'おはよう' };
  const bytes = (text: string) => Buffer.byteLength(text);
  const ids = Array.from({ length: 500 }, (_, index) => `U${String(index).padStart(32, '0')}`);
  it.each<[string, SendMethod, unknown, unknown]>([
    ['a message by broadcast', 'broadcast', message, { messages: [message] }],
    ['an array by broadcast', 'broadcast', [message, message], { messages: [message, message] }],
    ['a message by multicast, to 500', 'multicast', message, { to: ids, messages: [message] }],
    ['a body by multicast, to 500', 'multicast', { messages: [message] }, { to: ids, messages: [message] }],
    [
      'a body with its own recipients',
      'multicast',
      { to: ids.slice(0, 2), messages: [message] },
      { to: ids.slice(0, 2), messages: [message] },
    ],
    ['a message by push', 'push', message, { to: ids[0], messages: [message] }],
  ])('%s', (_about, method, document, request) => {
    expect(requestSize(document, method)).toBe(bytes(JSON.stringify(request)));
  });

  it.each([
    [2_000_000, []],
    [2_000_001, [['warning', 2_000_000]]],
    [2_097_152, [['warning', 2_000_000]]],
    [2_097_153, [['error', 2_097_152]]],
  ])('%i bytes', (size, expected) => {
    const padded = (length: number) =>
      JSON.stringify({ messages: [{ type: 'text', text: 'a' }], padding: 'x'.repeat(length) });
    const text = padded(size - padded(0).length);
    const { findings } = checkDocument(text, { method: 'broadcast' });
    expect(requestSize(JSON.parse(text), 'broadcast')).toBe(size);
    expect(findings.filter(({ rule }) => rule === 'body-size').map(({ severity, limit }) => [severity, limit])).toEqual(
      expected,
    );
  });
});

describe('a number that JSON cannot carry', () => {
  const findings = (text: string) =>
    checkDocument(text, { method: 'push' }).findings.map(
      ({ line, column, severity, rule, pointer }) => `${line}:${column} ${severity} ${rule} ${pointer}`,
    );
  const location = (latitude: string) =>
    `{"type":"location","title":"a","address":"b",\n"latitude":${latitude},"longitude":0}`;

  it.each([
    ['in its place', location('1e999'), ['2:12 error number-overflow /latitude']],
    ['below zero', location('-1E+400'), ['2:12 error number-overflow /latitude']],
    ['where a text belongs', '{"type":"text","text":1e999}', ['1:23 error number-overflow /text']],
    [
      'in a property that LINE does not have',
      '[{"type":"text","text":"1e999","x":{"y":[1,1e999]}}]',
      ['1:32 warning unknown-property /0/x', '1:44 error number-overflow /0/x/y/1'],
    ],
    ['large, but a number', '{"type":"text","text":"a","x":1e300}', ['1:27 warning unknown-property /x']],
  ])('%s', (_about, text, expected) => expect(findings(text)).toEqual(expected));

  it('is shown as it is written, with what would be sent', () => {
    const [finding] = checkDocument(location('1e999'), { method: 'push' }).findings;
    expect(finding).toMatchObject({ actual: '1e999' });
    expect(finding?.message).toBe('latitude is 1e999, a number too large for JSON readers: null would be sent');
  });

  it('is a warning where it only loses digits, and is shown with all of them', () => {
    const { findings: found } = checkDocument('{"type":"text","text":12345678901234567890}', { method: 'push' });
    expect(found).toMatchObject([
      { severity: 'warning', rule: 'number-precision', pointer: '/text', actual: '12345678901234567890' },
      { severity: 'warning', rule: 'wrong-type', message: 'text is a number, LINE turns it into a string' },
    ]);
    expect(found[0]?.message).toContain('12345678901234567890');
    expect(findings('{"type":"text","text":9007199254740993}')).toContain('1:23 warning number-precision /text');
    // As large, and every digit of it arrives.
    expect(findings('{"type":"text","text":12345678901234567000}')).toEqual(['1:23 warning wrong-type /text']);
  });
});

it('knows from the caller where it goes, unless the document says so itself', () => {
  const message = {
    type: 'textV2',
    text: '{all}',
    substitution: { all: { type: 'mention', mentionee: { type: 'all' } } },
  };
  const rules = (document: unknown, destination?: 'user') =>
    checkDocumentValue(document, {
      method: 'push',
      locate: () => ({ line: 1, column: 1 }),
      ...(destination === undefined ? {} : { destination }),
    }).findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
  expect([message, [message], { messages: [message] }].map((document) => rules(document))).toEqual([[], [], []]);
  expect([message, [message], { messages: [message] }].map((document) => rules(document, 'user'))).toEqual([
    ['mention-method /substitution/all'],
    ['mention-method /0/substitution/all'],
    ['mention-method /messages/0/substitution/all'],
  ]);
  expect(rules({ to: `C${'0'.repeat(32)}`, messages: [message] }, 'user')).toEqual([]);
});

it('checks a value that was parsed elsewhere', () => {
  const asked: unknown[] = [];
  const locate = (pointer: string, part?: 'value' | 'key') => {
    asked.push([pointer, part]);
    return { line: 7, column: 3 };
  };
  const report = checkDocumentValue({ type: 'text', text: 'a', more: 1 }, { method: 'push', locate });
  expect(report.findings).toMatchObject([{ rule: 'unknown-property', line: 7, column: 3 }]);
  expect(asked).toEqual([['/more', 'key']]);
});

it('survives a value that contains itself', () => {
  const text: Record<string, unknown> = { type: 'box', layout: 'vertical' };
  text['contents'] = [text];
  const message = { type: 'flex', altText: 'a', contents: { type: 'bubble', body: text } };
  const { findings } = checkDocumentValue(message, {
    method: 'push',
    locate: () => ({ line: 1, column: 1 }),
  });
  expect(findings.map(({ rule }) => rule)).toEqual(['depth']);
});
