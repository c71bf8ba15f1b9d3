import { failure, failureAs, type LineOpsError } from '../../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import { type Rotation, tokenToName } from '../../../../domain/tokens/rotation.js';
import { channelLabel } from '../../../channels/channel.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { recordRevoked, revokeAtLine } from '../../ending/end-token.js';
import { issueTokenAs, newTokenId } from '../../issuing/issue-token.js';
import { storedToken } from '../../token-string.js';
import { askAboutToken } from '../../verify-token.js';
import { type RotatingAtLine, type RotationObserver, record } from '../rotation-observer.js';

/** The new token was issued and its string cannot be kept: it lives in this process alone, and has to end with it. */
export class NotKept extends Error {
  override readonly name = 'NotKept';

  constructor(
    readonly token: ChannelAccessToken,
    readonly problem: LineOpsError,
  ) {
    super(problem.code);
  }
}

/**
 * Sees to it that the new token is there and its string kept. After a kill around the request a token may be alive that
 * nobody can use: it is ended where its string is known, else it stays counted, and another one is issued.
 *
 * @throws {NotKept} when the string could not be stored.
 * @throws {LineOpsError} as `issueTokenAs`.
 */
export async function issueNew(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<Rotation> {
  const { deps } = atLine;
  const row = await (await deps.tokenLedger()).find(rotation.newId);
  const string = row === null ? null : await storedToken(row.id, deps);
  if (row?.state === 'active' && string !== null) return record({ ...rotation, state: 'issued' }, atLine, observer);
  if (row !== null && string !== null) {
    await revokeAtLine(string, row, atLine, atLine.lock);
    await recordRevoked(row, 'its issue was interrupted', deps);
  }
  const planned = row === null ? rotation : await record({ ...rotation, newId: newTokenId(deps) }, atLine, observer);
  const { type, lifetimeSeconds, label } = planned.plan;
  const request = { type, lifetimeSeconds, label, store: true, whenFull: 'refuse' } as const;
  const { token, storeProblem } = await issueTokenAs(planned.newId, request, atLine);
  if (storeProblem !== null) throw new NotKept(token, storeProblem);
  return record({ ...planned, state: 'issued' }, atLine, observer);
}

/** @throws {LineOpsError} `failure` when the string is no longer in the secret store. */
export async function newTokenOf(
  rotation: Rotation,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<ChannelAccessToken> {
  const { newId } = rotation;
  const token = await storedToken(newId, deps);
  if (token !== null) return token;
  throw failureAs('failure', 'TOKEN_NOT_STORED', { which: 'newOne', newId, token: tokenToName(rotation) });
}

/** @throws {LineOpsError} `refused` unless LINE says that the new token lives and is one of this channel. */
export async function requireNewIsGood(
  token: ChannelAccessToken,
  { newId, plan, channelId }: Rotation,
  { api, channel }: Pick<ChannelAtLine, 'api' | 'channel'>,
): Promise<void> {
  const verdict = await askAboutToken(token, plan.type, api);
  if (verdict.valid && (verdict.channelId === null || verdict.channelId === channelId)) return;
  throw failure('NEW_TOKEN_NOT_VALID', {
    newId,
    otherChannel: verdict.valid ? verdict.channelId : null,
    channel: channelLabel(channel),
  });
}
