import { expect, it } from 'vitest';
import { isUserId } from '../../../src/domain/line/ids.js';
import { UserTable } from '../../../src/emulator/accounting/user-table.js';
import { Followers, followerId } from '../../../src/emulator/bot/followers.js';
import { readAllUserWords, readUserWords } from '../../../src/emulator/bot/user-words.js';
import { mix32, unmix32 } from '../../../src/emulator/seeded-hash.js';

const INDICES = [0, 1, 2, 499, 65_535, 999_999, 9_999_999];

it.each(INDICES)('the ID of follower %i is a user ID and leads back to the index', (index) => {
  const words = new Uint32Array(4);
  const id = followerId(index);

  expect(isUserId(id)).toBe(true);
  expect(readUserWords(id, words)).toBe(true);
  expect(new Followers({ count: 10_000_000, blockedRatio: 0 }).indexOf(words)).toBe(index);
});

it.each([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 123_456_789])('mixing %i can be undone', (value) => {
  expect(unmix32(mix32(value))).toBe(value);
});

it('knows nobody beyond the number of followers, and nobody who only looks like one', () => {
  const followers = new Followers({ count: 1000, blockedRatio: 0 });
  const genuine = followerId(7);

  expect(followers.indexOfId(genuine)).not.toBe(-1);
  expect(followers.indexOfId(followerId(1000))).toBe(-1);
  expect(followers.indexOfId(`${genuine.slice(0, 32)}${genuine.endsWith('0') ? '1' : '0'}`)).toBe(-1);
  expect(followers.indexOfId(`U${'0'.repeat(32)}`)).toBe(-1);
});

it.each(['', 'U', `U${'A'.repeat(32)}`, `U${'g'.repeat(32)}`, `C${'0'.repeat(32)}`, `U${'0'.repeat(33)}`])(
  'does not read %j as a user ID',
  (text) => {
    expect(readUserWords(text, new Uint32Array(4))).toBe(false);
  },
);

it('blocks about the share it is told, always the same followers', () => {
  const followers = new Followers({ count: 10_000, blockedRatio: 0.2 });
  const blocked = Array.from({ length: 10_000 }, (_, index) => index).filter((index) => followers.isBlocked(index));

  expect(blocked.length).toBeGreaterThan(1800);
  expect(blocked.length).toBeLessThan(2200);
  expect(followers.friendCount()).toBe(10_000 - blocked.length);
});

it('counts strangers exactly, past several growths of the table', () => {
  const table = new UserTable();
  const words = new Uint32Array(4);
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 20_000; index += round + 1) {
      readUserWords(followerId(index), words);
      table.add(words);
    }
  }

  const countOf = (index: number) => {
    readUserWords(followerId(index), words);
    return table.count(words);
  };
  expect(table.size).toBe(20_000);
  expect([0, 1, 2, 3, 6, 20_001].map(countOf)).toEqual([3, 1, 2, 2, 3, 0]);
});

it('forgets who is taken out, and nobody else', () => {
  const [table, words] = [new UserTable(), new Uint32Array(4)];
  const read = (index: number) => {
    readUserWords(followerId(index), words);
    return words;
  };
  for (let index = 0; index < 1500; index++) table.add(read(index), index + 1);
  const taken = Array.from({ length: 750 }, (_, half) => table.take(read(half * 2)));
  expect(taken).toEqual(Array.from({ length: 750 }, (_, half) => half * 2 + 1));
  expect([table.size, table.take(read(0))]).toEqual([750, 0]);
  const left = Array.from({ length: 1500 }, (_, index) => table.count(read(index)));
  expect(left).toEqual(Array.from({ length: 1500 }, (_, index) => (index % 2 === 0 ? 0 : index + 1)));
  expect(table.entries().length).toBe(750);
});

it.each([
  ['all well-formed', [followerId(0), followerId(1)], null],
  ['none at all', [], null],
  ['a short one', [followerId(0), 'U1', followerId(1)], 1],
  ['a number', [followerId(0), 7], 1],
  ['upper case before a short one', [followerId(0), `U${'A'.repeat(32)}`, ''], 1],
  ['letters beyond ASCII', [followerId(0), followerId(1), `U${'０'.repeat(32)}`], 2],
  ['half a surrogate pair', [`U${'0'.repeat(31)}\ud83d`, followerId(1)], 0],
] as const)('finds the first malformed ID: %s', (_what, ids, expected) => {
  expect(readAllUserWords(ids, new Uint32Array(ids.length * 4))).toBe(expected);
});
