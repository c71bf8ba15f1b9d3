import { expect, it } from 'vitest';
import type { HttpReply } from '../../../src/adapters/line/http.js';
import { createLineClock } from '../../../src/adapters/line/line-clock.js';
import type { ApiNotice } from '../../../src/ports/line-api.js';

const HOUR_MS = 3_600_000;

function reply(changes: Partial<Extract<HttpReply, { type: 'reply' }>> = {}): HttpReply {
  return {
    type: 'reply',
    status: 200,
    requestId: 'request-1',
    acceptedRequestId: null,
    clockSkewMs: HOUR_MS,
    contentType: 'application/json',
    text: '{}',
    bytes: Buffer.from('{}'),
    ...changes,
  };
}

it("knows LINE's time from any answer that is LINE's, and tells of a difference once", () => {
  const said: ApiNotice[] = [];
  const clock = createLineClock({ now: () => 0, sleep: async () => {} }, (notice) => said.push(notice));
  expect(clock.skewMs()).toBeNull();

  clock.saw(reply({ status: 400, requestId: null, text: ' {"error":"invalid_request"}' }));
  expect([clock.skewMs(), said]).toEqual([HOUR_MS, []]);
  clock.saw(reply());
  clock.saw(reply({ clockSkewMs: -2 * HOUR_MS }));

  expect(clock.skewMs()).toBe(-2 * HOUR_MS);
  expect(said).toEqual([{ type: 'clockDiffers', difference: "1 h behind LINE's" }]);
});

it.each([
  ['the page of a proxy', reply({ requestId: null, text: '<html>' })],
  ['an answer without a date', reply({ clockSkewMs: null })],
  ['a difference under a minute', reply({ clockSkewMs: 59_000 })],
])('says nothing of %s', (_what, answer) => {
  const said: ApiNotice[] = [];

  createLineClock({ now: () => 0, sleep: async () => {} }, (notice) => said.push(notice)).saw(answer);

  expect(said).toEqual([]);
});
