import { backoffMs, decideNextStep } from '../../domain/broadcast/decide.js';
import { LineOpsError } from '../../domain/failure.js';
import type { RetryKey, UserId } from '../../domain/ids.js';
import { isObject } from '../../domain/messages/shapes.js';
import type { Clock, Randomness } from '../../ports/host.js';
import type { LineApi, SendReply } from '../../ports/line-api.js';
import type { AccessTokens } from '../access-token.js';
import { readQuotaState } from '../quota.js';

/** Attempts for one push. */
const MAX_ATTEMPTS = 5;

/** One push, frozen: a retry sends the same bytes under the same key. */
export interface Push {
  readonly to: UserId;
  readonly body: string;
  readonly retryKey: RetryKey;
  /** The key was used by an earlier run: LINE may have accepted it already. */
  readonly isRepeat: boolean;
}

export interface PushReport {
  /** Of the last attempt. */
  readonly requestId: string | null;
  /** Of the earlier request that got through, where LINE said that one did. */
  readonly acceptedRequestId: string | null;
  readonly attempts: number;
}

interface PushParts {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Aborted by Ctrl-C and its relatives, with the name of the signal as its reason: the attempt in flight is the last. */
  readonly stop: AbortSignal;
  readonly onRetry: (why: string) => void;
}

/**
 * The request body of a push: what the checked document holds, to this person.
 *
 * @throws {LineOpsError} `usage` when the document names somebody else.
 */
export function pushBody(document: unknown, to: UserId): string {
  if (Array.isArray(document)) return JSON.stringify({ to, messages: document });
  if (!isObject(document) || !Object.hasOwn(document, 'messages')) return JSON.stringify({ to, messages: [document] });
  const named = document['to'];
  if (named === undefined || named === null || named === to) return JSON.stringify({ ...document, to });
  throw new LineOpsError(
    'usage',
    'RECIPIENT_CONFLICT',
    `the file names another recipient than --to: ${JSON.stringify(named)}`,
    {
      hint: 'Remove "to" from the file, or give the same user ID with --to.',
    },
  );
}

/**
 * Sends the push until LINE accepts it or says no. A push that LINE may have accepted is never called refused.
 *
 * @throws {LineOpsError} `incomplete` when nobody can tell whether it was accepted; `refused`, `auth`, `limit` or
 *   `unavailable` when it certainly was not; `cancelled` or `terminated` when it was stopped before anything left.
 * @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export async function sendPush(push: Push, parts: PushParts): Promise<PushReport> {
  const { api, tokens, clock, random, stop, onRetry } = parts;
  const startedAt = clock.now();
  let isInDoubt = push.isRepeat;
  for (let attempt = 1; ; attempt++) {
    const token = await tokens.current().catch((error: unknown) => {
      throw isInDoubt ? unknown(push, 'there is no token to ask with', error) : error;
    });
    const reply = await api.push(token, push.retryKey, push.body);
    if (reply.type === 'accepted') return { requestId: reply.requestId, acceptedRequestId: null, attempts: attempt };
    if (reply.type === 'alreadyAccepted')
      return { requestId: reply.requestId, acceptedRequestId: reply.acceptedRequestId, attempts: attempt };
    const answer = reply.type === 'refused' ? { type: reply.type, namedRecipients: [] } : reply;
    const step = decideNextStep(answer, { number: attempt, wasInDoubt: isInDoubt, keyAgeMs: clock.now() - startedAt });
    isInDoubt = 'inDoubt' in step ? step.inDoubt : isInDoubt;
    const isLast =
      attempt === MAX_ATTEMPTS || step.do === 'leave' || step.do === 'giveUpAsUnknown' || step.do === 'refuse';
    const failure = isLast ? failureOf(reply) : await failureBeforeRetry(reply, token, parts);
    if (failure !== null) throw isInDoubt ? unknown(push, failure.message, failure) : failure;
    if (!stop.aborted) {
      onRetry(whyOf(reply));
      await clock.sleep(backoffMs(attempt, random.fraction()), stop);
    }
    if (stop.aborted) throw isInDoubt ? unknown(push, 'it was interrupted', null) : stopped(stop.reason);
  }
}

type Unaccepted = Exclude<SendReply, { type: 'accepted' | 'alreadyAccepted' }>;

/** What makes another attempt pointless; null when there is a point. */
async function failureBeforeRetry(
  reply: Unaccepted,
  token: Awaited<ReturnType<AccessTokens['current']>>,
  { api, tokens }: PushParts,
): Promise<LineOpsError | null> {
  try {
    if (reply.type === 'unauthorised') await tokens.replace(token);
    // LINE answers 429 for a rate and for the monthly limit; only the quota tells which, and a used-up month does not refill.
    if (reply.type === 'tooMany' && (await readQuotaState(api, tokens)).left === 0) return monthlyLimit(reply);
    return null;
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
}

function failureOf(reply: Unaccepted): LineOpsError {
  switch (reply.type) {
    case 'refused':
      return new LineOpsError('refused', 'LINE_REFUSED', `LINE refused the message: ${describe(reply)}`, {
        requestId: reply.requestId,
        hint: 'The user ID must belong to this channel, and the message must be valid; check it with: line-ops message validate --remote',
        details: { status: reply.status, details: reply.details },
      });
    case 'unauthorised':
      return new LineOpsError('auth', 'TOKEN_REFUSED', `LINE does not accept the token: ${reply.problem}`, {
        requestId: reply.requestId,
        hint: 'See which tokens LINE still knows with: line-ops token check',
      });
    case 'tooMany':
      return new LineOpsError('limit', 'RATE_LIMITED', `LINE answered 429, ${reply.problem}`, {
        requestId: reply.requestId,
        hint: 'Wait a minute and try again.',
      });
    case 'doubt':
    case 'notTaken':
      return new LineOpsError('unavailable', 'LINE_NOT_REACHABLE', `could not send the message: ${whyOf(reply)}`, {
        hint: 'Nothing was sent. Check the network and https://api.line-status.info/, then try again.',
      });
  }
}

function monthlyLimit({ requestId, problem }: Extract<SendReply, { type: 'tooMany' }>): LineOpsError {
  return new LineOpsError('limit', 'MONTHLY_LIMIT', `this month's quota is used up: ${problem}`, {
    requestId,
    hint: 'See: line-ops quota',
  });
}

function stopped(signal: unknown): LineOpsError {
  return new LineOpsError(signal === 'SIGTERM' ? 'terminated' : 'cancelled', 'CANCELLED', 'stopped; nothing was sent');
}

function unknown({ retryKey }: Push, why: string, cause: unknown): LineOpsError {
  return new LineOpsError('incomplete', 'SEND_UNKNOWN', `nobody can tell whether LINE accepted the message: ${why}`, {
    hint: `Within 24 hours of the first try, repeat the same command with --retry-key ${retryKey}: LINE accepts it at most once. Without that key the person may get it twice.`,
    requestId: cause instanceof LineOpsError ? cause.requestId : null,
    details: { retryKey },
    cause,
  });
}

function whyOf(reply: Unaccepted): string {
  switch (reply.type) {
    case 'doubt':
    case 'notTaken':
      return reply.why;
    case 'unauthorised':
    case 'tooMany':
    case 'refused':
      return reply.problem;
  }
}

function describe({ problem, details }: Extract<SendReply, { type: 'refused' }>): string {
  const named = details.map(({ property, message }) => [property, message].filter((part) => part !== null).join(': '));
  return [problem, ...named].join('; ');
}
