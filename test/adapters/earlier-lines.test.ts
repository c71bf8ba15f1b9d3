import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { readLine } from '../../src/adapters/journal/journal-lines.js';
import { parseRequest, parseWebhook } from '../../src/adapters/request-log/log-lines.js';

// Lines as earlier versions wrote them, which wait on disks: the journal for half a year, the logs for 90 days.

const KEY = '00000000-0000-4000-8000-000000000001';
const RUN = { of: 'b-20260115-aaaaaa', run: 'r1' };

function journalLine(fields: object): string {
  const text = JSON.stringify(fields);
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}`;
}

it.each([
  [
    { type: 'run', ...RUN, at: 5 },
    { gapSince: null, isAfterTornLine: false },
  ],
  [{ type: 'attempt', ...RUN, batch: 0, retryKey: KEY, at: 5 }, { lineAheadMs: null }],
  [{ type: 'settled', ...RUN, retryKey: KEY }, { succession: null }],
  [{ type: 'takenBack', ...RUN, retryKey: KEY }, { succession: null }],
])('a line of the journal from before some of its fields were there counts: %j', (fields, later) => {
  expect(readLine(journalLine(fields))).toEqual({ ...fields, ...later });
});

it('a line of the journal of a kind that only a later version knows is passed over, and what it adds to a known one too', () => {
  expect(readLine(journalLine({ type: 'handedOver', ...RUN, retryKey: KEY }))).toBeNull();
  const attempt = { type: 'attempt', ...RUN, batch: 0, retryKey: KEY, at: 5, lineAheadMs: 2 };
  expect(readLine(journalLine({ ...attempt, proxy: 'one' }))).toEqual(attempt);
});

it('a line of the logs from before some of its fields were there is read', () => {
  const time = '2026-01-15T03:00:00.000Z';
  const request = JSON.stringify({ time, method: 'GET', url: 'https://api.line.me/v2/bot/info' });
  expect(parseRequest(request)).toMatchObject({ at: Date.parse(time), status: null, retryKey: null, failure: null });
  expect(parseWebhook(JSON.stringify({ time, method: 'POST', path: '/' }))).toMatchObject({
    eventIds: [],
    status: null,
  });
});
