import { describe, expect, it } from 'vitest';
import { checkDocument, type DocumentOptions } from '../../../../src/domain/messages/check-document.js';

const USER = `U${'0'.repeat(31)}1`;
const TEXT = { type: 'text', text: 'hi' };
const EMPTY = { type: 'text', text: '' };
const BUBBLE = {
  type: 'bubble',
  size: 'huge',
  hero: { type: 'image', url: 'http://example.com/a.png' },
  body: { type: 'box', layout: 'vertical', contents: [EMPTY] },
};
const FINE = { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [TEXT] } };

function check(document: unknown, options: Partial<DocumentOptions> = {}) {
  return checkDocument(JSON.stringify(document), { method: null, ...options });
}

function places(document: unknown, options: Partial<DocumentOptions> = {}): string[] {
  return check(document, options).findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
}

const INSIDE = ['/size', '/hero/url', '/body/contents/0/text'];
const RULES = ['enum', 'url-scheme', 'empty'];
const inside = (at: string) => INSIDE.map((pointer, index) => `${RULES[index]} ${at}${pointer}`);

describe('a bare Flex container', () => {
  it.each<[string, unknown, string[]]>([
    ['a bubble', BUBBLE, ['bare-flex ', ...inside('')]],
    ['a bubble in an array', [TEXT, BUBBLE], ['bare-flex /1', ...inside('/1')]],
    ['a bubble in a body', { to: [USER], messages: [BUBBLE] }, ['bare-flex /messages/0', ...inside('/messages/0')]],
    ['a carousel', { type: 'carousel', contents: [BUBBLE] }, ['bare-flex ', ...inside('/contents/0')]],
    [
      'a container with its altText',
      { altText: '', contents: BUBBLE },
      ['bare-flex ', 'empty /altText', ...inside('/contents')],
    ],
    ['a container as contents alone', { contents: BUBBLE }, ['bare-flex ', ...inside('/contents')]],
    [
      'an array of bubbles as contents',
      { type: 'flex', altText: 'a', contents: [FINE, { ...BUBBLE, size: 'mega' }] },
      ['bare-flex /contents', ...inside('/contents/1').slice(1)],
    ],
    [
      'an array of bubbles as contents, with nothing around',
      [{ altText: 'a', contents: [BUBBLE] }],
      ['bare-flex /0/contents', ...inside('/0/contents/0')],
    ],
  ])('is an error and is checked inside: %s', (_what, document, expected) => {
    expect(places(document)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['a bubble', FINE, '{"type":"flex","altText":"...","contents":...}'],
    ['a container with its altText', { altText: 'a', contents: FINE }, 'add "type":"flex"'],
    ['a container alone', { contents: FINE }, 'add "type":"flex" and "altText"'],
    ['bubbles', { type: 'flex', altText: 'a', contents: [FINE] }, '{"type":"carousel","contents":[...]}'],
  ])('comes with the way to wrap it: %s', (_what, document, words) => {
    const { findings, wrapped } = check(document);
    expect(findings).toMatchObject([{ rule: 'bare-flex', severity: 'error', message: expect.stringContaining(words) }]);
    expect(wrapped).toBe(0);
  });

  it('lacks an alternative text still where it is a Flex Message already', () => {
    expect(places({ type: 'flex', contents: [FINE] })).toEqual(['required /altText', 'bare-flex /contents']);
  });

  it.each([
    ['a bubble', FINE, 1],
    ['two of three messages', [FINE, TEXT, { contents: [FINE] }], 2],
    ['one of a body', { to: USER, messages: [{ type: 'carousel', contents: [FINE] }] }, 1],
  ])('is read as a message where that is wanted: %s', (_what, document, wrapped) => {
    expect(check(document, { wrap: true })).toMatchObject({ findings: [], wrapped });
  });

  it('is checked inside where it is read as a message', () => {
    expect(places([BUBBLE], { wrap: true })).toEqual(inside('/0'));
    expect(places({ altText: '', contents: FINE }, { wrap: true })).toEqual(['empty /altText']);
  });

  it('is found at its place, however many there are', () => {
    const { findings } = check(Array(1_000).fill(BUBBLE));
    expect(findings).toHaveLength(4_001);
    expect(findings.at(-1)?.pointer).toBe('/999/body/contents/0/text');
  });
});

it('checks inside a bare template, whatever is to be wrapped', () => {
  const confirm = { type: 'confirm', text: '', actions: [] };
  const expected = ['message-type /type', 'empty /text', 'count /actions'];
  expect(places(confirm)).toEqual(expected);
  expect(places(confirm, { wrap: true })).toEqual(expected);
  expect(places([{ type: 'carousel', columns: [] }])).toEqual(['message-type /0/type', 'count /0/columns']);
});

describe('the messages of a request body', () => {
  it.each<[string, object, string | null]>([
    ['message', { to: USER, message: [TEXT] }, '"message" is not it'],
    ['Messages', { to: [USER], Messages: [TEXT] }, '"Messages" is not it'],
    ['a slip of the pen', { replyToken: 'a', mesages: [TEXT] }, '"mesages" is not it'],
    ['none', { to: [USER] }, null],
    ['none, of a reply', { replyToken: 'a' }, null],
    ['none, of a narrowcast', { recipient: { type: 'audience', audienceGroupId: 1 } }, null],
  ])('are missing: %s', (_what, body, words) => {
    const { findings } = check(body);
    const missing = expect.stringContaining('"messages" is missing');
    expect(findings).toMatchObject([{ rule: 'required', pointer: '/messages', severity: 'error', message: missing }]);
    if (words !== null) expect(findings[0]?.message).toContain(words);
  });

  it('are checked under the key that they have', () => {
    expect(places({ to: USER, message: [EMPTY] })).toEqual(['required /messages', 'empty /message/0/text']);
    expect(places({ to: USER, message: EMPTY })).toEqual([
      'required /messages',
      'wrong-type /message',
      'empty /message/text',
    ]);
    expect(places({ to: 'no', 'message/s': [FINE] })).toEqual([
      'required /messages',
      'recipient-format /to',
      'bare-flex /message~1s/0',
    ]);
  });

  it('are checked where one stands alone', () => {
    expect(places({ to: USER, messages: EMPTY })).toEqual(['wrong-type /messages', 'empty /messages/text']);
  });
});

describe('the send method', () => {
  it.each([
    ['push', { to: USER, messages: [TEXT] }],
    ['multicast', { to: [USER], messages: [TEXT] }],
    ['reply', { replyToken: 'a', messages: [TEXT] }],
    ['narrowcast', { recipient: { type: 'audience', audienceGroupId: 1 }, messages: [TEXT] }],
    ['narrowcast', { filter: {}, messages: [TEXT] }],
    ['narrowcast', { limit: { max: 1 }, messages: [TEXT] }],
    ['multicast', { messages: [TEXT] }],
    ['multicast', [TEXT]],
    ['multicast', TEXT],
  ])('is %s', (method, document) => {
    expect(check(document)).toMatchObject({ method, findings: [] });
  });

  it.each<[string, object, DocumentOptions['method'], string]>([
    ['a push', { to: USER, messages: [TEXT] }, 'multicast', '/to'],
    ['a multicast', { to: [USER], messages: [TEXT] }, 'push', '/to'],
    ['a reply', { replyToken: 'a', messages: [TEXT] }, 'push', '/replyToken'],
  ])('that was named is kept, and the finding says that the body is that of %s', (what, body, method, at) => {
    const { findings, ...report } = check(body, { method });
    expect(report.method).toBe(method);
    const words = expect.stringContaining(`--for ${what.replace('a ', '')}`);
    expect(findings).toMatchObject([{ pointer: at, message: words }]);
  });
});

describe('something else than messages', () => {
  it.each<[string, unknown, string]>([
    ['the body of a webhook', { destination: 'U', events: [{ type: 'message', replyToken: 'a' }] }, 'webhook'],
    ['a list of user IDs', [USER], 'user IDs'],
    ['user IDs in an object', { userIds: [USER] }, 'user IDs'],
    ['a rich menu', { size: { width: 2500, height: 1686 }, areas: [] }, 'rich menu'],
    ['an answer of LINE', { message: 'The request body has 1 error(s)', details: [] }, 'an answer of LINE'],
  ])('is named: %s', (_what, document, words) => {
    expect(check(document).findings).toMatchObject([
      { rule: 'not-messages', pointer: '', severity: 'error', message: expect.stringContaining(words) },
    ]);
  });
});

it.each<[string, unknown, string]>([
  ['a document', JSON.stringify(TEXT), ''],
  ['the messages of a body', { messages: JSON.stringify([TEXT]) }, '/messages'],
  ['the contents of a Flex Message', { type: 'flex', altText: 'a', contents: JSON.stringify(FINE) }, '/contents'],
])('names JSON inside a string: %s', (_what, document, pointer) => {
  expect(check(document).findings).toMatchObject([
    { rule: 'wrong-type', pointer, message: expect.stringContaining('JSON inside a string') },
  ]);
});

it('says where several request bodies belong', () => {
  const { findings } = check([{ to: USER, messages: [TEXT] }]);
  expect(findings.find(({ pointer }) => pointer === '/0/type')?.message).toContain('.jsonl');
});
