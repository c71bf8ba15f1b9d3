import { afterEach, beforeEach, expect, it } from 'vitest';
import { problemWith } from '../../../src/cli/broadcast/running/run-problem.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';
import { told } from '../../support/failures.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

const URL = 'https://api.line.me (HTTPS_PROXY: proxy.example:3128)';
const page: SendReply = {
  type: 'doubt',
  why: `${URL} answered 200 without LINE's headers`,
  requestId: null,
  stranger: URL,
};
const linesError: SendReply = { type: 'doubt', why: 'LINE answered 500', requestId: 'r', stranger: null };

/** LINE takes the request, and a proxy puts its own page in place of the answer. */
function replaced(take: () => SendReply): SendReply {
  take();
  return page;
}

it("stops at the fifth answer in a row that is not LINE's, in doubt, naming who answered; a resume settles it", async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [100]);
  bench.platform.fate = ({ number }, take) => (number < 3 ? take() : replaced(take));
  const report = await bench.run(id, ledger);

  expect(report.broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 20 } });
  // Two were accepted, so that three may be on their way at once: the fifth of the others finds two more that have left.
  expect(report.broadcast.requests).toBeGreaterThanOrEqual(7);
  expect(report.broadcast.requests).toBeLessThanOrEqual(9);
  expect(report.broadcast.recipients.unknown).toBeGreaterThan(0);
  expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
    kind: 'incomplete',
    message: expect.stringContaining(`removes LINE's headers or answers for it: ${URL} answered 200`),
    hint: expect.stringContaining(`See what answers at ${URL}`),
  });

  bench.platform.fate = (_request, take) => take();
  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 100 } });
  expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
});

it("goes on while LINE's own answers come between, an error of LINE among them", async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30]);
  bench.platform.fate = ({ number }, take) =>
    number % 5 === 0 ? take() : number % 5 === 3 ? linesError : replaced(take);
  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
});
