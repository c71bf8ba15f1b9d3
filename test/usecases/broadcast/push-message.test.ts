import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushProblem } from '../../../src/cli/message/push-problem.js';
import type { Broadcast } from '../../../src/domain/broadcast/broadcast.js';
import { RETRY_KEY_LIFETIME_MS } from '../../../src/domain/broadcast/sending/batch/keys/key-age.js';
import { parseChannelId, parseRetryKey, parseUserId, type RetryKey } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { resolveUnknown } from '../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { type Push, pushBody, pushOf, readKeyHistory, sendPush } from '../../../src/usecases/broadcast/push-message.js';
import { BroadcastBench, noLocks } from '../../support/broadcast-bench.js';
import { lineFailed, toldAs } from '../../support/failures.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';
import { BOT_USER_ID } from '../../support/sending-platform.js';

const TO = parseUserId(`U${'a'.repeat(32)}`);
const OTHER = parseUserId(`U${'c'.repeat(32)}`);
const KEY = parseRetryKey('123e4567-e89b-12d3-a456-426614174000');
const TEXT = { type: 'text', text: 'hi' };
const CHANNEL = {
  name: null,
  id: parseChannelId('1234567890'),
  production: false,
  timeZone: null,
  botUserId: null,
  signingKeyId: null,
};

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

function aPush(givenKey: RetryKey | null = null, to = TO, message: unknown = TEXT): Push {
  return pushOf(message, to, givenKey, bench.random);
}

async function push(
  wanted: Push,
  { ledger, ...overrides }: { ledger?: BroadcastLedger; api?: typeof bench.platform.api } = {},
) {
  const opened = ledger ?? (await bench.openLedger());
  return sendPush(
    wanted,
    { ...bench.deps(opened, overrides), channel: CHANNEL, botUserId: BOT_USER_ID },
    { stop: new AbortController().signal, onProgress: () => {}, passGate: async () => null, onStored: () => {} },
  );
}

async function historyOf(wanted: Push) {
  const ledger = await bench.openLedger();
  return readKeyHistory(wanted, CHANNEL, { broadcastLedger: async () => ledger });
}

async function onlyBroadcast(): Promise<Broadcast | undefined> {
  return (await (await bench.openLedger()).list())[0];
}

const silence: SendReply = { type: 'doubt', why: 'connection reset', requestId: null, stranger: null };
const refusal: SendReply = {
  type: 'refused',
  status: 400,
  requestId: 'request-400',
  problem: 'Failed to send messages',
  details: [],
};

describe('the bytes of a push', () => {
  it.each([
    ['one message', TEXT, { to: TO, messages: [TEXT] }],
    ['an array', [TEXT, TEXT], { to: TO, messages: [TEXT, TEXT] }],
    [
      'a request body',
      { messages: [TEXT], notificationDisabled: true },
      { to: TO, messages: [TEXT], notificationDisabled: true },
    ],
    ['a request body to the same person', { to: TO, messages: [TEXT] }, { to: TO, messages: [TEXT] }],
  ])('take %s', (_what, document, body) => {
    expect(pushBody(aPush(null, TO, document))).toBe(JSON.stringify(body));
  });

  it('are not made from a file that names somebody else', () => {
    expect(() => aPush(null, TO, { to: OTHER, messages: [TEXT] })).toThrow(
      toldAs({ message: expect.stringContaining(OTHER) }),
    );
  });
});

