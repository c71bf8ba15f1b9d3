import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecipientReader } from '../../../../src/adapters/recipients/reader.js';
import { createRequestLogReader } from '../../../../src/adapters/request-log/log-reader.js';
import { packUserId } from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { type BroadcastId, parseBroadcastId, parseRetryKey, parseUserId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../../src/ports/line-api.js';
import { resolveUnknown } from '../../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { type Verification, verifyBroadcast } from '../../../../src/usecases/broadcast/audit/verify-broadcast.js';
import type { VerifyCheck } from '../../../../src/usecases/broadcast/audit/verify-findings.js';
import { planHash } from '../../../../src/usecases/broadcast/planning/plan-hash.js';
import { BroadcastBench, keyOf, totalsIn, userId } from '../../../support/broadcast-bench.js';
import { told } from '../../../support/failures.js';
import { changeIn } from '../../../support/kept-books.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

function reader() {
  return createRecipientReader({ temporaryFolder: join(bench.folder, 'tmp'), stdin: () => process.stdin });
}

/** Stores a broadcast with the hash that planning would give it. */
async function plan(...stages: readonly number[]): Promise<BroadcastId> {
  const bodyTail = '],"messages":[{"type":"text","text":"hi"}]}';
  const unique = stages.reduce((sum, size) => sum + size, 0);
  const blocks = Array.from({ length: unique }, (_, index) => packUserId(userId(index)));
  const list = await reader().read({ type: 'packed', name: 'the list', blocks });
  return bench.plan(ledger, stages, { bodyTail, planHash: planHash(list, bodyTail, stages) });
}

function verify(id: BroadcastId): Promise<Verification> {
  const { locks } = bench.deps(ledger);
  return verifyBroadcast(id, {
    broadcastLedger: async () => ledger,
    broadcastTotals: async () => totalsIn(bench.folder),
    locks,
    clock: bench.clock,
    attemptJournal: async () => bench.journal,
    requestLog: async () => createRequestLogReader(join(bench.folder, 'logs')),
    recipients: async () => reader(),
  });
}

async function tamper(sql: string): Promise<void> {
  await changeIn(bench.folder, sql, ...(sql.includes('?') ? [new Uint8Array(160)] : []));
}

function wordsOf(check: VerifyCheck): string {
  if (check.status === 'pass') return check.looked;
  if (check.status === 'skip') return 'forgotten';
  const named = check.problems.map((problem) => (typeof problem === 'string' ? problem : told(problem).message));
  return [...named, ...(check.more === 0 ? [] : [`and ${check.more} more`])].join('; ');
}

/** The checks that fail, with what they say. */
async function failures(id: BroadcastId): Promise<Readonly<Record<string, string>>> {
  const { ok, checks } = await verify(id);
  const failed = checks.filter(({ status }) => status === 'fail');
  expect(ok).toBe(failed.length === 0);
  return Object.fromEntries(failed.map((check) => [check.id, wordsOf(check)]));
}

const ALL_CHECKS = [
  'file',
  'batches',
  'checksums',
  'once',
  'held-out',
  'set-aside',
  'plan-hash',
  'books',
  'counts',
  'request-ids',
  'own-request',
  'settled-once',
  'state',
  'journal',
];

describe('books that are right', () => {
  it('pass when nothing was sent yet, and when all was', async () => {
    const id = await plan(25, 40);
    expect(await failures(id)).toEqual({});
    await bench.run(id, ledger);

    const { checks, ...rest } = await verify(id);

    expect(rest).toEqual({ id, ok: true });
    expect(checks.map((check) => check.id)).toEqual(ALL_CHECKS);
    expect(checks).toContainEqual({ id: 'books', status: 'pass', looked: '65 + 0 + 0 + 0 + 0 = 65' });
  });

  it('pass when recipients were set aside: they are put back in their place for the plan hash', async () => {
    const id = await plan(25);
    const bad = new Set([userId(3), userId(7), userId(24)]);
    bench.platform.fate = ({ userIds }, take) => {
      const position = userIds.findIndex((user) => bad.has(parseUserId(user)));
      if (position === -1) return take();
      const problem = `The property, to[${position}], in the request body is invalid (line: -, column: -)`;
      return { type: 'refused', status: 400, requestId: 'r', problem, details: [] };
    };
    await bench.run(id, ledger);

    expect(await failures(id)).toEqual({});
    expect((await bench.look(id)).recipients).toMatchObject({ accepted: 22, refused: 3 });
  });

  it('pass with everybody of a batch set aside', async () => {
    const id = await plan(1, 10);
    bench.platform.fate = ({ userIds }, take) =>
      userIds[0] === userId(0)
        ? { type: 'refused', status: 400, requestId: 'r', problem: 'to[0] is invalid', details: [] }
        : take();
    await bench.run(id, ledger);

    expect((await bench.look(id)).recipients).toMatchObject({ accepted: 10, refused: 1 });
    expect(await failures(id)).toEqual({});
  });

  it.each(['skip', 'resend'] as const)(
    'pass with batches in doubt, and after the decision to %s them',
    async (decision) => {
      const id = await plan(30);
      bench.platform.fate = ({ number }, take) => (number === 1 ? take() : silence);
      await bench.run(id, ledger);
      expect(await failures(id)).toEqual({});
      bench.clock.ms += 24 * 60 * 60 * 1000;
      await bench.run(id, ledger);

      await resolveUnknown(id, decision, bench.resolveDeps(ledger));

      expect(await failures(id)).toEqual({});
    },
  );

  it('pass while another process sends', async () => {
    const id = await plan(200);
    let during: Readonly<Record<string, string>> | null = null;
    bench.platform.fate = async ({ number }, take) => {
      if (number === 8) during = await failures(id);
      return take();
    };
    await bench.run(id, ledger);

    expect(during).toEqual({});
  });
});

describe('a broadcast to friends without user IDs', () => {
  async function planForFriends(): Promise<BroadcastId> {
    const id = parseBroadcastId('b-20260115-ffffff');
    const settings = (await ledger.find(await plan(1)))?.settings;
    if (settings === undefined) throw new Error('the plan is gone');
    const hash = planHash(null, settings.bodyTail, [100, 900], 'narrowcast');
    await ledger.createForFriends({
      settings: { ...settings, id, via: 'narrowcast', batchSize: 0, planHash: hash },
      recipients: { total: 1000, unique: 1000, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
      requests: [100, 900].map((expected, stage) => ({
        stage,
        expected,
        retryKey: parseRetryKey(`00000000-0000-4000-8000-e0000000000${stage}`),
        body: stage === 0 ? '{"messages":[]}' : null,
      })),
    });
    return id;
  }

  it('has books that are right at every step, also when LINE reaches others than were expected', async () => {
    const id = await planForFriends();
    expect(await failures(id)).toEqual({});
    const answer = { at: 5, requestId: 'r', acceptedRequestId: 'r', wasConflict: false };
    await ledger.record(id, { type: 'attempt', batch: 0, time: { at: 1, lineAheadMs: null }, isRetry: false });
    expect(await failures(id)).toEqual({});
    await ledger.record(id, { type: 'delivering', batch: 0, retryKey: await keyOf(ledger, id, 0), ...answer });
    expect(await failures(id)).toEqual({});
    await ledger.record(id, { type: 'delivered', batch: 0, at: 9, accepted: 95, refused: 2 });

    const { ok, checks } = await verify(id);

    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(ok).toBe(true);
    expect(checks).toContainEqual({ id: 'books', status: 'pass', looked: '95 + 2 + 0 + 900 + 0 = 997' });
  });

  it('fails for bytes that changed', async () => {
    const id = await planForFriends();
    await tamper(`UPDATE batch SET body = '{"messages":[1]}' WHERE body IS NOT NULL`);

    expect(await failures(id)).toEqual({ checksums: 'the bytes of request 0 do not match their checksum' });
  });
});

describe('books that are wrong', () => {
  it.each<[string, string, Readonly<Record<string, RegExp>>]>([
    [
      'a user ID changed',
      `UPDATE batch_recipients SET user_ids = ? WHERE idx = 1`,
      { checksums: /batch 1/, once: /is in batch 1/, 'plan-hash': /was planned/ },
    ],
    [
      'the recipients of one batch put in place of another, with their checksum',
      `UPDATE batch_recipients SET (user_ids, checksum) = (SELECT user_ids, checksum FROM batch_recipients WHERE idx = 0) WHERE idx = 1`,
      { once: /is in batch 1, and was planned before; .*; and 7 more/, 'plan-hash': /./ },
    ],
    [
      'two batches changed places',
      `UPDATE batch_recipients SET idx = -1 WHERE idx = 0; UPDATE batch_recipients SET idx = 0 WHERE idx = 1; UPDATE batch_recipients SET idx = 1 WHERE idx = -1`,
      { 'plan-hash': /./ },
    ],
    [
      'a batch lost',
      `DELETE FROM batch WHERE idx = 1`,
      {
        batches: /batch 1 is missing; stage 1 was planned with 30 recipients and holds 20; recipients of 1 batch/,
        'plan-hash': /./,
        books: /20 \+ 0 \+ 0 \+ 0 \+ 0 is not 30/,
      },
    ],
    [
      'the recipients of a batch lost',
      `DELETE FROM batch_recipients WHERE idx = 2`,
      {
        batches: /./,
        checksums: /batch 2 has no recipients stored/,
        'plan-hash': /./,
        books: /./,
        counts: /30 recipients are shown as accepted, 20 are/,
      },
    ],
    [
      'a recipient cut off, with a fitting checksum',
      `UPDATE batch SET recipients = 11 WHERE idx = 2`,
      { checksums: /batch 2 holds 10 recipients, not 11/, counts: /31/ },
    ],
    ['an unknown state', `UPDATE batch SET state = 'sent' WHERE idx = 0`, { file: /unreadable "sent"/ }],
    [
      'an accepted batch put back',
      `UPDATE batch SET state = 'pending' WHERE idx = 0`,
      {
        'settled-once': /batch 0 is pending, and was accepted before/,
        state: /completed with 10 pending/,
        journal: /1 batch was attempted by this machine and called pending/,
      },
    ],
    [
      'two batches accepted by one request',
      `UPDATE batch SET accepted_request_id = 'same', request_id = 'same' WHERE idx < 2`,
      { 'own-request': /batches 0 and 1 were accepted by the same request/ },
    ],
    [
      'a retry key used twice',
      `UPDATE batch SET retry_key = (SELECT retry_key FROM batch WHERE idx = 0) WHERE idx = 2`,
      { 'settled-once': /batches 0 and 2 share a retry key/ },
    ],
    [
      'an accepted batch without a request ID',
      `UPDATE batch SET accepted_request_id = NULL, request_id = NULL WHERE idx = 2`,
      { 'request-ids': /batch 2/ },
    ],
    [
      'somebody set aside whom nobody planned',
      `INSERT INTO refused_recipient VALUES ((SELECT id FROM broadcast), 'Uffffffffffffffffffffffffffffffff', 0, 0, 'x', NULL)`,
      { 'set-aside': /batch 0, which was never changed/, books: /30 \+ 1/ },
    ],
    ['another number of recipients', `UPDATE broadcast SET uniq = 31`, { books: /is not 31/ }],
    [
      'another message',
      `UPDATE broadcast SET settings = replace(settings, '"hi', '"ho')`,
      { file: /unreadable "settings"/ },
    ],
    [
      'somebody held out who is in a batch',
      `INSERT INTO held_out SELECT broadcast_id, 0, user_ids, checksum FROM batch_recipients WHERE idx = 0`,
      { 'held-out': /10 people held out are in a batch; 10 people are listed, 0 were held out/, 'plan-hash': /./ },
    ],
  ])('fail for %s', async (_case, sql, expected) => {
    const id = await plan(30);
    await bench.run(id, ledger);
    await tamper(sql);

    const found = await failures(id);

    for (const [check, detail] of Object.entries(expected)) expect(found[check]).toMatch(detail);
    const isUnreadable = 'file' in expected;
    if (!isUnreadable) expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  });

  it('fail for an older copy of the ledger: this machine has sent what it calls pending', async () => {
    const id = await plan(30);
    await bench.run(id, ledger);
    await tamper(`UPDATE batch SET state = 'pending', first_attempt_at = NULL, settled_at = NULL, request_id = NULL,
      accepted_request_id = NULL WHERE idx = 1; UPDATE broadcast SET state = 'incomplete'; UPDATE stage SET state = 'running'`);

    expect(await failures(id)).toEqual({ journal: '1 batch was attempted by this machine and called pending' });
  });

  it('say what could not be examined where the ledger cannot be read', async () => {
    const id = await plan(30);
    await tamper(`UPDATE batch SET state = 'sent' WHERE idx = 0`);

    expect(Object.keys(await failures(id))).toEqual(ALL_CHECKS);
  });
});

it('is an error for a broadcast that does not exist', async () => {
  await expect(verify(parseBroadcastId('b-20260101-zzzzzz'))).rejects.toMatchObject({ code: 'UNKNOWN_BROADCAST' });
});
