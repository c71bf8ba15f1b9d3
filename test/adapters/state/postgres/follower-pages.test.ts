import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandomness, systemStopwatch } from '../../../../src/adapters/host/host.js';
import { postgresEngine } from '../../../../src/adapters/state/postgres/engine.js';
import { createServerFollowerPages } from '../../../../src/adapters/state/postgres/follower-pages.js';
import { Leases } from '../../../../src/adapters/state/postgres/leases/leases.js';
import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import { PLACE_LIFETIME_MS } from '../../../../src/domain/line/operations/paging.js';
import type { FollowerPageJournal, OpenFollowerPages } from '../../../../src/ports/broadcast/follower-pages.js';
import { allOf } from '../../../support/all-of.js';
import { freshDatabase } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

let url: string;
let server: StateServer;
let openJournal: OpenFollowerPages;
let now = PLACE_LIFETIME_MS;

/** A process of another machine on the same server. */
async function processOn(): Promise<{ readonly server: StateServer; readonly open: OpenFollowerPages }> {
  const own = await stateServerAt(url);
  const leases = new Leases({
    server: own,
    renewals: own,
    clock: systemClock,
    stopwatch: systemStopwatch,
    random: systemRandomness,
    process: { pid: 1, host: 'desk' },
  });
  onTestFinished(() => leases.close());
  const engine = postgresEngine(own, (names, session) => leases.prove(names, session));
  return { server: own, open: createServerFollowerPages(engine, leases, { now: () => now }) };
}

async function open(owner = 'bot'): Promise<FollowerPageJournal> {
  const journal = await openJournal(owner);
  if (journal === null) throw new Error('in use');
  return journal;
}

async function keep(...pages: readonly (readonly string[])[]): Promise<void> {
  const journal = await open();
  for (const [index, userIds] of pages.entries())
    await journal.keep({ userIds, next: `after ${userIds.at(-1)}`, readAt: now + index });
  await journal.close();
}

async function found(owner = 'bot') {
  const journal = await open(owner);
  try {
    return { kept: journal.kept, pages: await allOf(journal.pages()) };
  } finally {
    await journal.close();
  }
}

const change = (sql: string) => server.write((session) => session.query(sql));

describeWithPostgres('pages of follower lists in a server', () => {
  beforeEach(async () => {
    now = PLACE_LIFETIME_MS;
    url = await freshDatabase();
    ({ server, open: openJournal } = await processOn());
  });

  it('are found by whichever machine goes on, for one bot each', async () => {
    expect(await found()).toEqual({ kept: null, pages: [] });
    await keep(['a', 'b'], []);
    await keep(['c']);
    const kept = { userIds: 3, begunAt: now, next: 'after c' };
    expect(await found()).toEqual({ kept, pages: [['a', 'b'], [], ['c']] });
    ({ open: openJournal } = await processOn());
    expect(await found()).toEqual({ kept, pages: [['a', 'b'], [], ['c']] });
    expect((await found('another')).kept).toBeNull();
    const many = Array.from({ length: 70 }, (_, index) => [`u${index}`]);
    await keep(...many);
    expect((await found()).pages).toEqual([['a', 'b'], [], ['c'], ...many]);
  });

  it('end before one that is damaged or missing, and more is kept behind those before it', async () => {
    await keep(['a'], ['b'], ['c']);
    await change(`UPDATE follower_page SET page = set_byte(page, 3, 0) WHERE idx = 1`);
    expect((await found()).pages).toEqual([['a']]);
    await keep(['d'], ['e']);
    expect((await found()).pages).toEqual([['a'], ['d'], ['e']]);
    await change('DELETE FROM follower_page WHERE idx = 0');
    expect(await found()).toEqual({ kept: null, pages: [] });
  });

  it('are forgotten when the list is whole, and a day after the first by whoever opens any list', async () => {
    await keep(['a']);
    const journal = await open();
    await journal.forget();
    await journal.keep({ userIds: ['b'], next: 'n', readAt: now + 5 });
    await journal.close();
    expect(await found()).toEqual({ kept: { userIds: 1, begunAt: now + 5, next: 'n' }, pages: [['b']] });
    now += PLACE_LIFETIME_MS + 6;
    await found('another');
    const { rows } = await server.read((session) => session.query('SELECT count(*) AS n FROM follower_page'));
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('are open for one machine at a time; whoever lost them to another keeps nothing more', async () => {
    const journal = await open();
    await journal.keep({ userIds: ['a'], next: 'n', readAt: now });
    const other = await processOn();
    expect(await other.open('bot')).toBeNull();
    await change(`UPDATE lease SET ends = 0 WHERE name = 'followers-bot'`);
    const taken = await other.open('bot');
    expect(taken?.kept?.userIds).toBe(1);
    await expect(journal.keep({ userIds: ['b'], next: 'n', readAt: now })).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    await taken?.keep({ userIds: ['c'], next: 'm', readAt: now });
    await taken?.close();
    await journal.close();
    expect((await found()).pages).toEqual([['a'], ['c']]);
  });
});
