import { expect, it } from 'vitest';
import { checkRequestBody } from '../../../../../src/domain/messages/check-messages.js';
import type { SendMethod } from '../../../../../src/domain/messages/engine/finding.js';
import { lines } from '../../found.js';

const userId = (number: number) => `U${number.toString(16).padStart(32, '0')}`;
const userIds = (count: number) => Array.from({ length: count }, (_, index) => userId(index));
const hello = { type: 'text', text: 'hello' };
const body = (more: object) => ({ ...more, messages: [hello] });
const mention = { type: 'textV2', text: '{a}', substitution: { a: { type: 'mention', mentionee: { type: 'all' } } } };
const tracked = {
  type: 'video',
  originalContentUrl: 'https://a.jp/a',
  previewImageUrl: 'https://a.jp/b',
  trackingId: 'a',
};
const audience = { type: 'audience', audienceGroupId: 5614991017776 };

const rows: [string, SendMethod, unknown, readonly string[]][] = [
  ['no object', 'push', [], ['error wrong-type ']],
  ['no messages', 'push', {}, ['error required /messages']],
  ['null for messages', 'push', { messages: null }, ['error null-value /messages']],
  ['no recipient yet', 'multicast', body({}), []],
  ['a user', 'push', body({ to: userId(1) }), []],
  ['a group', 'push', body({ to: `C${'a'.repeat(32)}` }), []],
  ['a room', 'push', body({ to: `R${'a'.repeat(32)}` }), []],
  ['another ID', 'push', body({ to: 'taro' }), ['error recipient-format /to']],
  ['an ID in capitals', 'push', body({ to: `U${'A'.repeat(32)}` }), ['error recipient-format /to']],
  ['several for one', 'push', body({ to: [userId(1)] }), ['error wrong-type /to']],
  ['500 users', 'multicast', body({ to: userIds(500) }), []],
  ['501 users', 'multicast', body({ to: userIds(501) }), ['error recipient-count /to']],
  ['no user', 'multicast', body({ to: [] }), ['error recipient-count /to']],
  ['one for several', 'multicast', body({ to: userId(1) }), ['error wrong-type /to']],
  [
    'a group by multicast',
    'multicast',
    body({ to: [userId(1), `C${'a'.repeat(32)}`] }),
    ['error recipient-format /to/1'],
  ],
  ['a user twice', 'multicast', body({ to: [userId(1), userId(2), userId(1)] }), ['warning duplicate-recipient /to/2']],
  ['a recipient of a broadcast', 'broadcast', body({ to: userId(1) }), ['warning unknown-property /to']],
  ['silent', 'broadcast', body({ notificationDisabled: true }), []],
  ['silent in words', 'broadcast', body({ notificationDisabled: 'true' }), ['error wrong-type /notificationDisabled']],
  ['a unit of 30', 'multicast', body({ customAggregationUnits: ['a'.repeat(30)] }), []],
  [
    'a unit of 31',
    'push',
    body({ customAggregationUnits: ['a'.repeat(31)] }),
    ['error aggregation-unit /customAggregationUnits/0'],
  ],
  [
    'a unit with a dash',
    'push',
    body({ customAggregationUnits: ['a-b'] }),
    ['error aggregation-unit /customAggregationUnits/0'],
  ],
  [
    'an empty unit',
    'push',
    body({ customAggregationUnits: [''] }),
    ['error aggregation-unit /customAggregationUnits/0'],
  ],
  [
    'two units',
    'push',
    body({ customAggregationUnits: ['a', 'b'] }),
    ['error aggregation-unit /customAggregationUnits'],
  ],
  [
    'a unit in a broadcast',
    'broadcast',
    body({ customAggregationUnits: ['a'] }),
    ['warning unknown-property /customAggregationUnits'],
  ],
  ['a reply token', 'reply', body({ replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA' }), []],
  ['an empty reply token', 'reply', body({ replyToken: '' }), ['error empty /replyToken']],
  [
    'an unknown property',
    'push',
    body({ notificationDisable: true }),
    ['warning unknown-property /notificationDisable'],
  ],
  ['a mention to a group', 'push', { to: `C${'a'.repeat(32)}`, messages: [mention] }, []],
  [
    'a mention to a user',
    'push',
    { to: userId(1), messages: [mention] },
    ['error mention-method /messages/0/substitution/a'],
  ],
  ['a tracked video to a user', 'push', { to: userId(1), messages: [tracked] }, []],
  [
    'a tracked video to a group',
    'push',
    { to: `C${'a'.repeat(32)}`, messages: [tracked] },
    ['error tracking-id-destination /messages/0/trackingId'],
  ],
  [
    'an audience',
    'narrowcast',
    body({ recipient: audience, filter: { demographic: { type: 'gender' } }, limit: { max: 100 } }),
    [],
  ],
  [
    'audiences joined',
    'narrowcast',
    body({
      recipient: {
        type: 'operator',
        and: [audience, { type: 'operator', not: { type: 'redelivery', requestId: 'a' } }],
      },
    }),
    [],
  ],
  [
    'an operator without operands',
    'narrowcast',
    body({ recipient: { type: 'operator' } }),
    ['error narrowcast-operator /recipient'],
  ],
  [
    'an operator with two',
    'narrowcast',
    body({ recipient: { type: 'operator', not: audience, or: [audience] } }),
    ['error narrowcast-operator /recipient'],
  ],
  ['10 audiences', 'narrowcast', body({ recipient: { type: 'operator', or: Array(10).fill(audience) } }), []],
  [
    '11 audiences',
    'narrowcast',
    body({ recipient: { type: 'operator', or: Array(11).fill(audience) } }),
    ['error recipient-count /recipient'],
  ],
  ['a limit of nothing', 'narrowcast', body({ limit: { max: 0 } }), ['error range /limit/max']],
  [
    'all or nothing, without the quota',
    'narrowcast',
    body({ limit: { forbidPartialDelivery: true } }),
    ['error narrowcast-limit /limit/forbidPartialDelivery'],
  ],
  ['all or nothing', 'narrowcast', body({ limit: { forbidPartialDelivery: true, upToRemainingQuota: true } }), []],
];

it.each(rows)('%s (%s)', (_about, method, requestBody, expected) => {
  expect(lines(checkRequestBody(requestBody, { method }))).toEqual(expected);
});

it('warns that a broadcast goes to all, whatever "to" says', () => {
  const [finding] = checkRequestBody(body({ to: userId(1) }), { method: 'broadcast' });
  expect(finding?.message).toBe(
    '"to" belongs to push and multicast, broadcast ignores it: the messages go to all friends',
  );
});
