import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseUserId } from '../../../../src/domain/line/ids.js';
import { channelAccessToken } from '../../../../src/domain/line/secret.js';
import type { SendReply } from '../../../../src/ports/line-api.js';
import { BroadcastBench, keyOf, userId } from '../../../support/broadcast-bench.js';
import { diskFull, tokenRefused, told } from '../../../support/failures.js';
import { BOT_USER_ID, type Fate } from '../../../support/sending-platform.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const notConnected: SendReply = { type: 'notTaken', why: 'connection refused' };
const failed: SendReply = { type: 'doubt', why: 'LINE answered 500', requestId: 'r', stranger: null };
const tooMany = (problem: string): SendReply => ({ type: 'tooMany', requestId: 'r', problem });
const refused = (status: number, problem: string): SendReply => ({
  type: 'refused',
  status,
  requestId: 'r',
  problem,
  details: [],
});

/** LINE takes the request, and its answer never arrives. */
function butLosing(take: () => SendReply, seen: SendReply): SendReply {
  take();
  return seen;
}

/** Does the first thing on the n-th request, else lets LINE take it. */
function onRequest(number: number, fate: Fate): Fate {
  return (request, take) => (request.number === number ? fate(request, take) : take());
}

describe('everybody exactly once', () => {
  it.each<[string, Fate]>([
    ['nothing goes wrong', (_request, take) => take()],
    [
      'every other answer is lost after LINE took the request',
      ({ number }, take) => (number % 2 === 0 ? take() : butLosing(take, silence)),
    ],
    ['every other request fails before LINE took it', ({ number }, take) => (number % 2 === 0 ? take() : failed)],
    ['every third connection is refused', ({ number }, take) => (number % 3 === 0 ? notConnected : take())],
    [
      'LINE takes it and answers 500, twice in a row',
      ({ number }, take) => (number % 3 === 0 ? take() : butLosing(take, failed)),
    ],
    [
      'LINE answers 429 now and then',
      ({ number }, take) =>
        number % 4 === 0 ? tooMany('The API rate limit has been exceeded. Try again later.') : take(),
    ],
  ])('%s', async (_case, fate) => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [25, 100, 75]);
    bench.platform.fate = fate;

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(stoppedBy).toBeNull();
    expect(bench.platform.totals).toEqual({ reached: 200, most: 1 });
    expect(broadcast).toMatchObject({
      state: 'completed',
      recipients: { accepted: 200, refused: 0, unknown: 0, pending: 0 },
    });
    expect(broadcast.requests).toBe(bench.platform.requests.length);
  });
});

it('pauses between stages for the interval, counted from the end of the stage before', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10, 10, 10]);

  const { broadcast } = await bench.run(id, ledger);

  const [one, two, three] = broadcast.stages;
  expect((two?.startedAt ?? 0) - (one?.finishedAt ?? 0)).toBeGreaterThanOrEqual(60_000);
  expect((three?.startedAt ?? 0) - (two?.finishedAt ?? 0)).toBeGreaterThanOrEqual(60_000);
});

it('has one request on its way until LINE accepts: a wrong message costs one batch', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [500]);
  bench.platform.fate = () => refused(400, 'The property, messages[0].text, in the request body is invalid');

  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect(bench.platform.requests).toHaveLength(1);
  expect(stoppedBy).toMatchObject({ type: 'refused', status: 400 });
  expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 0, refused: 10, pending: 490 } });
});

it('tries a refused batch again when the operator resumes', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30]);
  bench.platform.fate = onRequest(2, () => refused(403, 'Access to this API is not available for your account'));
  await bench.run(id, ledger);
  bench.platform.fate = (_request, take) => take();

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30, refused: 0 } });
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
});

it('sets a named recipient aside with the reason, and sends to the rest under a new key', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  const bad = new Set([userId(3), userId(15)]);
  bench.platform.fate = ({ userIds }, take) => {
    const position = userIds.findIndex((user) => bad.has(parseUserId(user)));
    return position === -1
      ? take()
      : refused(400, `The property, to[${position}], in the request body is invalid (line: -, column: -)`);
  };

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({
    state: 'completed',
    recipients: { accepted: 18, refused: 2, unknown: 0, pending: 0 },
  });
  expect(bench.platform.totals).toEqual({ reached: 18, most: 1 });
  expect((await ledger.refusedRecipients(id, 10)).map((recipient) => recipient.userId)).toEqual([...bad]);
  expect(new Set(bench.platform.requests.map(({ retryKey }) => retryKey)).size).toBe(4);
});

