import { expect, it } from 'vitest';
import { type TriedWebhook, triedElsewhere, withTried } from '../../../src/domain/webhook/tried.js';

const URL = 'https://bot.example.com/hook';
const tried = (at: number, passed: boolean | null, url = URL): TriedWebhook => ({ url, at, passed });
const channel = (name: string, ...triedWebhooks: readonly TriedWebhook[]) => ({
  name,
  channelId: name,
  production: name.startsWith('prod'),
  triedWebhooks,
});

it('remembers each URL once, and twenty of them', () => {
  expect(withTried([tried(1, false), tried(2, true, 'b')], tried(3, true))).toEqual([
    tried(2, true, 'b'),
    tried(3, true),
  ]);
  const many = Array.from({ length: 20 }, (_, index) => tried(index, null, `u${index}`));
  const after = withTried(many, tried(99, true));
  expect([after.length, after[0]?.url, after.at(-1)?.url]).toEqual([20, 'u1', URL]);
});

it.each([
  ['nowhere', [channel('a', tried(1, true, 'other'))], null],
  [
    'on the very channel, or on one in production',
    [channel('shop', tried(1, true)), channel('prod', tried(2, true))],
    null,
  ],
  [
    'last of several',
    [channel('a', tried(1, false)), channel('b', tried(2, null))],
    { channel: 'b', at: 2, passed: null },
  ],
  [
    'with a pass, though it failed later',
    [channel('a', tried(1, true)), channel('b', tried(2, false))],
    { channel: 'a', at: 1, passed: true },
  ],
])('a URL was tried %s', (_where, channels, expected) => {
  expect(triedElsewhere(URL, 'shop', channels)).toEqual(expected);
});
