import { failureAs, type LineOpsError } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import type { HeldLock } from '../../../ports/store.js';
import type { DeliveryObserver } from '../../../ports/tokens/delivery.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';

/** How a rotation is heard of while it goes on. */
export interface RotationObserver extends DeliveryObserver {
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
  /** What the journal is to say of a failure that ended a rotation. */
  reasonOf(problem: LineOpsError): Promise<string>;
}

/** What came of a rotation that went through. */
export interface RotationOutcome {
  readonly rotation: Rotation;
  readonly old: TokenRecord | null;
  readonly new: TokenRecord;
  readonly token: ChannelAccessToken;
  readonly revokedOld: boolean;
}

/** A channel at LINE, and the rotation's lock: nothing that cannot be taken back is done where another may have it. */
export interface RotatingAtLine extends ChannelAtLine {
  readonly lock: Pick<HeldLock, 'requireHeld'>;
}

/**
 * Writes the state down before anybody acts on it.
 *
 * @throws {LineOpsError} `failure` LEASE_LOST where another process goes on with the rotation.
 */
export async function record(
  rotation: Rotation,
  { deps, lock }: Pick<RotatingAtLine, 'deps' | 'lock'>,
  observer: Pick<RotationObserver, 'reached'>,
): Promise<Rotation> {
  await lock.requireHeld();
  await (await deps.rotationJournal()).put(rotation);
  observer.reached(rotation);
  return rotation;
}

/** @throws {LineOpsError} `failure` when a row of the ledger that the journal names is gone. */
export async function ledgerRow(id: TokenRecord['id'], { deps }: Pick<ChannelAtLine, 'deps'>): Promise<TokenRecord> {
  const found = await (await deps.tokenLedger()).find(id);
  if (found !== null) return found;
  throw failureAs('failure', 'STATE_DAMAGED', { which: 'tokenMissing', id });
}
