import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFollowerPages } from '../../../../src/adapters/state/follower-pages.js';
import { createLocks } from '../../../../src/adapters/state/locks.js';
import { failure } from '../../../../src/domain/failure/failure.js';
import type { LineApi } from '../../../../src/ports/line-api.js';
import { type FollowerDeps, followerPages } from '../../../../src/usecases/broadcast/planning/followers.js';
import { FakeClock } from '../../../support/broadcast-bench.js';
import { lineFailed, lineRefused } from '../../../support/failures.js';
import { oneToken, SendingPlatform } from '../../../support/sending-platform.js';

const HOUR_MS = 60 * 60 * 1000;

async function collect(
  followerIds: LineApi['followerIds'],
  more: Partial<FollowerDeps> = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  const api = { ...new SendingPlatform().api, followerIds };
  const deps = {
    api,
    tokens: oneToken,
    clock: new FakeClock(),
    openJournal: async () => null,
    onGoingOn: () => {},
    ...more,
  };
  for await (const page of followerPages(deps)) ids.push(...page);
  return ids;
}

/** A list of six pages on a LINE that dies at the given request, and a journal on disk between the runs. */
function openScene() {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-followers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = new FakeClock();
  const open = createFollowerPages(folder, createLocks(folder, clock));
  const asked: (string | null)[] = [];
  const scene = {
    clock,
    asked,
    openJournal: () => open('bot'),
    /** The places in the list that LINE still knows end with this. */
    round: 'x',
    goneOn: [] as number[],
    read: (diesAt: number | null = null, more: Partial<FollowerDeps> = {}) => {
      asked.length = 0;
      return collect(
        async (_token, { start }) => {
          if (asked.length === diesAt) throw new Error('killed');
          asked.push(start);
          if (start !== null && !start.endsWith(scene.round)) throw lineRefused();
          const index = start === null ? 0 : Number.parseInt(start, 10);
          const next = index === 5 ? null : `${index + 1}${scene.round}`;
          return { userIds: index === 3 ? [] : [`${index}a`, `${index}b`], next };
        },
        { clock, openJournal: scene.openJournal, onGoingOn: ({ userIds }) => scene.goneOn.push(userIds), ...more },
      );
    },
  };
  return scene;
}

const EVERYBODY = ['0a', '0b', '1a', '1b', '2a', '2b', '4a', '4b', '5a', '5b'];

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
    if (asked.length === 2 || asked.length === 3) throw lineFailed();
    return start === null ? { userIds: ['a'], next: '1' } : { userIds: ['b'], next: null };
  });
  expect(ids).toEqual(['a', 'b']);
  expect(asked).toEqual([null, '1', '1', '1']);
});

it('does not ask again when the account has no such list', async () => {
  const refusal = failure('NOT_AVAILABLE_FOR_ACCOUNT', { doing: 'read the followers', status: 403, answer: 'no' });
  await expect(collect(() => Promise.reject(refusal))).rejects.toMatchObject({
    code: refusal.code,
    situations: [{ name: 'followersNotNamed' }],
  });
});

it('begins anew, once, when LINE forgets the place in the middle, and says so', async () => {
  const asked: (string | null)[] = [];
  let begunAnew = 0;
  const read = (forgets: number) =>
    collect(
      async (_token, { start }) => {
        asked.push(start);
        if (start === '2' && asked.filter((place) => place === '2').length <= forgets) throw lineRefused();
        const index = Number(start ?? 0);
        return { userIds: [`${index}`], next: index === 3 ? null : `${index + 1}` };
      },
      {
        onBegunAnew: () => {
          begunAnew += 1;
        },
      },
    );
  expect(await read(1)).toEqual(['0', '1', '0', '1', '2', '3']);
  expect([asked, begunAnew]).toEqual([[null, '1', '2', null, '1', '2', '3'], 1]);
  asked.length = 0;
  await expect(read(2)).rejects.toMatchObject({ code: 'LINE_REFUSED' });
});

it('ends with an error when pages come again', async () => {
  await expect(collect(async () => ({ userIds: ['a'], next: 'same' }))).rejects.toMatchObject({
    code: 'PAGE_REPEATED',
  });
});

describe('a list whose reading ended before its last page', () => {
  it.each([1, 2, 3, 4, 5])(
    'after %i pages, goes on there in the next run, which asks for no page again',
    async (pages) => {
      const scene = openScene();
      await expect(scene.read(pages)).rejects.toThrow('killed');
      expect(await scene.read()).toEqual(EVERYBODY);
      expect(scene.asked).toHaveLength(6 - pages);
      expect(scene.goneOn).toHaveLength(1);
    },
  );

  it('goes on over any number of runs', async () => {
    const scene = openScene();
    for (let run = 0; run < 5; run++) await expect(scene.read(1)).rejects.toThrow('killed');
    expect(await scene.read()).toEqual(EVERYBODY);
  });

  it('is begun anew when LINE no longer knows the place', async () => {
    const scene = openScene();
    await expect(scene.read(4)).rejects.toThrow('killed');
    scene.round = 'y';
    expect(await scene.read()).toEqual(EVERYBODY);
    expect(scene.asked).toEqual(['4x', null, '1y', '2y', '3y', '4y', '5y']);
    expect(scene.goneOn).toEqual([]);
  });

  it('is begun anew a day after it was begun', async () => {
    const scene = openScene();
    await expect(scene.read(4)).rejects.toThrow('killed');
    await scene.clock.sleep(24 * HOUR_MS);
    expect(await scene.read()).toEqual(EVERYBODY);
    expect(scene.asked[0]).toBe(null);
  });

  it('is kept for the next run when LINE fails for longer than this one waits', async () => {
    const scene = openScene();
    await expect(scene.read(4)).rejects.toThrow('killed');
    const unavailable = lineFailed();
    await expect(collect(() => Promise.reject(unavailable), { openJournal: scene.openJournal })).rejects.toBe(
      unavailable,
    );
    expect(await scene.read()).toEqual(EVERYBODY);
    expect(scene.asked).toHaveLength(2);
  });
});

it('goes on with its last page after a list that was whole and is still to be taken', async () => {
  const scene = openScene();
  await scene.read(null, { keepsWhole: true });
  expect(await scene.read(null, { keepsWhole: true })).toEqual(EVERYBODY);
  expect(scene.asked).toEqual(['5x']);
});

it('begins anew after a list that was read to its end', async () => {
  const scene = openScene();
  await scene.read();
  expect(await scene.read()).toEqual(EVERYBODY);
  expect(scene.asked).toHaveLength(6);
});
