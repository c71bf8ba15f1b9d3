import { expect, it } from 'vitest';
import { quotaMonth } from '../../../src/domain/line/quota-month.js';

it.each([
  ['2026-11-30T14:59:59Z', '2026-10-31T15:00:00.000Z', '2026-11-30T15:00:00.000Z', '2026-12-01'],
  ['2026-11-30T15:00:00Z', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z', '2027-01-01'],
])('%s lies in the month in Japan from %s to %s', (now, startsAt, endsAt, firstDayAfter) => {
  const month = quotaMonth(Date.parse(now));
  expect(month).toEqual({ startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt), firstDayAfter });
});
