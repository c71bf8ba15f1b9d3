import { expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure.js';
import type { LineApi } from '../../../src/ports/line-api.js';
import { followerPages } from '../../../src/usecases/broadcast/followers.js';
import { FakeClock } from '../../support/broadcast-bench.js';
import { oneToken, SendingPlatform } from '../../support/sending-platform.js';

async function collect(followerIds: LineApi['followerIds']): Promise<readonly string[]> {
  const ids: string[] = [];
  const api = { ...new SendingPlatform().api, followerIds };
  for await (const page of followerPages(api, oneToken, new FakeClock())) ids.push(...page);
  return ids;
}

it('goes on until there is no next page, over short and empty ones', async () => {
  const pages = [
    { userIds: ['a'], next: '1' },
    { userIds: [], next: '2' },
    { userIds: ['b', 'c'], next: null },
  ];
  expect(await collect(async (_token, { start }) => pages[Number(start ?? 0)] ?? { userIds: [], next: null })).toEqual([
    'a',
    'b',
    'c',
  ]);
});

it('asks for the same page again when LINE could not give it', async () => {
  const asked: (string | null)[] = [];
  const ids = await collect(async (_token, { start }) => {
    asked.push(start);
    if (asked.length === 2 || asked.length === 3)
      throw new LineOpsError('unavailable', 'LINE_FAILED', 'LINE answered 500');
    return start === null ? { userIds: ['a'], next: '1' } : { userIds: ['b'], next: null };
  });
  expect(ids).toEqual(['a', 'b']);
  expect(asked).toEqual([null, '1', '1', '1']);
});

it('does not ask again when the account has no such list', async () => {
  const refusal = new LineOpsError('refused', 'NOT_AVAILABLE_FOR_ACCOUNT', 'LINE answered 403');
  await expect(collect(() => Promise.reject(refusal))).rejects.toBe(refusal);
});
