import type { Command } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { parseBroadcastId } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { type Verification, verifyBroadcast } from '../../usecases/broadcast/audit/verify-broadcast.js';
import { type Given, runs, type Session } from '../context.js';
import { count, plural, show, type View } from '../output/view.js';

const REDRAW_EVERY_MS = 200;

export function addVerifyVerb(noun: Command, deps: Deps): void {
  runs(
    noun
      .command('verify')
      .argument('<id>', 'broadcast ID')
      .description('recompute the books of a broadcast from its ledger; reads only'),
    deps,
    verify,
  );
}

async function verify(session: Session, { args }: Given<object>): Promise<void> {
  const { deps, terminal } = session;
  let shownAt = deps.clock.now();
  const verification = await verifyBroadcast(parseBroadcastId(args[0] ?? ''), deps, (recipients) => {
    if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
    shownAt = deps.clock.now();
    terminal.redraw(`verifying: ${count(recipients)} recipients`);
  });
  terminal.redraw('');
  await show(session, verificationView(verification));
  if (verification.ok) return;
  const failed = verification.checks.filter(({ status }) => status === 'fail');
  throw new LineOpsError(
    'findings',
    'BOOKS_WRONG',
    `the books of ${verification.id} are not right: ${plural(failed.length, 'check')} failed`,
    {
      hint: 'Do not resume it. Keep the state folder as it is, and compare with a copy of it.',
      details: { failed: failed.map(({ id }) => id) },
    },
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
