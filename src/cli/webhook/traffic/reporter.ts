import { reasonOf } from '../../../domain/failure/failure.js';
import { visible } from '../../../domain/text/visible.js';
import { ANSWER_WITHIN_MS } from '../../../domain/webhook/load/latencies.js';
import type { Painter } from '../../../ports/terminal.js';
import type { PostEnd } from '../../../ports/webhook/listening.js';
import type { ListenListener, ListenPlan, WebhookReport } from '../../../usecases/webhook/listen/listen.js';
import { reasonText } from '../../failures/text-of.js';
import { plural } from '../../output/view.js';
import type { Session } from '../../session.js';
import { answerLine, botLine, eventLines } from './event-lines.js';
import { forwardJson, webhookJson } from './webhook-json.js';

/** Tells what a listener does, as it does it. */
interface Reporter extends ListenListener {
  /** Resolves when everything is told. */
  settled(): Promise<void>;
  summary(): string;
}

export async function createReporter(session: Session, plan: ListenPlan): Promise<Reporter> {
  const { terminal, globals } = session;
  const paint = await terminal.painter('stdout');
  const telling = new Set<Promise<void>>();
  const tally = { webhooks: 0, events: 0, refused: 0 };
  const tellAll = async (report: WebhookReport) => {
    if (report.recordProblem !== null) await tellNotKept(session, report.recordProblem);
    await (globals.json ? tellJson(session, plan, report) : tellText(session, report, paint));
  };
  return {
    onWebhook(report) {
      tally.webhooks += 1;
      tally.events += report.body?.events.length ?? 0;
      if (report.status !== 200) tally.refused += 1;
      const told = tellAll(report);
      telling.add(told);
      void told.finally(() => telling.delete(told));
    },
    onTurnedAway({ method, path, status, senderIp }) {
      terminal.note(`<-- ${status} ${visible(`${method} ${path}`)} from ${visible(senderIp)}`);
    },
    settled: async () => {
      await Promise.all(telling);
    },
    summary: () => {
      const refused = tally.refused === 0 ? '' : `, ${tally.refused} not answered 200`;
      return `Stopped. ${plural(tally.webhooks, 'webhook')} with ${plural(tally.events, 'event')}${refused}.`;
    },
  };
}

async function tellText({ terminal }: Session, report: WebhookReport, paint: Painter): Promise<void> {
  const { body, forward, fault } = report;
  const lines = [...whatCame(report, roomOf(terminal), paint)];
  if (forward === null || report.status !== 200) lines.push(answerLine(report, paint));
  if (fault !== null) lines.push(paint.dim(`    hint: ${visible(fault.hint)}`));
  terminal.answer(`${lines.join('\n')}\n`);
  if (forward === null) return;
  const end = await forward;
  terminal.answer(`${botLine(end, body?.events[0]?.webhookEventId ?? null, paint)}\n`);
}

function whatCame(
  { request, body, seenBefore, signature }: WebhookReport,
  columns: number | null,
  paint: Painter,
): readonly string[] {
  const { at, senderIp, target } = request;
  if (body !== null || signature === 'current' || signature === 'previous')
    return eventLines(body, { at, now: at, seenBefore, columns }, paint);
  return [`${paint.accent('-->')} ${visible(`${target} from ${senderIp}`)}  ${paint.dim(paint.time(at))}`];
}

/** Where lines are not for eyes, nothing of them is left out. */
export function roomOf({ canRedraw, columns }: Session['terminal']): number | null {
  return canRedraw ? columns : null;
}

/** One line a webhook: with the bot's answer where that comes as soon as LINE would wait for it. */
async function tellJson({ terminal, deps }: Session, plan: ListenPlan, report: WebhookReport): Promise<void> {
  const end = report.forward === null ? null : await withinPatience(report.forward, deps.clock);
  const forward = end === null || plan.forwardTo === null ? null : forwardJson(plan.forwardTo, end);
  const isRecorded = plan.recordTo !== null && (plan.forwardsUnverified || report.status === 200);
  terminal.answer(`${JSON.stringify(webhookJson(report, { isRecorded, forward }))}\n`);
}

async function withinPatience(forward: Promise<PostEnd>, clock: Session['deps']['clock']): Promise<PostEnd> {
  const enough = new AbortController();
  const late = {
    status: null,
    ms: ANSWER_WITHIN_MS,
    problem: `no answer within ${ANSWER_WITHIN_MS / 1000} s`,
  } as const;
  const end = await Promise.race([forward, clock.sleep(ANSWER_WITHIN_MS, enough.signal).then(() => late)]);
  enough.abort();
  return end;
}

async function tellNotKept({ terminal }: Session, problem: unknown): Promise<void> {
  const why = await reasonText(reasonOf(problem));
  terminal.warn(`warning: a webhook was answered 500, because it could not be kept: ${why}`);
}
