import { failure, failureAs, LineOpsError, within } from '../../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import { isPastReturn, type Rotation, tokenToName } from '../../../../domain/tokens/rotation.js';
import { countsAgainstLimit } from '../../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { recordRevoked, revokeAtLine } from '../../ending/end-token.js';
import { timeAtLine } from '../../time-at-line.js';
import { storedToken } from '../../token-string.js';
import { askAboutToken } from '../../verify-token.js';
import { lookAtPlaces, type PlaceNow, tokensOf } from '../places/places.js';
import { forgetSnapshots } from '../places/snapshots.js';
import { ledgerRow, type RotatingAtLine, type RotationObserver, record } from '../rotation-observer.js';
import { isNewGone, takeBackAll } from './take-back.js';

/**
 * Puts everything back because a step failed: each target gets what it had, then the new token is revoked. A target that
 * may still hold the new token keeps it alive.
 *
 * @returns the error to end with: the one that failed, and what became of the rotation.
 */
export async function rollBackAfter(
  problem: LineOpsError,
  rotation: Rotation,
  unkept: ChannelAccessToken | null,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<LineOpsError> {
  const { oldId, newId, id } = rotation;
  const details = { ...problem.details, rotation: id, oldId, newId };
  const reason = atLine.deps.redactor.redact(await observer.reasonOf(problem));
  let altered: readonly PlaceNow[];
  try {
    altered = await undo({ ...rotation, reason }, unkept, atLine, observer);
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    return failureAs(
      problem.kind,
      'ROTATION_NOT_ROLLED_BACK',
      { problem, undoing: error, token: tokenToName(rotation) },
      {
        requestId: problem.requestId,
        details: { ...details, rolledBack: false, code: problem.code },
        cause: error,
      },
    );
  }
  return within(
    problem,
    'rolledBack',
    { oldId, altered: altered.map(({ sentence }) => sentence) },
    { details: { ...details, rolledBack: true } },
  );
}

/** What a rotation that was taken back has left behind. */
export interface RolledBack {
  /** Places that are not as they were, since others have changed them meanwhile. */
  readonly altered: readonly PlaceNow[];
  readonly oldIsAlive: boolean;
}

/**
 * Takes a rotation back because the operator wants it.
 *
 * @throws {LineOpsError} `usage` when the old token no longer lives and somebody may use the new one: nobody is sent
 *   back to a dead one.
 */
export async function rollBackRotation(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<RolledBack> {
  const oldIsAlive = !isPastReturn(rotation.state) && (await isOldAlive(rotation, atLine));
  if (isPastReturn(rotation.state) || (!oldIsAlive && (await isNewInUse(rotation, atLine))))
    throw nothingToReturnTo(rotation);
  const reason = rotation.reason ?? 'rolled back by the operator';
  return { altered: await undo({ ...rotation, reason }, null, atLine, observer), oldIsAlive };
}

/** Whether it may have reached somebody. */
async function isNewInUse(rotation: Rotation, atLine: ChannelAtLine): Promise<boolean> {
  const wasShown = ['in-grace', 'revoking-old'].includes(rotation.state);
  if (wasShown && rotation.plan.targets.some(({ type }) => type === 'stdout')) return true;
  const places = await lookAtPlaces(rotation, await tokensOf(rotation, atLine), atLine);
  return places.some(({ holds }) => ['new', 'untold', 'unclear'].includes(holds));
}

/** Asked only where it matters: while nobody was given the new token, nobody has left the old one. */
async function isOldAlive({ oldId, begun, state }: Rotation, atLine: ChannelAtLine): Promise<boolean> {
  if (oldId === null || state === 'ending-new' || (begun === 0 && state !== 'revoking-old')) return true;
  const old = await ledgerRow(oldId, atLine);
  const string = await storedToken(oldId, atLine.deps);
  if (string === null) return countsAgainstLimit(old, timeAtLine(atLine));
  return (await askAboutToken(string, old.type, atLine.api)).valid;
}

function nothingToReturnTo(rotation: Rotation): LineOpsError {
  const { oldId, state } = rotation;
  return failure('ROTATION_PAST_RETURN', { oldId, token: tokenToName(rotation) }, { details: { state } });
}

async function undo(
  rotation: Rotation,
  unkept: ChannelAccessToken | null,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<readonly PlaceNow[]> {
  const { deps } = atLine;
  let at = rotation;
  let altered: readonly PlaceNow[] = [];
  const token = unkept ?? (await storedToken(at.newId, deps));
  if (at.state !== 'ending-new') {
    at = await record({ ...at, state: 'rolling-back' }, atLine, observer);
    if (token !== null) altered = await takeBackAll(at, token, atLine, observer);
    else if (0 < at.begun && !(await isNewGone(at, atLine))) throw stringLost(at);
    at = await record({ ...at, state: 'ending-new' }, atLine, observer);
  }
  await endNew(at, token, atLine);
  await forgetSnapshots(at, atLine);
  await record({ ...at, state: 'rolled-back', finishedAt: deps.clock.now() }, atLine, observer);
  return altered;
}

/** What a target holds cannot be told from what others wrote there without knowing the token. */
function stringLost({ newId, plan }: Rotation): LineOpsError {
  return failureAs('failure', 'TOKEN_NOT_STORED', { which: 'toRollBack', newId, type: plan.type });
}

async function endNew({ newId }: Rotation, token: ChannelAccessToken | null, atLine: RotatingAtLine): Promise<void> {
  const row = await (await atLine.deps.tokenLedger()).find(newId);
  // Without its string nobody can end it; its row, in doubt, keeps it counted.
  if (row === null || token === null) return;
  await revokeAtLine(token, row, atLine, atLine.lock);
  await recordRevoked(row, 'the rotation was rolled back', atLine.deps);
}
