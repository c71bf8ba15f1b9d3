import { failure } from '../../domain/failure/failure.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import { type Verification, verifyBroadcast } from '../../usecases/broadcast/audit/verify-broadcast.js';
import { count, show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { BROADCAST_ID } from './broadcast-id.js';

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
  run: (session, { args: { id } }) => verify(session, id),
});

async function verify(session: Session, id: BroadcastId): Promise<void> {
  const { deps, terminal } = session;
  let shownAt = deps.clock.now();
  const verification = await verifyBroadcast(id, deps, (recipients) => {
    if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
    shownAt = deps.clock.now();
    terminal.redraw(`verifying: ${count(recipients)} recipients`);
  });
  terminal.redraw('');
  await show(session, verificationView(verification));
  if (verification.ok) return;
  const failed = verification.checks.filter(({ status }) => status === 'fail');
  throw failure(
    'BOOKS_WRONG',
    { id: verification.id, failed: failed.map(({ id }) => id) },
    { details: { failed: failed.map((check) => check.id) } },
  );
}

function verificationView({ id, ok, checks }: Verification): View {
  return {
    schema: 'line-ops/broadcast-verify@1',
    json: {
      id,
      ok,
      checks: checks.map(({ id: check, title, status, detail }) => ({ id: check, title, status, detail })),
    },
    text: (paint) =>
      [
        `${paint.bold(id)}  ${ok ? paint.good('the books are right') : paint.bad('the books are not right')}`,
        paint.table(
          [],
          checks.map(({ title, status, detail }) => [
            status === 'pass' ? paint.good(status) : paint.bad(status),
            title,
            status === 'pass' ? paint.dim(detail) : detail,
          ]),
        ),
      ].join('\n'),
  };
}
