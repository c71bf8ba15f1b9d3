import { failure, failureAs } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { OutsideTarget } from '../../../domain/tokens/delivery-target.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import type { CommandBounds } from '../../../ports/command.js';
import type { DeliveryVoice } from '../../../ports/delivery.js';
import type { Deps } from '../../../ports/deps.js';
import type { SecretName } from '../../../ports/store.js';
import type { TokenContext, TokenSources } from '../token-request.js';

/** What a rotation takes from outside. */
export type RotationSources = TokenSources & Pick<Deps, 'rotationJournal' | 'tokenDelivery'>;
export type RotationContext = TokenContext & { readonly deps: RotationSources };

/** How a rotation is heard of while it goes on. */
export interface RotationVoice extends DeliveryVoice {
  /** The rotation has come to this state, and that is on disk. */
  reached(rotation: Rotation): void;
  /**
   * The moment for the token string to go to stdout: the check has passed, and both tokens live. Once a run, however often
   * it is called.
   *
   * @throws {LineOpsError} `failure` when stdout did not take it.
   */
  handOut(rotation: Rotation, record: TokenRecord, token: ChannelAccessToken): Promise<void>;
  /** The old token has ended; what is shown now is shown before the journal forgets the rotation. */
  report(outcome: RotationOutcome): Promise<void>;
}

/** What came of a rotation that went through. */
export interface RotationOutcome {
  readonly rotation: Rotation;
  readonly old: TokenRecord | null;
  readonly new: TokenRecord;
  readonly token: ChannelAccessToken;
  readonly revokedOld: boolean;
}

/** Writes the state down before anybody acts on it. */
export async function record(
  rotation: Rotation,
  { deps }: RotationContext,
  voice: Pick<RotationVoice, 'reached'>,
): Promise<Rotation> {
  await (await deps.rotationJournal()).put(rotation);
  voice.reached(rotation);
  return rotation;
}

/** @throws {LineOpsError} `failure` when a row of the ledger that the journal names is gone. */
export async function ledgerRow(id: TokenRecord['id'], { deps }: RotationContext): Promise<TokenRecord> {
  const found = await (await deps.tokenLedger()).find(id);
  if (found !== null) return found;
  throw failureAs('failure', 'STATE_DAMAGED', { which: 'tokenMissing', id });
}

/** Where the earlier content of a target is kept until the rotation is over: it may hold secrets. */
const snapshotName = ({ id }: Rotation, index: number): SecretName => `rotation/${id}/${index}`;

/** Keeps what a target holds, once: what a second run finds there may be the new token already. */
export async function keepSnapshot(
  rotation: Rotation,
  index: number,
  read: () => Promise<string | null>,
  { deps }: RotationContext,
): Promise<void> {
  const secrets = await deps.secrets();
  const name = snapshotName(rotation, index);
  if ((await secrets.get(name)) === null) await secrets.set({ [name]: JSON.stringify({ before: await read() }) });
}

/** What the target held; null where there was nothing. */
export async function snapshotOf(rotation: Rotation, index: number, { deps }: RotationContext): Promise<string | null> {
  const kept: unknown = JSON.parse((await (await deps.secrets()).get(snapshotName(rotation, index))) ?? '{}');
  const before = typeof kept === 'object' && kept !== null && 'before' in kept ? kept.before : null;
  return typeof before === 'string' ? before : null;
}

/** Forgets what targets held, also of a delivery that was killed before it began. */
export async function forgetSnapshots(rotation: Rotation, { deps }: RotationContext): Promise<void> {
  const names = rotation.plan.targets.flatMap(({ type }, index) =>
    type === 'stdout' ? [] : [snapshotName(rotation, index)],
  );
  if (names.length === 0) return;
  await (await deps.secrets()).set(Object.fromEntries(names.map((name) => [name, null])));
}

/** How long a command may take; `stop` ends it. */
export function boundsOf({ plan }: Rotation, stop: AbortSignal | null): CommandBounds {
  return { timeoutMs: plan.commandTimeoutMs, stop };
}

/** Longer than any write takes, many times over. */
const WRITE_WAIT_MS = 30_000;

/**
 * Does something with a target. Files are read, changed and replaced: two rotations that did so with one file at once
 * would lose what one of them wrote. Commands are the operator's own.
 *
 * @throws {LineOpsError} `failure` DELIVERY_BUSY when another rotation has not finished writing in 30 s.
 */
export async function whileNobodyElseWrites<Result>(
  { type }: OutsideTarget,
  { deps }: RotationContext,
  work: () => Promise<Result>,
): Promise<Result> {
  if (type === 'exec') return work();
  const lock = await (await deps.locks()).acquire('rotation-files', WRITE_WAIT_MS);
  if (!('held' in lock))
    throw failure('DELIVERY_BUSY', { seconds: WRITE_WAIT_MS / 1000 }, { details: { holder: lock.heldBy } });
  try {
    return await work();
  } finally {
    lock.held.release();
  }
}
