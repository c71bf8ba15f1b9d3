import { failure } from '../../domain/failure/failure.js';
import { unwrapped } from '../../domain/line/credential-text.js';
import { type BroadcastId, parseRetryKey, parseUserId, type UserId } from '../../domain/line/ids.js';
import { destinationOf } from '../../domain/messages/rules/request/recipients.js';
import type { KeyUse } from '../../ports/broadcast/broadcast-ledger.js';
import type { StopSignal } from '../../ports/host.js';
import { requireKeyUnused } from '../../usecases/api/send-under-key.js';
import { sameBot } from '../../usecases/broadcast/planning/bot-identity.js';
import { requireQuota } from '../../usecases/broadcast/planning/plan-broadcast.js';
import {
  type Push,
  type PushDeps,
  pushOf,
  readKeyHistory,
  requireLedger,
  sendPush,
} from '../../usecases/broadcast/push-message.js';
import type { RunOptions } from '../../usecases/broadcast/sending/run-broadcast.js';
import type { OnProgress } from '../../usecases/broadcast/sending/stages/stage-runner.js';
import { type Channel, channelLabel } from '../../usecases/channels/channel.js';
import { type MessageDocument, readMessageDocument } from '../../usecases/messages/message-document.js';
import { readQuotaIfPossible } from '../../usecases/quota.js';
import { confirmSend, requireChannelName } from '../asking/confirm-send.js';
import { describeStop } from '../failures/text-of.js';
import { dryRunView } from '../output/dry-run.js';
import { sayNext } from '../output/next.js';
import { sayCard } from '../output/send-card.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, type OptionValues, option, requiredOption, verb } from '../verb.js';
import { keyProblem, pushProblem } from './push-problem.js';
import { notSentView, PUSH_SCHEMA, pushCard, pushView, requestOf } from './push-view.js';
import { prettyFindings } from './validate/pretty-report.js';

const OPTIONS = {
  to: requiredOption('<userId>', 'who gets it', parsePerson),
  retryKey: option('<uuid>', 'repeat an earlier push whose fate is unknown, within 24 hours of its first try', (text) =>
    parseRetryKey(unwrapped(text)),
  ),
  confirmChannel: option('<name>', 'confirms a send from a production channel, in scripts'),
};

/** Groups and rooms have IDs of the same form, but for the first letter. */
export function parsePerson(text: string): UserId {
  const chat = destinationOf({ to: text });
  if (chat === 'group' || chat === 'room') throw failure('RECIPIENT_NOT_A_PERSON', { to: text, chat });
  return parseUserId(text);
}

type PushOptions = OptionValues<typeof OPTIONS>;

