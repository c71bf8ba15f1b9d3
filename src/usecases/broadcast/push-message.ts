import { batchBody, bodyTailOf } from '../../domain/broadcast/planning/body.js';
import { packUserId } from '../../domain/broadcast/planning/user-id-bytes.js';
import { DEFAULT_NOT_AFTER_MS } from '../../domain/broadcast/schedule/due.js';
import { PUSH_KEEP_TRYING_MS } from '../../domain/broadcast/sending/patience.js';
import type { BroadcastSettings } from '../../domain/broadcast/settings.js';
import { failure, LineOpsError, within } from '../../domain/failure/failure.js';
import { type BroadcastId, parseRetryKey, type RetryKey, type UserId } from '../../domain/line/ids.js';
import { isJsonObject } from '../../domain/text/json-object.js';
import type { BroadcastLedger, KeyUse } from '../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../ports/deps.js';
import type { Channel } from '../channels/channel.js';
import { newBroadcastId } from './planning/create-broadcast.js';
import { planHash } from './planning/plan-hash.js';
import type { RunReport } from './sending/finish-run.js';
import { type RunDeps, type RunOptions, runBroadcast } from './sending/run-broadcast.js';

/** One message request to one person. */
export interface Push {
  readonly to: UserId;
  /** The request body behind the recipient, as every broadcast keeps it. */
  readonly bodyTail: string;
  readonly retryKey: RetryKey;
  /** The operator named the key: an earlier run may have used it, here or elsewhere. */
  readonly isKeyGiven: boolean;
}

/** What came of it. */
export interface PushReport {
  readonly run: RunReport;
  readonly use: KeyUse;
  /** Requests of this run. */
  readonly attempts: number;
}

/**
 * What is sent: what the checked document holds, to this person.
 *
 * @throws {LineOpsError} `usage` when the document names somebody else.
 */
export function pushOf(
  document: unknown,
  to: UserId,
  givenKey: RetryKey | null,
  random: Pick<Deps['random'], 'uuid'>,
): Push {
  const bodyTail = bodyTailOf(withoutRecipient(document, to), 'push', { silent: false, unit: null });
  return { to, bodyTail, retryKey: givenKey ?? parseRetryKey(random.uuid()), isKeyGiven: givenKey !== null };
}

/** The exact bytes of the request. */
export function pushBody({ to, bodyTail }: Push): string {
  return batchBody('push', packUserId(to), bodyTail);
}

function withoutRecipient(document: unknown, to: UserId): unknown {
  if (!isJsonObject(document) || !Object.hasOwn(document, 'messages')) return document;
  const { to: named, ...others } = document;
  if (named === undefined || named === null || named === to) return others;
  throw failure('RECIPIENT_CONFLICT', { named });
}

/** What this ledger knows of the key of a push. */
export type KeyHistory =
  /** Nothing: the push is not stored yet. */
  | { readonly type: 'unused' }
  /** It is this push's. */
  | { readonly type: 'same'; readonly use: KeyUse }
  /** LINE accepted another request under it, or said so when this one was tried. */
  | { readonly type: 'taken'; readonly acceptedRequestId: string | null; readonly use: KeyUse }
  /** Another request has it, and LINE has not accepted that one as far as anybody knows. */
  | { readonly type: 'reserved'; readonly use: KeyUse };

/** Looks up a key that the operator named. Reads only. */
export async function readKeyHistory(
  push: Push,
  channel: Pick<Channel, 'id'>,
  { broadcastLedger }: Pick<Deps, 'broadcastLedger'>,
): Promise<KeyHistory> {
  if (!push.isKeyGiven) return { type: 'unused' };
  const use = await (await broadcastLedger()).findByRetryKey(push.retryKey);
  if (use === null) return { type: 'unused' };
  const { status, state, acceptedRequestId } = use;
  if (isSamePush(push, channel, use))
    return status === CONFLICT && state === 'refused'
      ? { type: 'taken', acceptedRequestId, use }
      : { type: 'same', use };
  return state === 'accepted' || state === 'delivering'
    ? { type: 'taken', acceptedRequestId, use }
    : { type: 'reserved', use };
}

const CONFLICT = 409;

