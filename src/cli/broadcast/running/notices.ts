import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { noticeAfter } from '../../../domain/broadcast/notice.js';
import { NO_FORECAST } from '../../../domain/broadcast/planning/forecast.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { NoticeEvent } from '../../../domain/notifying/notice.js';
import { type NotifyTarget, targetWords } from '../../../domain/notifying/target.js';
import type { Notice } from '../../../ports/broadcast/notices.js';
import { isOutOfReach } from '../../../usecases/broadcast/sending/hold-broadcast.js';
import { notify } from '../../../usecases/notifying/notify.js';
import { textOf } from '../../failures/text-of.js';
import { isoTime, plural } from '../../output/view.js';
import { failureJson } from '../../program/exit.js';
import type { Session } from '../../session.js';
import { broadcastJson } from '../views/broadcast-views.js';

/** How notices are told. */
export interface NoticeRules {
  /** Whether a command may be run that was stored with the broadcast; else its notice fails and says so. */
  readonly mayRunCommands: boolean;
}

const ANY: NoticeRules = { mayRunCommands: true };

/** One thing to tell, with the document as it was when it was read. */
interface Saying {
  /** Null where the books could not take it: it is told all the same. */
  readonly notice: Notice | null;
  readonly event: NoticeEvent;
  readonly target: NotifyTarget;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The document of `broadcast show`, and what happened when; `error` is what the command ended with, where it did. */
async function documentOf(broadcast: Broadcast, event: NoticeEvent, at: number, error: unknown = null) {
  return {
    schema: 'line-ops/broadcast@1',
    ...broadcastJson(broadcast, NO_FORECAST),
    event,
    eventAt: isoTime(at),
    error: error === null ? null : await failureJson(error),
  };
}

/**
 * Reads what an earlier process left to tell of a broadcast, and begins to tell it: nobody waits for that but who awaits
 * `told`. Neither fails, whatever the other side does.
 */
export async function beginTellingDue(
  id: BroadcastId,
  session: Session,
  rules: NoticeRules = ANY,
): Promise<{ readonly told: Promise<void> }> {
  const sayings = await guarded([], session, async () => {
    const broadcast = await (await session.deps.broadcastLedger()).find(id);
    return broadcast === null ? [] : sayingsDue(broadcast, session);
  });
  return { told: tellAll(id, sayings, session, rules) };
}

/** The same, told when this resolves. */
export async function tellDue(id: BroadcastId, session: Session, rules?: NoticeRules): Promise<void> {
  await (await beginTellingDue(id, session, rules)).told;
}

/** What is due of any broadcast: for whoever works through all of them. */
export async function tellAllDue(session: Session, rules?: NoticeRules): Promise<void> {
  const ids = await guarded([], session, async () => (await session.deps.notices()).due());
  for (const id of ids) await tellDue(id, session, rules);
}

/** How a run ended, once; also where the books could not be written any more. `begunAt`: when the run began. */
export async function tellEnd(
  broadcast: Broadcast,
  { begunAt, error }: { readonly begunAt: number; readonly error: unknown },
  session: Session,
  rules: NoticeRules = ANY,
): Promise<void> {
  const event = noticeAfter(broadcast, broadcast.state);
  const target = broadcast.settings.notify;
  if (event === null || target === null) return;
  const { id } = broadcast.settings;
  const sayings = await guarded(null, session, async () => {
    const ofRun = (await noticesOf(id, session)).filter(({ at }) => begunAt <= at);
    if (ofRun.length === 0) return null;
    return Promise.all(ofRun.filter(isDue).map((notice) => sayingOf(notice, target, broadcast, error)));
  });
  const unwritten = async (): Promise<readonly Saying[]> => [
    { notice: null, event, target, document: await documentOf(broadcast, event, session.deps.clock.now(), error) },
  ];
  await tellAll(id, sayings ?? (await unwritten()), session, rules);
}

/**
 * That a start is late, or a run could not begin; each once for its moment. It may go on beside a run: nothing waits for
 * it but who awaits it.
 */
export async function tellEvent(
  broadcast: Broadcast,
  event: 'late' | 'failed',
  { at, error = null }: { readonly at: number; readonly error?: unknown },
  session: Session,
  rules: NoticeRules = ANY,
): Promise<void> {
  const target = broadcast.settings.notify;
  if (target === null) return;
  const { id } = broadcast.settings;
  const document = await documentOf(broadcast, event, at, error);
  const sayings = await guarded(null, session, async () => {
    const books = await session.deps.notices();
    await books.add(id, event, at);
    const kept = (await books.of(id)).filter((notice) => notice.event === event && notice.at === at);
    return kept.filter(isDue).map((notice) => ({ notice, event, target, document }));
  });
  await tellAll(id, sayings ?? [{ notice: null, event, target, document }], session, rules);
}

/** What the command line is to blame for, and what another process is at work on, is nobody else's news. */
export async function tellNotBegun(
  id: BroadcastId,
  problem: unknown,
  session: Session,
  rules?: NoticeRules,
): Promise<void> {
  if (problem instanceof LineOpsError && (problem.kind === 'usage' || problem.code === 'BROADCAST_BUSY')) return;
  // Whom to tell is not known either.
  if (isOutOfReach(problem)) return;
  const { deps } = session;
  await guarded(undefined, session, async () => {
    const broadcast = await (await deps.broadcastLedger()).find(id);
    if (broadcast !== null)
      await tellEvent(broadcast, 'failed', { at: deps.clock.now(), error: problem }, session, rules);
  });
}

function isDue({ state }: Notice): boolean {
  return state === 'due';
}

async function noticesOf(id: BroadcastId, { deps }: Session): Promise<readonly Notice[]> {
  return (await deps.notices()).of(id);
}

async function sayingsDue(broadcast: Broadcast, session: Session): Promise<readonly Saying[]> {
  const { id, notify: target } = broadcast.settings;
  if (target === null) return [];
  const due = (await noticesOf(id, session)).filter(isDue);
  return Promise.all(due.map((notice) => sayingOf(notice, target, broadcast, null)));
}

async function sayingOf(notice: Notice, target: NotifyTarget, broadcast: Broadcast, error: unknown): Promise<Saying> {
  const { event, at } = notice;
  return { notice, event, target, document: await documentOf(broadcast, event, at, error) };
}

/** Longer than another process tells one. */
const TURN_MS = 40_000;

/** One after the other, whoever tells them: nobody is told the same at once by two processes. */
async function tellAll(
  id: BroadcastId,
  sayings: readonly Saying[],
  session: Session,
  rules: NoticeRules,
): Promise<void> {
  for (const saying of sayings)
    await guarded(undefined, session, async () => {
      // Where a disk takes no lock it is told all the same: twice is better than never.
      const lock = await acquireTurn(id, session).catch(() => null);
      if (lock !== null && !('held' in lock)) {
        const who = targetWords(saying.target);
        session.terminal.warn(
          `warning: ${who} was not notified of "${saying.event}" yet: another process is notifying; the next command that runs ${id} does it`,
        );
        return;
      }
      try {
        await tellOne(id, saying, session, rules);
      } finally {
        await lock?.held.release();
      }
    });
}

async function acquireTurn(id: BroadcastId, { deps }: Session) {
  return (await deps.locks()).acquire(`notices-${id}`, TURN_MS);
}

async function tellOne(
  id: BroadcastId,
  { notice, event, target, document }: Saying,
  session: Session,
  { mayRunCommands }: NoticeRules,
): Promise<void> {
  const { deps, terminal } = session;
  const stop = new AbortController();
  const release = deps.interruption.onFirst(() => stop.abort());
  try {
    // Whoever held the lock before may have told it.
    if (notice !== null && !(await noticesOf(id, session)).some((now) => now.number === notice.number && isDue(now)))
      return;
    const variables = { LINE_OPS_BROADCAST_ID: id, LINE_OPS_EVENT: event };
    const told =
      target.type === 'command' && !mayRunCommands
        ? { isDelivered: false, attempts: 0, why: 'no command is run without --allow-commands' }
        : await notify(target, { document, variables, stop: stop.signal }, deps);
    const who = targetWords(target);
    if (told.isDelivered) terminal.note(`notified ${who}: ${event}`);
    else
      terminal.warn(
        `warning: ${who} was not notified of "${event}" after ${plural(told.attempts, 'attempt')}: ${told.why}`,
      );
    // Given up by a person it is still due.
    if (notice !== null && (told.isDelivered || !stop.signal.aborted))
      await (await deps.notices()).settle(notice.number, told, deps.clock.now());
  } finally {
    release();
  }
}

/** A notice never fails the work that it tells of. */
async function guarded<Result>(otherwise: Result, { terminal }: Session, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    terminal.warn(`warning: notifying failed: ${(await textOf(error)).message}`);
    return otherwise;
  }
}