describe('a push', () => {
  it('lies in the ledger with its key and exact bytes when it leaves', async () => {
    const seen: unknown[] = [];
    bench.platform.fate = async ({ retryKey }, take) => {
      const use = await (await bench.openLedger()).findByRetryKey(parseRetryKey(retryKey));
      seen.push({ state: use?.state, via: use?.broadcast.settings.via, bodyTail: use?.broadcast.settings.bodyTail });
      return take();
    };
    const wanted = aPush();
    const { run, use } = await push(wanted);
    expect(seen).toEqual([{ state: 'in-doubt', via: 'push', bodyTail: wanted.bodyTail }]);
    expect(run.broadcast).toMatchObject({ state: 'completed', recipients: { unique: 1, accepted: 1 } });
    expect(use).toMatchObject({ state: 'accepted', requestId: 'request-1', requests: 1, wasConflict: false });
    expect(bench.platform.requests[0]?.body).toBe(pushBody(wanted));
  });

  it('is sent again under the same key with the same bytes while its answers are lost', async () => {
    bench.platform.fate = ({ number }, take) => {
      const reply = take();
      return number < 3 ? silence : reply;
    };
    const { run, use } = await push(aPush());
    expect(run.broadcast.state).toBe('completed');
    expect(use).toMatchObject({ requests: 3, wasConflict: true, acceptedRequestId: expect.any(String) });
    expect(new Set(bench.platform.requests.map(({ retryKey, body }) => `${retryKey} ${body}`)).size).toBe(1);
    expect(bench.platform.totals).toEqual({ reached: 1, most: 1 });
  });

  it('that LINE refuses is refused, and nobody is set aside from it', async () => {
    bench.platform.fate = () => ({ ...refusal, problem: 'The property, to[0], in the request body is invalid' });
    const { run, use } = await push(aPush());
    expect(run.stoppedBy).toMatchObject({ type: 'refused', status: 400 });
    expect(use).toMatchObject({ state: 'refused', recipients: expect.any(Uint8Array) });
    expect(bench.platform.requests).toHaveLength(1);
  });

  it('is sent although LINE does not tell the quota', async () => {
    const failed = lineFailed();
    const api = { ...bench.platform.api, quota: () => Promise.reject(failed) };
    expect((await push(aPush(), { api })).run.broadcast.state).toBe('completed');
  });
});

describe('a push that LINE answers with 429', () => {
  const tooMany = (problem: string): SendReply => ({ type: 'tooMany', requestId: 'r', problem });

  const RATE = 'The API rate limit has been exceeded. Try again later.';
  const unreadable = lineFailed();

  it.each([
    ['with quota left', async () => ({ type: 'limited' as const, limit: 100 }), null],
    ['with a quota that cannot be read', () => Promise.reject(unreadable), unreadable],
  ])('to the end is stopped by the rate, with nothing in doubt: %s', async (_what, quota, quotaUnread) => {
    bench.platform.fate = () => tooMany(RATE);
    const { run } = await push(aPush(), { api: { ...bench.platform.api, quota } });
    expect(run).toMatchObject({
      stoppedBy: { type: 'rateLimited', quotaUnread },
      broadcast: { recipients: { pending: 1, unknown: 0 } },
    });
  });

  it('is reserved where LINE speaks of the month and quota is left, and not tried again', async () => {
    bench.platform.quotaLimit = { type: 'limited', limit: 100 };
    bench.platform.fate = () => tooMany('You have reached your monthly limit.');
    const { run } = await push(aPush());
    expect(run.stoppedBy).toMatchObject({ type: 'quotaReserved', left: 100 });
    expect(bench.platform.requests).toHaveLength(1);
  });

  it('waits and goes on when it was the rate', async () => {
    bench.platform.fate = ({ number }, take) =>
      number < 3 ? tooMany('The API rate limit has been exceeded.') : take();
    expect((await push(aPush())).use).toMatchObject({ state: 'accepted', requests: 3 });
  });
});