export const messagePush = verb({
  path: 'message push',
  summary: 'send one message to one person, for example to try it before a broadcast',
  args: { file: argument('JSON or YAML with the messages; - for JSON on stdin') },
  options: OPTIONS,
  examples: [
    { line: 'message push --to U4af4980629f3c1a5b0e7d2c96b8a1f04 sale.json', does: 'asks, and sends' },
    { line: 'message push --to U4af4980629f3c1a5b0e7d2c96b8a1f04 sale.json --dry-run', does: 'sends nothing' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: [PUSH_SCHEMA],
  exits: {
    limit: 'the monthly quota does not suffice, or a rate limit outlasted it',
    findings: 'the message has errors; nothing was sent',
    incomplete: 'nobody can tell whether LINE took it; the command that settles it is named',
  },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#send-push-message'],
  run: (session, { args: { file }, options }) => push(session, file, options),
});

async function push(session: Session, file: string, options: PushOptions): Promise<void> {
  const id = await pushDocument(session, await readValidMessages(session, file), options);
  if (id !== null) sayNext(session, 'message push', { id });
}

/** Sends valid messages to one person, behind the card, and shows what came of it; null where nothing was sent now. */
export async function pushDocument(
  session: Session,
  document: Pick<MessageDocument, 'value' | 'messageCount'>,
  options: PushOptions,
): Promise<BroadcastId | null> {
  const { deps, globals } = session;
  const wanted = pushOf(document.value, options.to, options.retryKey ?? null, deps.random);
  const { api, tokens, channel } = await session.atLine();
  if (!globals.dryRun) await requireLedger(deps);
  const accepted = await acceptedEarlier(session, wanted, channel);
  if (accepted !== null) {
    await show(session, pushView(wanted, accepted, 0));
    return null;
  }
  if (!globals.dryRun) requireConfirmedChannel(session, channel, options);
  const bot = await sameBot(channel.botUserId, api, tokens);
  if (globals.dryRun) {
    await show(session, dryRunView([requestOf(wanted)]));
    return null;
  }
  const quota = await readQuotaIfPossible(api, tokens);
  if (quota !== null && !wanted.isKeyGiven) requireQuota(1, quota, { via: 'push', allowPartialQuota: false });
  await sayCard(session, pushCard(wanted, channel, { bot, quota }));
  const wasAsked = await agree(session, channel, document.messageCount, options);
  // A person may have thought about it for long.
  const checked = wasAsked ? {} : { checked: { bot, quota } };
  const pushDeps = { ...deps, api, tokens, channel, botUserId: bot?.userId ?? null, describeStop };
  return sendAndShow(session, wanted, pushDeps, checked);
}

/** Shows what was found in the file. @throws {LineOpsError} `findings` where that is an error. */
async function readValidMessages({ deps, terminal }: Session, file: string): Promise<MessageDocument> {
  const document = await readMessageDocument(file, 'push', await deps.messageFiles(), 'user');
  const found = document.findings.map((finding) => ({ finding }));
  if (found.length > 0) terminal.noteLines(prettyFindings(found, await terminal.painter('stderr')));
  const errors = found.filter(({ finding }) => finding.severity === 'error').length;
  if (errors > 0) throw failure('MESSAGES_INVALID', { which: 'push', file, errors });
  return document;
}

/**
 * This push, where LINE accepted it before under the key that was given; null where it is yet to be sent.
 *
 * @throws {LineOpsError} when the key is another request's.
 */
async function acceptedEarlier(session: Session, wanted: Push, channel: Channel): Promise<KeyUse | null> {
  const history = await readKeyHistory(wanted, channel, session.deps);
  if (history.type === 'taken' || history.type === 'reserved') {
    if (history.type === 'taken' && !session.globals.dryRun)
      await show(session, notSentView(wanted, { ...history, id: null, requestId: null, attempts: 0 }));
    throw keyProblem(wanted.retryKey, history);
  }
  if (history.type === 'unused' && wanted.isKeyGiven) await requireKeyUnused(wanted.retryKey, session.deps);
  return history.type === 'same' && history.use.state === 'accepted' ? history.use : null;
}

async function sendAndShow(
  session: Session,
  wanted: Push,
  pushDeps: PushDeps,
  checked: Pick<RunOptions, 'checked'>,
): Promise<BroadcastId> {
  const { deps, terminal } = session;
  const stop = new AbortController();
  let signalled: StopSignal | null = null;
  const release = deps.interruption.onFirst((signal) => {
    signalled = signal;
    stop.abort();
  });
  const { run, use, attempts } = await sendPush(wanted, pushDeps, {
    stop: stop.signal,
    onStored: (id) => terminal.note(`${id}: sending; if this process dies: line-ops broadcast resume ${id}`),
    onProgress: sayRetries(session),
    passGate: async () => null,
    ...checked,
  }).finally(release);
  const problem = await pushProblem(run, wanted.retryKey, signalled, deps.clock.now());
  if (run.stoppedBy?.type === 'keyInUse') {
    const { id } = run.broadcast.settings;
    await show(session, notSentView(wanted, { ...run.stoppedBy, id, attempts }));
  }
  if (problem !== null) throw problem;
  await show(session, pushView(wanted, use, attempts));
  return use.broadcast.settings.id;
}

/** Says each request but the first of this run. */
function sayRetries({ terminal }: Session): OnProgress {
  let said: number | null = null;
  return (progress) => {
    const { requests } = progress().broadcast;
    said ??= requests + 1;
    if (said < requests) terminal.note('trying again with the same retry key');
    said = Math.max(said, requests);
  };
}

/** Before LINE is asked: a production channel wants its name, and where nobody can be asked it stands on the command line. */
function requireConfirmedChannel({ terminal }: Session, channel: Channel, { confirmChannel }: PushOptions): void {
  if (confirmChannel !== undefined || (channel.production && !terminal.canAsk))
    requireChannelName(channel, confirmChannel ?? null);
}

/**
 * The command names one person: where nobody can be asked, that is the confirmation. Only a production channel wants its
 * name too. Answers whether a person was asked.
 */
async function agree(
  session: Session,
  channel: Channel,
  messageCount: number,
  { to, confirmChannel }: PushOptions,
): Promise<boolean> {
  const { terminal, globals } = session;
  const agreed = { ...session, globals: { ...globals, yes: globals.yes || !terminal.canAsk } };
  const question = `Send ${plural(messageCount, 'message object')} from ${channelLabel(channel)} to ${to}?`;
  return confirmSend(agreed, channel, question, confirmChannel ?? null);
}
