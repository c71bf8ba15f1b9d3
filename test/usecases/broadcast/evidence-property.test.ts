import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HttpReply } from '../../../src/adapters/line/http.js';
import { sendReplyFrom } from '../../../src/adapters/line/verdict.js';
import { totalsBalance } from '../../../src/domain/broadcast/broadcast.js';
import { RETRY_KEY_LIFETIME_MS } from '../../../src/domain/broadcast/sending/batch/keys/key-age.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { allOf } from '../../support/all-of.js';
import { BroadcastBench, totalsIn } from '../../support/broadcast-bench.js';
import type { Fate } from '../../support/sending-platform.js';

const STAGES = [6, 18];
const BATCH_SIZE = 6;
const HOUR = 60 * 60 * 1000;
const ROUTE = 'https://api.line.me';

const head = (status: number, requestId: string | null, acceptedRequestId: string | null = null) => ({
  status,
  requestId,
  acceptedRequestId,
});
const answer = (status: number, requestId: string | null, text = '{}'): HttpReply => ({
  type: 'reply',
  ...head(status, requestId),
  clockSkewMs: 0,
  contentType: 'application/json',
  text,
  bytes: Buffer.from(text),
});
const nothing = (reached: 'unresolved' | 'unconnected' | 'proxyRefused' | 'insecure' | 'written'): HttpReply => ({
  type: 'noReply',
  why: 'nothing came',
  reached,
  head: null,
});
const says = (message: string) => JSON.stringify({ message });

/** What may be seen from here whether LINE took the request or not. */
const DOUBTS = {
  'no answer': nothing('written'),
  'a page with 200': answer(200, null, '<html>'),
  '204': answer(204, null, ''),
  'a redirect': answer(302, null),
  "a gateway's 403": answer(403, null, '<html>'),
  "a gateway's 429": answer(429, null, '<html>'),
  "a gateway's 502": answer(502, null, '<html>'),
  'a 409 without the accepted ID': answer(409, 'r', says('The retry key is already accepted')),
  'an error of LINE': answer(500, 'r'),
  'a yes that breaks off': { type: 'noReply', why: 'half', reached: 'written', head: head(200, 'r') },
} satisfies Record<string, HttpReply>;

/** What proves that this attempt was not taken. */
const NOES = {
  'name not found': nothing('unresolved'),
  'connection refused': nothing('unconnected'),
  'proxy refused': nothing('proxyRefused'),
  'no TLS': nothing('insecure'),
  'a token that ended': answer(401, 'r', says('Authentication failed')),
  'a rate limit': answer(429, 'r', says('The API rate limit has been exceeded. Try again later.')),
  'a no that breaks off': { type: 'noReply', why: 'half', reached: 'written', head: head(400, 'r') },
  'a no that names nobody': answer(400, 'r', says('Failed to send messages')),
  'a no that names the first': answer(400, 'r', says('The property, to[0], in the request body is invalid')),
  'a no to the account': answer(403, 'r', says('Access to this API is not available for your account')),
} satisfies Record<string, HttpReply>;

/** One step of a story: what becomes of the next request, and what happens to the clocks after it. */
const step = fc.record({
  fate: fc.oneof(
    { weight: 3, arbitrary: fc.constant({ type: 'works' } as const) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('doubt' as const),
        as: fc.constantFrom(...(Object.keys(DOUBTS) as (keyof typeof DOUBTS)[])),
        isTaken: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('no' as const),
        as: fc.constantFrom(...(Object.keys(NOES) as (keyof typeof NOES)[])),
      }),
    },
  ),
  /** Somebody sets our clock, and time goes by for everybody. */
  clocks: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ jumpMs: 0, passMs: 0 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        jumpMs: fc.constantFrom(0, -30 * HOUR, -3 * HOUR, -60_000, 60_000, 3 * HOUR, 30 * HOUR),
        passMs: fc.constantFrom(0, 60_000, 13 * HOUR, 25 * HOUR),
      }),
    },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const UNEVENTFUL: Step = { fate: { type: 'works' }, clocks: { jumpMs: 0, passMs: 0 } };

/** A request as LINE saw it, or did not. */
interface Sent {
  readonly retryKey: string;
  readonly people: readonly string[];
  readonly at: number;
  /** As far as anybody can tell from the answer. */
  readonly mayBeTaken: boolean;
}

