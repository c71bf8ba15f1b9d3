import { expect, it } from 'vitest';
import type { LineApi } from '../../../../src/ports/line-api.js';
import { requireRoomForUnit } from '../../../../src/usecases/broadcast/planning/aggregation-unit.js';
import { oneToken, SendingPlatform } from '../../../support/sending-platform.js';

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

it('takes a new name while there is room', async () => {
  await expect(requireRoomForUnit('spring', platformWith(999, []), oneToken)).resolves.toBeUndefined();
});

it('takes a name of this month when there is no room for another', async () => {
  const api = platformWith(1000, [['autumn'], ['winter', 'spring']]);
  await expect(requireRoomForUnit('spring', api, oneToken)).resolves.toBeUndefined();
});

it('refuses a name that LINE would silently not assign', async () => {
  const api = platformWith(1000, [['autumn'], ['winter']]);
  await expect(requireRoomForUnit('spring', api, oneToken)).rejects.toMatchObject({
    kind: 'limit',
    code: 'UNIT_LIMIT_REACHED',
  });
});