it.each([
  ['the property of a detail', { property: 'to[3]', message: 'Invalid user ID' }, 'Invalid user ID'],
  ['the words of a detail', { property: null, message: 'to[3] is no user ID' }, 'to[3] is no user ID'],
  ['a detail without words', { property: 'to[3]', message: null }, 'The request body has 1 error(s)'],
])("sets aside whom %s names, with LINE's reason", async (_where, detail, reason) => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [10]);
  bench.platform.fate = onRequest(1, () => ({
    ...refused(400, 'The request body has 1 error(s)'),
    details: [detail],
  }));

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 9, refused: 1 } });
  expect(await ledger.refusedRecipients(id, 10)).toEqual([{ userId: userId(3), reason, requestId: 'r' }]);
});

describe('on a disk that fills up', () => {
  const full = () => Promise.reject(diskFull());

  it('tells what the ledger holds although the end of the run cannot be written', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    let isFull = false;
    bench.platform.fate = onRequest(2, (_request, take) => {
      isFull = true;
      return take();
    });

    const { broadcast, stoppedBy } = await bench.run(id, {
      ...ledger,
      record: (...change) => (isFull ? full() : ledger.record(...change)),
      setState: (...change) => (isFull ? full() : ledger.setState(...change)),
    });

    expect(stoppedBy).toMatchObject({ type: 'failed', error: { code: 'DISK_FULL' } });
    expect(broadcast).toMatchObject({
      state: 'incomplete',
      reason: told(diskFull()).message,
      recipients: { accepted: 10, unknown: 20, pending: 10 },
    });
    expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed' });
    expect(bench.platform.totals).toEqual({ reached: 40, most: 1 });
  });

  it('does not call completed what could not be written as completed', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [10]);

    const { broadcast, stoppedBy } = await bench.run(id, {
      ...ledger,
      setState: (...change) => (change[1] === 'completed' ? full() : ledger.setState(...change)),
    });

    expect(stoppedBy).toMatchObject({ type: 'failed' });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 10 } });
  });
});

it('keeps the time that a killed run worked', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  const begunAt = bench.clock.now();
  await ledger.setState(id, 'running', { at: begunAt, reason: null, workedMs: 0 });
  await ledger.record(id, { type: 'attempt', batch: 0, time: { at: begunAt, lineAheadMs: null }, isRetry: false });
  const ids = { requestId: 'r-1', acceptedRequestId: 'r-1', wasConflict: false };
  const retryKey = await keyOf(ledger, id, 0);
  await ledger.record(id, { type: 'accepted', batch: 0, retryKey, at: begunAt + 40_000, ...ids });
  bench.clock.ms += 3_600_000;

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({ state: 'completed', runStartedAt: null });
  expect(broadcast.elapsedMs).toBeGreaterThanOrEqual(40_000);
  expect(broadcast.elapsedMs).toBeLessThan(60_000);
});

it('never calls a batch refused whose earlier answer was lost', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) =>
    number === 1
      ? silence
      : number === 2
        ? refused(400, 'The property, to[0], in the request body is invalid')
        : take();

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast).toMatchObject({
    state: 'incomplete',
    recipients: { accepted: 10, refused: 0, unknown: 10, pending: 0 },
  });
});

it('leaves a batch in doubt when LINE stays silent, and asks again under the same key on resume', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30]);
  bench.platform.fate = ({ number }, take) => (number === 1 ? take() : butLosing(take, silence));
  const { broadcast, stoppedBy } = await bench.run(id, ledger);
  expect(stoppedBy).toMatchObject({ type: 'noAnswer', inDoubt: true });
  expect(broadcast.recipients.unknown).toBeGreaterThan(0);

  bench.platform.fate = (_request, take) => take();
  const resumed = await bench.run(id, ledger);

  expect(resumed.broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
  expect(resumed.broadcast.conflicts).toBeGreaterThan(0);
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
});

it('never sends a batch in doubt again after 24 hours', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) => (number === 1 ? take() : butLosing(take, silence));
  await bench.run(id, ledger);
  const requests = bench.platform.requests.length;
  bench.platform.fate = (_request, take) => take();
  bench.clock.ms += 24 * 60 * 60 * 1000;

  const { broadcast } = await bench.run(id, ledger);

  expect(bench.platform.requests).toHaveLength(requests);
  expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 10, unknown: 10, pending: 0 } });
});

it('does not put more than a few batches in doubt while LINE is down', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [5_000]);
  bench.platform.fate = ({ number }, take) => (number === 1 ? take() : failed);

  const { broadcast } = await bench.run(id, ledger);

  expect(broadcast.batches.unknown).toBeLessThanOrEqual(21);
  expect(broadcast.batches.pending).toBeGreaterThan(450);
});

