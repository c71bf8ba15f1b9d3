import { failure, failureAs, type LineOpsError, within } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import type { RotatableType, Rotation, RotationChoice, RotationPlan } from '../../../domain/tokens/rotation.js';
import {
  countsAgainstLimit,
  SHORT_LIVED_LIFETIME_SECONDS,
  type TokenRecord,
  tokenStatus,
  V21_MAX_LIFETIME_SECONDS,
} from '../../../domain/tokens/token.js';
import { isFull, type TokenInventory } from '../../../domain/tokens/token-inventory.js';
import {
  channelLabel,
  clientCredentials,
  requireChannelId,
  requireSigningIdentity,
  signingIdentityOf,
} from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { newTokenId } from '../issuing/issue-token.js';
import { tokenLimitReached } from '../issuing/limit-reached.js';
import { askForTime, inventoryFor } from '../issuing/make-room.js';
import { rotatableTokens, unlessSilent } from '../stored-tokens.js';
import { timeAtLine } from '../time-at-line.js';
import { peekAtInventory, readLedgerInventory } from '../token-inventory.js';
import { withTokenLock } from '../token-lock.js';
import { storedToken } from '../token-string.js';
import { requireNotRotating, requireOwnPlaces } from './conflicts.js';
import { homeOfNew } from './home.js';
import { requireTakeable } from './places/places.js';
import type { RotationObserver } from './rotation-observer.js';
import { runRotation, type StopRequest } from './run-rotation.js';
import { holdNewRotation } from './unfinished.js';

/** What the operator asks for; null where a default is wanted. */
export interface RotationWish {
  readonly type: RotatableType | null;
  readonly lifetimeSeconds: number | null;
  readonly label: string | null;
  readonly targets: RotationPlan['targets'];
  readonly verifyCommand: string | null;
  readonly graceMs: number;
  readonly commandTimeoutMs: number;
  readonly keepOld: boolean;
}

/**
 * The token to replace; null where no live token has that label, or there is none at all: the new one is the first then.
 * Of several with one label it is the one that lives longest, the one that `token get` gives.
 *
 * @throws {LineOpsError} `usage` for an ID that is no live token, or when several could be meant.
 */
export async function chooseOld(
  choice: RotationChoice,
  atLine: ChannelAtLine,
  except: ReadonlySet<TokenId> = new Set(),
): Promise<TokenRecord | null> {
  const chosen = await chosenAt(choice, atLine, except);
  if (chosen === null || atLine.api.clockSkewMs() !== null || (await storedToken(chosen.id, atLine.deps)) !== null)
    return chosen;
  // Strings are forgotten by LINE's clock: by that, the token may have ended long ago.
  await askForTime(atLine).catch(unlessSilent);
  return chosenAt(choice, atLine, except);
}

async function chosenAt(
  choice: RotationChoice,
  atLine: ChannelAtLine,
  except: ReadonlySet<TokenId>,
): Promise<TokenRecord | null> {
  const live = (await rotatableTokens(atLine)).filter(({ id }) => !except.has(id));
  switch (choice.by) {
    case 'label':
      return live.find(({ label }) => label === choice.label) ?? null;
    case 'only': {
      const [only, second] = live;
      if (second === undefined) return only ?? null;
      throw failure('TOKEN_NOT_CHOSEN', { live });
    }
    case 'id': {
      const found = live.find(({ id }) => id === choice.id);
      if (found !== undefined) return found;
      throw await notRotatable(choice.id, atLine);
    }
  }
}

async function notRotatable(id: TokenId, atLine: ChannelAtLine): Promise<LineOpsError> {
  const { channel, deps } = atLine;
  const record = await (await deps.tokenLedger()).find(id);
  if (record === null || record.channelId !== channel.id)
    return failure('UNKNOWN_TOKEN', { which: 'toRotate', id, channel: channelLabel(channel) });
  if (record.type === 'stateless') return failure('STATELESS_NOT_ROTATED', { which: 'stored', id });
  return failure('TOKEN_NOT_LIVE', { which: 'ended', id, status: tokenStatus(record, timeAtLine(atLine)) });
}

/** What would be done, agreed on before the first step. */
export interface PreparedRotation {
  readonly old: TokenRecord | null;
  readonly plan: RotationPlan;
  readonly inventory: TokenInventory;
}

/**
 * Finds everything that can be missing before anything is changed: targets, credentials, the string of the old token,
 * and room for one more token. Makes reads only; LINE is asked last, so that `usage` means that no request was made.
 *
 * @throws {LineOpsError} `limit` when the type has no place left, `auth` or `usage` for what is missing.
 */
