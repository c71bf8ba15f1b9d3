import { failure } from '../../domain/failure/failure.js';
import type { LoadPlan } from '../../domain/webhook/load/load-plan.js';
import { realUserIds } from '../../domain/webhook/sending/sent-users.js';
import { isNearHost } from '../../domain/webhook/sending/target.js';
import type { WebhookAnswer } from '../../ports/webhook/sender.js';
import { type Bodies, prepareBodies } from '../../usecases/webhook/send/bodies.js';
import { runLoad } from '../../usecases/webhook/send/run-load.js';
import { findSigning, type Signing, signedRequest } from '../../usecases/webhook/send/signing.js';
import { findTarget, requireNotLine } from '../../usecases/webhook/send/target.js';
import { confirmOrStop, requireConfirmable } from '../asking/confirm.js';
import { interruptible } from '../asking/interruptible.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { optionalArgument, verb } from '../verb.js';
import { listEvents } from './sending/event-list.js';
import { showWhile } from './sending/live-load.js';
import { type Asked, askedFor, bodyWishOf, SEND_OPTIONS, type SendOptions } from './sending/options.js';
import { sendPlanView } from './sending/plan-view.js';
import { isGood, judgeAll, type KeptAnswer, problemWith, type SendResult } from './sending/result.js';
import { resultView } from './sending/result-view.js';
import { botUrl } from './traffic/bot-url.js';

export const webhookSend = verb({
  path: 'webhook send',
  summary: 'send signed events to a bot server of yours, one request or a load; LINE is not touched',
  args: { url: optionalArgument("the bot server's webhook URL", parseUrl) },
  options: SEND_OPTIONS,
  examples: [
    { line: 'webhook send http://localhost:3000', does: 'one text message' },
    { line: 'webhook send http://localhost:3000 --event all --each', does: 'every event there is' },
    { line: "webhook send http://localhost:3000 --rate 100 --fail-if 'p99>2s'", does: 'a load' },
  ],
  changes: 'line',
  needs: 'channel',
  schemas: ['line-ops/webhook-send@1', 'line-ops/webhook-events@1', 'line-ops/webhook-send-plan@1'],
  exits: { findings: 'an answer was not 2xx, or a condition of --fail-if holds' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects'],
  run: (session, { args: { url }, options }) =>
    options.listEvents === true ? listEvents(session) : send(session, url, options),
});

/** A fragment is never sent to a server. */
function parseUrl(text: string): URL {
  const url = new URL(botUrl('the URL')(text));
  url.hash = '';
  return url;
}

async function send(session: Session, url: URL | undefined, options: SendOptions): Promise<void> {
  const { deps, globals, terminal } = session;
  if (url === undefined) throw failure('MISSING_ARGUMENT', { which: 'botServer' });
  const signing = await findSigning(options.signature, globals.channel, deps);
  const bodies = await prepareBodies(bodyWishOf(options), signing.botUserId, deps);
  const asked = askedFor(options, bodies.count);
  if (globals.dryRun) {
    const first = signedRequest(bodies.make(0, deps.clock.now()), signing, deps.version);
    return show(session, sendPlanView(url, first, asked.plan));
  }
  if (options.file !== undefined) warnOfRealUsers(session, url, bodies);
  if (asked.isLoad) await agreeTo(session, url, asked.plan);
  const { result, interruption } = await run(session, { url, options, signing, bodies, ...asked });
  const problem = problemWith(result);
  await show(session, resultView(result, problem === null && interruption === null));
  if (options.signature !== 'valid' && 0 < result.report.figures.accepted)
    terminal.warn(
      `warning: the bot server took ${plural(result.report.figures.accepted, 'request')} whose signature was ${options.signature}; it must refuse them`,
    );
  if (interruption !== null) throw interruption;
  if (problem !== null) throw problem;
  sayNext(session, 'webhook send', { url: url.href });
}

interface Sending extends Asked {
  readonly url: URL;
  readonly options: SendOptions;
  readonly signing: Signing;
  readonly bodies: Bodies;
}

async function run(
  session: Session,
  { url, options, signing, bodies, plan, isLoad }: Sending,
): Promise<{ readonly result: SendResult; readonly interruption: unknown }> {
  const { deps, terminal } = session;
  const { connections, timeout: timeoutMs } = options;
  const sender = await deps.webhookSender({ url, connections, timeoutMs });
  if (sender.proxy !== null) terminal.note(`through the proxy ${sender.proxy}: its time is in the figures`);
  const { signal, release } = interruptible(session);
  const kept: KeptAnswer[] = [];
  let firstProblem: WebhookAnswer | null = null;
  let stopShowing = () => {};
  try {
    const report = await runLoad(plan, {
      ...deps,
      sender,
      connections,
      signal,
      make: (index, now) => signedRequest(bodies.make(index, now), signing, deps.version),
      onBegin: (look) => {
        if (1 < plan.requests) stopShowing = showWhile(session, look);
      },
      onAnswer: (index, answer, ms, { length: bytes }) => {
        if (!isGood(answer)) firstProblem ??= answer;
        if (terminal.verbose) terminal.note(verboseLine(url, answer, ms));
        if (!isLoad) kept.push({ events: bodies.namesOf(index), bytes, answer, ms });
      },
    });
    const result = {
      ...{ url, signature: options.signature, report, answers: kept, firstProblem },
      isLoad,
      isStopped: signal.aborted,
      rateAsked: isLoad ? plan.ratePerSecond : null,
      judged: judgeAll(options.failIf ?? [], report),
    };
    return { result, interruption: signal.aborted ? signal.reason : null };
  } finally {
    stopShowing();
    release();
    await sender.close();
  }
}

/** A load that leaves this machine and its private networks goes nowhere unless somebody agrees, and never to LINE. */
async function agreeTo(session: Session, url: URL, plan: LoadPlan): Promise<void> {
  const target = await findTarget(url, session.deps);
  if (target.isNear) return;
  requireConfirmable(session);
  await requireNotLine(url, target, session.deps);
  await confirmOrStop(session, questionOf(url, plan));
}

function questionOf({ host }: URL, { requests, ratePerSecond }: LoadPlan): string {
  const rate = Math.round(ratePerSecond * 10) / 10;
  return `Send ${plural(requests, 'request')} at ${rate}/s to ${host}? It is neither on this machine nor in a private network`;
}

function verboseLine({ pathname }: URL, { status, why }: WebhookAnswer, ms: number): string {
  return `POST ${pathname} ${why === null ? status : `no answer (${why})`} ${Math.round(ms)} ms`;
}

/** What a file says may be of people; a server elsewhere would act on it. */
function warnOfRealUsers({ terminal, deps }: Session, { hostname }: URL, bodies: Bodies): void {
  if (isNearHost(hostname) === true) return;
  const real = realUserIds(new TextDecoder().decode(bodies.make(0, deps.clock.now())));
  if (0 < real.length)
    terminal.warn(`warning: the file names ${plural(real.length, 'user ID')} that may be of people, and is no sample`);
}