describe('429', () => {
  it('pauses when the month is used up, with nothing lost', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    bench.platform.quotaLimit = { type: 'limited', limit: 40 };
    bench.platform.fate = ({ number }, take) => {
      if (number < 3) return take();
      bench.platform.used = 40;
      return tooMany('You have reached your monthly limit.');
    };

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(stoppedBy).toMatchObject({ type: 'quotaUsedUp' });
    expect(broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 20, pending: 20, unknown: 0 } });
  });

  it('tells a reserved quota from a used-up one by what is left', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    bench.platform.quotaLimit = { type: 'limited', limit: 1000 };
    bench.platform.fate = onRequest(2, () => tooMany('You have reached your monthly limit.'));

    const { stoppedBy } = await bench.run(id, ledger);

    expect(stoppedBy).toMatchObject({ type: 'quotaReserved' });
  });

  it('keeps the doubt of a batch that meets the quota wall after a lost answer', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [20]);
    bench.platform.quotaLimit = { type: 'limited', limit: 20 };
    bench.platform.fate = ({ number }, take) => {
      if (number === 1) return silence;
      if (number > 2) return take();
      bench.platform.used = 20;
      return tooMany('You have reached your monthly limit.');
    };

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast.recipients).toMatchObject({ refused: 0, unknown: 10, pending: 10 });
  });

  it('gives up on the rate after many waits, without burning batches', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [100]);
    bench.platform.fate = ({ number }, take) => (number === 1 ? take() : tooMany('whatever LINE says'));

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(stoppedBy).toEqual({ type: 'rateLimited', problem: 'whatever LINE says', quotaUnread: null });
    expect(broadcast.recipients).toMatchObject({ accepted: 10, pending: 90, unknown: 0 });
  });
});

describe('before the first request', () => {
  it('refuses a quota that does not suffice', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    bench.platform.quotaLimit = { type: 'limited', limit: 39 };

    await expect(bench.run(id, ledger)).rejects.toMatchObject({ kind: 'limit', code: 'QUOTA_INSUFFICIENT' });
    expect(bench.platform.requests).toEqual([]);
  });

  it("refuses another bot's token", async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    bench.platform.botUserId = parseUserId(`U${'c'.repeat(32)}`);

    await expect(bench.run(id, ledger)).rejects.toMatchObject({
      kind: 'auth',
      code: 'BOT_MISMATCH',
      details: { expected: BOT_USER_ID },
    });
    expect(bench.platform.requests).toEqual([]);
  });

  it('refuses a second run beside the first, naming the holder', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [40]);
    let second: unknown = null;
    bench.platform.fate = onRequest(1, async (_request, take) => {
      second = await bench.run(id, ledger).catch((error: unknown) => error);
      return take();
    });

    await bench.run(id, ledger);

    expect(second).toMatchObject({ code: 'BROADCAST_BUSY', details: { heldBy: { pid: process.pid } } });
    expect(bench.platform.totals).toEqual({ reached: 40, most: 1 });
  });
});

it('stops with credentials that LINE refuses, resumable and without doubt', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30]);
  bench.platform.fate = ({ number }, take) =>
    number === 1 ? take() : { type: 'unauthorised', requestId: 'r', problem: 'invalid token' };
  const replace = () => Promise.reject(tokenRefused());

  const { broadcast, stoppedBy } = await bench.run(id, ledger, {
    tokens: { current: async () => channelAccessToken('dead-token'), replace },
  });

  expect(stoppedBy).toMatchObject({ type: 'failed', error: { kind: 'auth' } });
  expect(broadcast.recipients).toMatchObject({ accepted: 10, unknown: 0, pending: 20 });
});

it('goes on with another token after a 401', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [30]);
  let token = channelAccessToken('first-token');
  bench.platform.fate = ({ number }, take) =>
    number === 2 ? { type: 'unauthorised', requestId: 'r', problem: 'invalid token' } : take();
  const replace = async () => {
    token = channelAccessToken('second-token');
  };

  const { broadcast } = await bench.run(id, ledger, { tokens: { current: async () => token, replace } });

  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
});

it('finishes what is on its way and begins nothing new when stopped', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [1000]);
  const stop = new AbortController();
  bench.platform.fate = ({ number }, take) => {
    if (number === 5) stop.abort();
    return take();
  };

  const { broadcast, stoppedBy } = await bench.run(id, ledger, { stop: stop.signal });

  expect(stoppedBy).toEqual({ type: 'interrupted' });
  expect(broadcast).toMatchObject({ state: 'paused', recipients: { unknown: 0, refused: 0 } });
  expect(broadcast.recipients.accepted).toBe(bench.platform.delivered.size);
});

it('never sends a batch in doubt whose key ended while the pace made it wait', async () => {
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) => (number === 1 ? take() : butLosing(take, silence));
  await bench.run(id, ledger);
  const requests = bench.platform.requests.length;
  bench.platform.fate = (_request, take) => take();
  const slow = {
    take: async () => {
      bench.clock.ms += 25 * 60 * 60 * 1000;
    },
  };

  const { broadcast } = await bench.run(id, ledger, { paceLimiter: async () => slow });

  expect(bench.platform.requests).toHaveLength(requests);
  expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 10, unknown: 10, pending: 0 } });
});
