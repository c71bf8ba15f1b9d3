import { type Attempt, attemptTime } from '../../domain/broadcast/sending/batch/history.js';
import { isKeyTooOld } from '../../domain/broadcast/sending/batch/keys/key-age.js';
import { lineAllowance } from '../../domain/broadcast/sending/pace/pace.js';
import type { SendWay } from '../../domain/broadcast/settings.js';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type { JournalSubject, OpenJournal } from '../../ports/broadcast/attempt-journal.js';
import type { Deps } from '../../ports/deps.js';
import type { AnswerReceiver, AnyRequest, BotInfo, SendReply } from '../../ports/line-api.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';

/** One request to one of the four endpoints that send messages. */
export interface KeyedSend {
  readonly request: AnyRequest;
  readonly retryKey: RetryKey;
  /** Whose token it is sent with; null where LINE does not say. */
  readonly bot: Pick<BotInfo, 'userId'> | null;
}

/** What it came to, where it was not refused. */
export type KeyedEnd =
  | { readonly type: 'accepted' }
  /** An earlier run of this request was accepted. */
  | { readonly type: 'acceptedBefore'; readonly acceptedRequestId: string }
  /** Nobody can tell: the same request under the same key may be made again. */
  | { readonly type: 'unknown'; readonly why: string; readonly cause: unknown };

/**
 * Makes the request once. The journal of attempts has it before it leaves, so that the key is never used for another
 * request, nor for this one once LINE has forgotten it, whatever killed an earlier run.
 *
 * @throws {LineOpsError} where LINE has certainly not taken it: then the key may be used again.
 */
export async function sendUnderKey(
  send: KeyedSend,
  receiver: AnswerReceiver,
  atLine: ChannelAtLine,
  stop: AbortSignal,
): Promise<KeyedEnd> {
  const { deps } = atLine;
  const { retryKey } = send;
  const use = await (await deps.broadcastLedger()).findByRetryKey(retryKey);
  if (use !== null) throw failure('RETRY_KEY_RESERVED', { id: use.broadcast.settings.id });
  const journal = await (await deps.attemptJournal()).open(journalOf(retryKey), () => true);
  try {
    const number = numberOf(send, deps.sha256);
    requireKeyOf(number, journal.history.attemptsAt(retryKey), atLine);
    await journal.begin(null);
    await (await deps.paceLimiter()).take([paceOf(send)], stop);
    stop.throwIfAborted();
    return await sendNoted(send, number, journal, receiver, atLine);
  } finally {
    await journal.close();
  }
}

function journalOf(retryKey: RetryKey): JournalSubject {
  const name = `api-${retryKey}`;
  return { fileName: name, id: name, isInLedger: false };
}

/**
 * The log of requests has the key too, and would pass for an attempt at whatever else is sent under it.
 *
 * @throws {LineOpsError} where a request under that key was made here that LINE may have taken.
 */
export async function requireKeyUnused(
  retryKey: RetryKey,
  { attemptJournal }: Pick<Deps, 'attemptJournal'>,
): Promise<void> {
  const history = await (await attemptJournal()).read(journalOf(retryKey), () => true);
  if (history.hasAttempts) throw failure('RETRY_KEY_OF_ANOTHER', { which: 'known' });
}

/** Which request it is: another one under the same key must not pass for it. Takes the place of a batch in the journal. */
function numberOf({ request, bot }: KeyedSend, sha256: (text: string) => string): number {
  const { path, query, body } = request;
  const text = JSON.stringify([bot?.userId ?? null, path, query, Buffer.from(body?.bytes ?? []).toString()]);
  // 52 bits, which a number holds.
  return Number.parseInt(sha256(text).slice(0, 13), 16);
}

