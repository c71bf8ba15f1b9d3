import { expect, it } from 'vitest';
import { failure } from '../../../../src/domain/failure/failure.js';
import type { LineApi } from '../../../../src/ports/line-api.js';
import { lookAtUnit } from '../../../../src/usecases/broadcast/planning/aggregation-unit.js';
import { askBeforeSending } from '../../../../src/usecases/broadcast/sending/before-sending.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';
import { oneToken, SendingPlatform } from '../../../support/sending-platform.js';

const BODY_TAIL = '],"messages":[],"customAggregationUnits":["spring"]}';

function platformWith(count: number, pages: readonly (readonly string[])[]): LineApi {
  return {
    ...new SendingPlatform().api,
    aggregationUnitCount: async () => count,
    aggregationUnits: async (_token, start) => {
      const index = Number(start ?? 0);
      return { units: pages[index] ?? [], next: index + 1 < pages.length ? String(index + 1) : null };
    },
  };
}

const look = (api: LineApi, bodyTail = BODY_TAIL) => lookAtUnit('multicast', bodyTail, api, oneToken);

it('counts the names of the month, and tells a new one from one of them', async () => {
  const known = { name: 'spring', usedThisMonth: 999, problem: null };
  expect(await look(platformWith(999, [['autumn'], ['Spring']]))).toEqual({ ...known, isNew: true });
  expect(await look(platformWith(999, [['autumn'], ['spring']]))).toEqual({ ...known, isNew: false });
});

it('takes a name of this month when there is no room for another', async () => {
  expect(await look(platformWith(1000, [['autumn'], ['winter', 'spring']]))).toMatchObject({ isNew: false });
});

it('refuses a name that LINE would silently not assign', async () => {
  await expect(look(platformWith(1000, [['autumn'], ['winter']]))).rejects.toMatchObject({
    kind: 'limit',
    code: 'UNIT_LIMIT_REACHED',
  });
});

it('refuses at the beginning what LINE counts under no unit since it was planned, and asks no more once it has begun', async () => {
  const bench = new BroadcastBench();
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10], { bodyTail: BODY_TAIL });
  const planned = await ledger.find(id);
  bench.close();
  if (planned === null) throw new Error('it was planned');
  const ask = (count: number, names: readonly string[], begun = planned) =>
    askBeforeSending(begun, { api: platformWith(count, [names]), tokens: oneToken });
  await expect(ask(1000, ['autumn'])).rejects.toMatchObject({ code: 'UNIT_LIMIT_REACHED' });
  await ask(1000, ['spring']);
  await ask(999, []);
  await ask(1000, ['autumn'], { ...planned, startedAt: 1 });
});

it('asks nothing for messages without a unit, or to friends', async () => {
  const { api } = new SendingPlatform();
  expect(await look(api, '],"messages":[]}')).toBeNull();
  expect(await lookAtUnit('broadcast', BODY_TAIL, api, oneToken)).toBeNull();
});

it('goes without the count where LINE does not say, but not without a token', async () => {
  const failing = (problem: Error): LineApi => ({
    ...new SendingPlatform().api,
    aggregationUnitCount: () => Promise.reject(problem),
  });
  const away = failure('LINE_FAILED', { doing: 'count the units', status: 500 });
  expect(await look(failing(away))).toEqual({ name: 'spring', usedThisMonth: null, isNew: null, problem: away });
  const refused = failure('TOKEN_REFUSED', { which: 'ofLine', doing: 'count', status: 401, answer: 'no' });
  await expect(look(failing(refused))).rejects.toBe(refused);
});