export async function prepareRotation(
  old: TokenRecord | null,
  wish: RotationWish,
  atLine: ChannelAtLine,
): Promise<PreparedRotation> {
  const { channel, deps } = atLine;
  const targets = await prepareTargets(wish.targets, atLine);
  await requireOwnPlaces(targets, atLine);
  const type = wish.type ?? (await defaultType(old, atLine));
  if (wish.lifetimeSeconds !== null && type !== 'v2.1') throw failure('OPTION_NOT_FOR_TYPE', { which: 'lifetime' });
  if (type === 'v2.1') await requireSigningIdentity(channel, deps);
  // It takes the secret to end a v2.1 token, be it the old one or, on the way back, the new one.
  await clientCredentials(channel, deps);
  if (old !== null && !wish.keepOld && (await storedToken(old.id, deps)) === null) throw oldNotStored(old);
  for (const target of targets) if (target.type !== 'stdout') await requireTakeable(target, { old, new: null }, atLine);
  const inventory = type === 'v2.1' ? await peekAtInventory(atLine) : await readLedgerInventory(channel, deps);
  requireRoom(type, inventory, timeAtLine(atLine));
  return {
    old,
    inventory,
    plan: {
      type,
      lifetimeSeconds:
        wish.lifetimeSeconds ?? { 'v2.1': V21_MAX_LIFETIME_SECONDS, 'short-lived': SHORT_LIVED_LIFETIME_SECONDS }[type],
      label: wish.label ?? old?.label ?? null,
      targets,
      verifyCommand: wish.verifyCommand,
      graceMs: wish.graceMs,
      commandTimeoutMs: wish.commandTimeoutMs,
      keepOld: wish.keepOld,
    },
  };
}

/** The type of the old token where it can be had again, else v2.1, which LINE recommends, where the channel can sign. */
async function defaultType(
  old: TokenRecord | null,
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<RotatableType> {
  if (old?.type === 'v2.1' || old?.type === 'short-lived') return old.type;
  return (await signingIdentityOf(channel, deps)) === null ? 'short-lived' : 'v2.1';
}

async function prepareTargets(
  targets: RotationPlan['targets'],
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<RotationPlan['targets']> {
  const outside = targets.some(({ type }) => type !== 'stdout') ? await deps.tokenDelivery() : null;
  return Promise.all(
    targets.map((target) => (target.type === 'stdout' || outside === null ? target : outside.prepare(target))),
  );
}

function requireRoom(type: RotatableType, inventory: TokenInventory, now: number): void {
  if (!isFull(inventory, type)) return;
  throw within(tokenLimitReached(type, inventory, now), 'roomForRotation', {});
}

function oldNotStored({ id, type }: TokenRecord): LineOpsError {
  return failureAs('usage', 'TOKEN_NOT_STORED', { which: 'toRotate', id, type }, { details: { id } });
}

/**
 * Writes the rotation down and runs it to its end.
 *
 * @throws {LineOpsError} `failure` ROTATION_RUNNING when the old token is being rotated already, or a place is in use.
 */
export async function startRotation(
  { old, plan }: PreparedRotation,
  atLine: ChannelAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<void> {
  const { deps } = atLine;
  const channelId = requireChannelId(atLine.channel);
  // Before anything is written down: a rotation whose new token cannot be kept would have to be taken back.
  await (await deps.secrets()).requireWritable();
  const host = await homeOfNew(deps);
  const { rotation, lock } = await withTokenLock(channelId, deps, async () => {
    await requireFree(old, atLine);
    await requireOwnPlaces(plan.targets, atLine);
    requireRoom(plan.type, await inventoryFor(plan.type, atLine), timeAtLine(atLine));
    return holdNewRotation(atLine, async (id) => {
      const planned: Rotation = {
        id,
        channelId,
        oldId: old?.id ?? null,
        newId: newTokenId(deps),
        plan,
        state: 'planned',
        begun: 0,
        delivered: 0,
        graceEndsAt: null,
        startedAt: deps.clock.now(),
        finishedAt: null,
        reason: null,
        host,
      };
      await (await deps.rotationJournal()).put(planned);
      return planned;
    });
  });
  try {
    observer.reached(rotation);
    await runRotation(rotation, { ...atLine, lock }, observer, stop);
  } finally {
    await lock.release();
  }
}

/** Another process may have come first since the plan was shown. */
async function requireFree(old: TokenRecord | null, atLine: ChannelAtLine): Promise<void> {
  if (old === null) return;
  await requireNotRotating(old, atLine);
  const now = await (await atLine.deps.tokenLedger()).find(old.id);
  if (now === null || !countsAgainstLimit(now, timeAtLine(atLine)))
    throw failure('TOKEN_NOT_LIVE', { which: 'endedMeanwhile', id: old.id });
}
