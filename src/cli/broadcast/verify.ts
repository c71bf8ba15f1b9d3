import { failure } from '../../domain/failure/failure.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import type { Column, Painter } from '../../ports/terminal.js';
import { type Verification, verifyBroadcast } from '../../usecases/broadcast/audit/verify-broadcast.js';
import type { VerifiedId, VerifyCheck } from '../../usecases/broadcast/audit/verify-findings.js';
import { reasonText } from '../failures/text-of.js';
import { count, isoTime, plural, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';

/** What holds where a check passes. */
const TITLES: Readonly<Record<VerifiedId, string>> = {
  file: 'The database finds nothing wrong with itself',
  batches: 'Every batch is there, in order, and in its stage',
  checksums: 'The recipients of every batch are what was stored',
  once: 'Nobody is in two batches',
  'held-out': 'Nobody who is held out is in a batch',
  'set-aside': 'Everybody set aside was planned, and is sent to no more',
  'plan-hash': 'Recipients, message and stages are those of the plan hash',
  books: 'accepted + refused + unknown + pending + left out = unique',
  counts: 'The counts that are shown are those of the ledger',
  'request-ids': "Every accepted batch has LINE's request ID",
  'own-request': 'No two batches were accepted by the same request',
  'settled-once': 'No batch is settled twice',
  state: 'The state agrees with the books',
  journal: 'The ledger knows all that this machine has sent',
};

const STATUS_TONE: Readonly<Record<VerifyCheck['status'], (paint: Painter, text: string) => string>> = {
  pass: (paint, text) => paint.good(text),
  skip: (paint, text) => paint.dim(text),
  fail: (paint, text) => paint.bad(text),
};

/** Status, what holds, and what was looked at or is wrong. */
const CHECK_COLUMNS: readonly Column[] = [{ title: '' }, { title: '', foldTo: 24 }, { title: '', foldTo: 24 }];

const REDRAW_EVERY_MS = 200;

export const broadcastVerify = verb({
  path: 'broadcast verify',
  summary: 'recompute the books of a broadcast from its ledger; reads only',
  args: BROADCAST_ID,
  options: {},
  examples: [{ line: 'broadcast verify b-20261121-4f7k2p', does: 'each check, and whether it passed' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/broadcast-verify@1'],
  exits: { findings: 'the books do not balance' },
  docs: [],
  run: (session, { args: { id } }) => verify(session, id),
});

async function verify(session: Session, id: BroadcastId): Promise<void> {
  const { deps, terminal } = session;
  let shownAt = deps.clock.now();
  const verification = await verifyBroadcast(id, deps, (recipients) => {
    if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
    shownAt = deps.clock.now();
    terminal.redraw(`verifying: ${plural(recipients, 'recipient')}`);
  });
  terminal.redraw('');
  await show(session, await verificationView(verification));
  if (verification.ok) return;
  const failed = verification.checks.filter(({ status }) => status === 'fail');
  throw failure(
    'BOOKS_WRONG',
    { id: verification.id, failed: failed.map(({ id }) => id) },
    { details: { failed: failed.map((check) => check.id) } },
  );
}

async function verificationView({ id, ok, checks }: Verification): Promise<View> {
  const shown = await Promise.all(
    checks.map(async (check) => ({
      id: check.id,
      title: TITLES[check.id],
      status: check.status,
      detail: await detailOf(check),
    })),
  );
  return {
    schema: 'line-ops/broadcast-verify@1',
    json: {
      id,
      ok,
      checks: shown,
    },
    text: (paint) =>
      [
        `${paint.bold(id)}  ${ok ? paint.good('the books are right') : paint.bad('the books are not right')}`,
        paint.table(
          CHECK_COLUMNS,
          shown.map(({ title, status, detail }) => [
            STATUS_TONE[status](paint, status),
            title,
            status === 'fail' ? detail : paint.dim(detail),
          ]),
        ),
      ].join('\n'),
  };
}

async function detailOf(check: VerifyCheck): Promise<string> {
  if (check.status === 'pass') return check.looked;
  if (check.status === 'skip')
    return `nobody can tell any more: the recipients were forgotten on ${isoTime(check.forgottenAt)?.slice(0, 10)}`;
  if (check.problems.length === 0) return 'not examined: the ledger could not be read to its end';
  const named = await Promise.all(check.problems.map(reasonText));
  return `${named.join('; ')}${check.more === 0 ? '' : `; and ${count(check.more)} more`}`;
}