/** Plays the story to a run that is resumed until its end, and to LINE; then everything works. */
async function play(story: readonly Step[]) {
  const bench = new BroadcastBench();
  try {
    const { platform } = bench;
    const sent: Sent[] = [];
    const steps = [...story];
    const answerTo = ({ userIds, retryKey }: Parameters<Fate>[0], take: () => SendReply, fate: Step['fate']) => {
      const note = (mayBeTaken: boolean) =>
        sent.push({ retryKey, people: userIds, at: platform.lineNow(), mayBeTaken });
      switch (fate.type) {
        case 'works':
          note(true);
          return take();
        case 'doubt':
          note(true);
          if (fate.isTaken) take();
          return sendReplyFrom(DOUBTS[fate.as], ROUTE);
        case 'no':
          // LINE looks at the retry key first: what it accepted once it answers with 409, whatever is wrong with it now.
          if (fate.as.startsWith('a no') && platform.remembers(retryKey)) {
            note(true);
            return take();
          }
          note(false);
          return sendReplyFrom(NOES[fate.as], ROUTE);
      }
    };
    platform.fate = (request, take) => {
      const { fate, clocks } = steps.shift() ?? UNEVENTFUL;
      const reply = answerTo(request, take, fate);
      bench.clock.ms += clocks.passMs;
      if (clocks.jumpMs !== 0) bench.setClockAhead(clocks.jumpMs);
      return reply;
    };
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, STAGES, { batchSize: BATCH_SIZE, intervalMs: 0 });
    for (let resumes = 0; resumes < 30; resumes += 1) {
      const { broadcast } = await bench.run(id, ledger);
      if (broadcast.recipients.pending === 0 && broadcast.inDoubtSince === null) break;
    }
    const passedMs = story.reduce((sum, { clocks }) => sum + clocks.passMs, 0);
    return await verdictOn(bench, id, sent, passedMs);
  } finally {
    bench.close();
  }
}

async function verdictOn(bench: BroadcastBench, id: BroadcastId, sent: readonly Sent[], passedMs: number) {
  const { recipients } = await bench.look(id);
  const { delivered } = bench.platform;
  const { notSentTo, unknown } = await totalsIn(bench.folder).read(id, async (books) => ({
    notSentTo: (await allOf(books.refusedPeople())).flat().map((person) => person.userId),
    unknown: await books.unknownBatches(),
  }));
  return {
    twice: [...delivered].filter(([, times]) => times > 1),
    underAnotherKey: sent.filter(({ people, retryKey }, index) =>
      sent
        .slice(0, index)
        .some((earlier) => earlier.mayBeTaken && earlier.retryKey !== retryKey && shares(earlier.people, people)),
    ),
    afterADay: sent.filter(({ retryKey, at }, index) =>
      sent
        .slice(0, index)
        .some(
          (earlier) => earlier.mayBeTaken && earlier.retryKey === retryKey && RETRY_KEY_LIFETIME_MS <= at - earlier.at,
        ),
    ),
    /** Called forgotten by LINE although no day has passed, whatever our clock says. */
    givenUpAlive: passedMs < 23 * HOUR ? unknown.filter(({ reason }) => reason?.includes('may have forgotten')) : [],
    refusedAndReached: notSentTo.filter((person) => delivered.has(person)),
    acceptedAndNotReached: Math.max(0, recipients.accepted - delivered.size),
    reachedAndForgotten: Math.max(0, delivered.size - recipients.accepted - recipients.unknown),
    pending: recipients.pending,
    totalsBalance: totalsBalance(recipients),
  };
}

function shares(some: readonly string[], others: readonly string[]): boolean {
  return some.some((person) => others.includes(person));
}

it('sends nobody twice: what LINE may have goes under no other key, and under its own for a day of LINE’s time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (story) => {
      expect(await play(story)).toEqual({
        twice: [],
        underAnotherKey: [],
        afterADay: [],
        givenUpAlive: [],
        refusedAndReached: [],
        acceptedAndNotReached: 0,
        reachedAndForgotten: 0,
        pending: 0,
        totalsBalance: true,
      });
    }),
    { numRuns: 150, seed: 24 },
  );
}, 120_000);