/** @throws {LineOpsError} where the key was another request's, or is forgotten. */
function requireKeyOf(number: number, attempts: readonly Attempt[], { api, deps }: ChannelAtLine): void {
  requireNoOther(number, attempts);
  const now = api.lineTime() ?? deps.clock.now();
  const [tooOld] = attempts.map(attemptTime).filter((time) => isKeyTooOld(Math.max(0, now - time)));
  if (tooOld !== undefined) throw failure('RETRY_KEY_FORGOTTEN', { since: new Date(tooOld).toISOString() });
}

function requireNoOther(number: number, attempts: readonly Attempt[]): void {
  if (attempts.every(({ batch }) => batch === number)) return;
  throw failure('RETRY_KEY_OF_ANOTHER', { which: 'known' });
}

/** The limit is the bot's, whatever sends. */
function paceOf({ request, bot }: KeyedSend) {
  // The four of them are called like the ways to send.
  const via = request.path.slice(request.path.lastIndexOf('/') + 1) as SendWay;
  return { key: `${bot?.userId ?? ''}/${via}`, ...lineAllowance(via) };
}

async function sendNoted(
  { request, retryKey }: KeyedSend,
  number: number,
  journal: OpenJournal,
  receiver: AnswerReceiver,
  { api, tokens, deps }: ChannelAtLine,
): Promise<KeyedEnd> {
  const token = await tokens.current();
  const at = deps.clock.now();
  const lineTime = api.lineTime();
  const lineAheadMs = lineTime === null ? null : lineTime - at;
  const earlier = await journal.note({ batch: number, retryKey, at, lineAheadMs });
  /** What LINE has not taken now it may still have taken before. */
  const notTaken = async (problem: LineOpsError, why: string): Promise<KeyedEnd> => {
    await journal.takeBack(retryKey, null);
    if (earlier.length === 0) throw problem;
    return { type: 'unknown', why, cause: problem };
  };
  const isOurs = (attempts: readonly Attempt[]) =>
    attempts.length > 0 && attempts.every(({ batch }) => batch === number);
  if (earlier.some(({ batch }) => batch !== number)) {
    await journal.takeBack(retryKey, null);
    requireNoOther(number, earlier);
  }
  try {
    const reply = await api.sendAny(token, retryKey, request, receiver);
    switch (reply.type) {
      case 'accepted':
        return reply;
      case 'alreadyAccepted':
        // The same command line, run beside this one, may have noted its attempt only after this one had.
        if (isOurs(await journal.look(retryKey)))
          return { type: 'acceptedBefore', acceptedRequestId: reply.acceptedRequestId };
        return await notTaken(ofAnother(reply), '');
      case 'doubt':
        return { type: 'unknown', why: reply.why, cause: null };
      default:
        return await notTaken(refusalOf(reply, request), whyOf(reply));
    }
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'TOKEN_REFUSED') throw error;
    return await notTaken(error, 'LINE takes no token of the channel now');
  }
}

type Refusal = Extract<SendReply, { type: 'refused' | 'unauthorised' | 'tooMany' | 'notTaken' }>;

function ofAnother({ requestId, acceptedRequestId }: Extract<SendReply, { type: 'alreadyAccepted' }>): LineOpsError {
  return failure('RETRY_KEY_OF_ANOTHER', { which: 'byLine' }, { requestId, details: { acceptedRequestId } });
}

function refusalOf(reply: Refusal, { path }: AnyRequest): LineOpsError {
  const doing = `call POST ${path}`;
  if (reply.type === 'notTaken') return failure('LINE_NOT_REACHABLE', { which: 'ofLine', doing, why: reply.why });
  const { requestId, problem: answer } = reply;
  if (reply.type === 'refused')
    return failure('LINE_REFUSED', { which: 'request', doing, status: reply.status, answer }, { requestId });
  const status = reply.type === 'tooMany' ? 429 : 401;
  const code = reply.type === 'tooMany' ? 'RATE_LIMITED' : 'TOKEN_REFUSED';
  return failure(code, { which: 'ofLine', doing, status, answer }, { requestId, details: { status } });
}

function whyOf(reply: Refusal): string {
  return reply.type === 'notTaken' ? reply.why : `LINE answers "${reply.problem}" now`;
}