function isSamePush(
  { to, bodyTail }: Push,
  { id }: Pick<Channel, 'id'>,
  { broadcast: { settings }, recipients }: KeyUse,
): boolean {
  return (
    settings.via === 'push' &&
    settings.bodyTail === bodyTail &&
    (settings.channelId === null || id === null || settings.channelId === id) &&
    recipients !== null &&
    Buffer.compare(recipients, packUserId(to)) === 0
  );
}

export type PushDeps = RunDeps & { readonly channel: Channel; readonly botUserId: string | null };

/**
 * Writes the push down, key and exact bytes, and sends it as a broadcast of one. Whatever kills the process, the ledger
 * tells whether LINE may have it, and running the broadcast again settles it under the same key.
 *
 * @throws {LineOpsError} before anything was sent, and before it is stored where nothing can be; `failure` BROADCAST_BUSY
 *   when another process is sending it. Later trouble is in the report.
 */
export async function sendPush(
  push: Push,
  deps: PushDeps,
  { onStored, ...options }: RunOptions & { readonly onStored: (id: BroadcastId) => void },
): Promise<PushReport> {
  const ledger = await deps.broadcastLedger();
  const id = await toldAsUnsent(storePush(push, deps));
  onStored(id);
  const before = await requireUse(push, ledger);
  const run = await runBroadcast(id, deps, options).catch((error: unknown) => {
    throw isJournalFailure(error) ? unsent(error) : error;
  });
  const use = await requireUse(push, ledger);
  return { run, use, attempts: use.requests - before.requests };
}

async function requireUse({ retryKey }: Push, ledger: BroadcastLedger): Promise<KeyUse> {
  const use = await ledger.findByRetryKey(retryKey);
  if (use !== null) return use;
  throw new Error('the push is not in the ledger any more');
}

/**
 * A push needs its ledger, also where the environment holds all that LINE wants to see.
 *
 * @throws {LineOpsError} `failure` where it cannot be opened.
 */
export async function requireLedger({ broadcastLedger }: Pick<Deps, 'broadcastLedger'>): Promise<void> {
  await toldAsUnsent(broadcastLedger());
}

async function toldAsUnsent<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LineOpsError && error.kind === 'failure' ? unsent(error) : error;
  }
}

function unsent(error: LineOpsError): LineOpsError {
  return within(error, 'pushUnsent', {}, { requestId: null });
}

/** A run opens the journal before anything leaves; what fails later is in its report. */
function isJournalFailure(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'JOURNAL_NOT_WRITABLE';
}

/** Two processes that are given the same key must not store it twice. */
const KEY_LOCK_WAIT_MS = 10_000;

async function storePush(push: Push, deps: PushDeps): Promise<BroadcastId> {
  if (!push.isKeyGiven) return createPush(push, deps);
  const lock = await (await deps.locks()).acquire('pushes', KEY_LOCK_WAIT_MS);
  try {
    const history = await readKeyHistory(push, deps.channel, deps);
    return history.type === 'unused' ? await createPush(push, deps) : history.use.broadcast.settings.id;
  } finally {
    if ('held' in lock) await lock.held.release();
  }
}

async function createPush(
  { to, bodyTail, retryKey, isKeyGiven }: Push,
  { broadcastLedger, clock, random, channel, botUserId }: PushDeps,
): Promise<BroadcastId> {
  const now = clock.now();
  const recipients = packUserId(to);
  const settings: BroadcastSettings = {
    id: newBroadcastId(now, random),
    name: null,
    createdAt: now,
    channelId: channel.id,
    botUserId,
    via: 'push',
    bodyTail,
    batchSize: 1,
    intervalMs: 0,
    requestsPerSecond: null,
    recipientsPerMinute: null,
    agreedPerSecond: null,
    allowPartialQuota: false,
    startAt: null,
    notAfterMs: DEFAULT_NOT_AFTER_MS,
    avoidPeak: false,
    quietHours: null,
    gate: null,
    maxRefused: null,
    notify: null,
    keepTryingMs: PUSH_KEEP_TRYING_MS,
    toWord: null,
    again: true,
    isKeyGiven,
    planHash: planHash({ batches: () => [recipients] }, bodyTail, [1], 'push'),
  };
  await (await broadcastLedger()).create({
    settings,
    recipients: { total: 1, unique: 1, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
    stages: [1],
    // LINE may have it from a run elsewhere under the same key.
    batches: [{ stage: 0, retryKey, recipients, ...(isKeyGiven ? { inDoubtSince: now } : {}) }],
    heldOut: [],
  });
  return settings.id;
}
