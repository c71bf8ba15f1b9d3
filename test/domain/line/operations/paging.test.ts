import { expect, it } from 'vitest';
import { createRepeatGuard, nextQuery } from '../../../../src/domain/line/operations/paging.js';

it.each([
  ['limit=2', { userIds: [], next: 'abc=' }, 'limit=2&start=abc%3D'],
  ['limit=2&start=abc', { userIds: [], next: 'def' }, 'limit=2&start=def'],
  ['limit=2', { userIds: [] }, null],
  ['', { next: '' }, null],
  ['', { next: null }, null],
  ['page=1&size=2', { audienceGroups: [], hasNextPage: true, page: 1 }, 'page=2&size=2'],
  ['page=3', { hasNextPage: true }, 'page=4'],
  ['page=3', { hasNextPage: false, page: 3 }, null],
  ['', [1, 2], null],
  ['', 'text', null],
])('behind %j with %j comes %j', (query, answer, next) => {
  expect(nextQuery(query, answer)).toBe(next);
});

it.each([
  ['a page that names itself', ['a', 'b', 'b']],
  ['a page that names the first', ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']],
  ['a circle behind a way', [...'abcdefg', ...'xyz'.repeat(9)]],
])('%s is found out', (_what, [first = '', ...others]) => {
  const isRepeated = createRepeatGuard(first);
  expect(others.some(isRepeated)).toBe(true);
});

it('pages that all differ are none again', () => {
  const isRepeated = createRepeatGuard('0');
  expect(Array.from({ length: 10_000 }, (_, index) => isRepeated(String(index + 1))).some(Boolean)).toBe(false);
});