describe('a retry key that the operator names', () => {
  it('goes on with the push that has it, and asks nothing of LINE for one that was accepted', async () => {
    bench.platform.fate = (_request, take) => {
      take();
      return silence;
    };
    const lost = await push(aPush(KEY));
    expect(lost.run.broadcast.recipients.unknown).toBe(1);
    bench.platform.fate = (_request, take) => take();
    expect(await historyOf(aPush(KEY))).toMatchObject({ type: 'same', use: { state: 'in-doubt' } });
    const settled = await push(aPush(KEY));
    expect(settled.run.broadcast.settings.id).toBe(lost.run.broadcast.settings.id);
    expect(settled.use).toMatchObject({ state: 'accepted', wasConflict: true });
    expect(bench.platform.totals).toEqual({ reached: 1, most: 1 });
    // LINE forgets the key after a day; the ledger does not.
    bench.clock.ms += 2 * RETRY_KEY_LIFETIME_MS;
    expect(await historyOf(aPush(KEY))).toMatchObject({ type: 'same', use: { state: 'accepted' } });
  });

  it.each([
    ['another person', () => aPush(KEY, OTHER)],
    ['another message', () => aPush(KEY, TO, { type: 'text', text: 'ho' })],
    ['another person, in capital digits', () => aPush(parseRetryKey(KEY.toUpperCase()), OTHER)],
  ])('is taken for %s once LINE accepted the first', async (_what, another) => {
    const { use } = await push(aPush(KEY));
    expect(await historyOf(another())).toMatchObject({ type: 'taken', acceptedRequestId: use.acceptedRequestId });
  });

  it('is reserved for the first push while that one is not accepted', async () => {
    bench.platform.fate = () => silence;
    await push(aPush(KEY));
    expect(await historyOf(aPush(KEY, OTHER))).toMatchObject({ type: 'reserved' });
  });

  it('is never called accepted when LINE knew it before anything was sent under it here', async () => {
    await push(aPush(KEY, OTHER));
    const elsewhere = bench;
    bench = new BroadcastBench();
    bench.platform.fate = () => ({ type: 'alreadyAccepted', requestId: 'r2', acceptedRequestId: 'r1' });
    const { run } = await push(aPush(KEY));
    expect(run.stoppedBy).toEqual({ type: 'keyInUse', requestId: 'r2', acceptedRequestId: 'r1' });
    expect(run.broadcast).toMatchObject({ state: 'cancelled', recipients: { accepted: 0, refused: 1, unknown: 0 } });
    // Not after a day either, when LINE would take it as new.
    bench.clock.ms += 2 * RETRY_KEY_LIFETIME_MS;
    expect(await historyOf(aPush(KEY))).toMatchObject({ type: 'taken' });
    elsewhere.close();
  });

  it('is never called refused: an earlier push under it may have got through elsewhere', async () => {
    bench.platform.fate = () => refusal;
    const { run } = await push(aPush(KEY));
    expect(run.broadcast.recipients).toMatchObject({ unknown: 1, refused: 0 });
  });
});

it('is never sent again under its key once somebody decided so', async () => {
  bench.platform.fate = () => refusal;
  const { run } = await push(aPush(KEY));
  const ledger = await bench.openLedger();
  await resolveUnknown(run.broadcast.settings.id, 'skip', bench.resolveDeps(ledger));
  const again = await push(aPush(KEY));
  expect(again).toMatchObject({ attempts: 0, use: { state: 'skipped' } });
  expect(await pushProblem(again.run, KEY, null, bench.clock.ms)).toMatchObject({
    kind: 'usage',
    code: 'PUSH_SKIPPED',
  });
  expect(bench.platform.requests).toHaveLength(1);
});

describe('a push killed at every write and every request', () => {
  it.each([
    ['by the same push with its key', 'push'],
    ['by a resume', 'resume'],
  ])('is settled %s, without a second message', async (_how, how) => {
    let points = 0;
    for (let killAt = 1; ; killAt += 1) {
      bench.close();
      bench = new BroadcastBench();
      const wanted = aPush();
      const killer = new Killer(killAt);

      const ledger = mortalLedger(await bench.openLedger(), killer);
      const run = sendPush(
        wanted,
        {
          ...bench.deps(ledger, { api: mortalApi(bench.platform.api, killer), locks: noLocks }),
          channel: CHANNEL,
          botUserId: BOT_USER_ID,
        },
        { stop: new AbortController().signal, onProgress: () => {}, passGate: async () => null, onStored: () => {} },
      );
      await killer.outlived(run);

      const left = await onlyBroadcast();
      const reached = bench.platform.totals.reached;
      // Never called sent when it was not, nor unsent when it may have been.
      expect({ killAt, isToldUnsent: left === undefined || left.recipients.pending === 1 }).toEqual({
        killAt,
        isToldUnsent: reached === 0 && (left === undefined || left.recipients.unknown === 0),
      });
      const again = { ...wanted, isKeyGiven: true };
      if (how === 'push') await push(again);
      else if (left !== undefined) await bench.run(left.settings.id, await bench.openLedger(), { locks: noLocks });
      const isStored = how === 'push' || left !== undefined;
      expect({ killAt, ...bench.platform.totals }).toEqual({
        killAt,
        reached: isStored ? 1 : 0,
        most: isStored ? 1 : 0,
      });
      if (isStored) expect({ killAt, state: (await onlyBroadcast())?.state }).toEqual({ killAt, state: 'completed' });
      if (!killer.isDead) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(8);
  });
});
