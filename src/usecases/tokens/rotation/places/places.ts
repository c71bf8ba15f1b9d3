import { failure, LineOpsError } from '../../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import { shellWord } from '../../../../domain/text/shell-word.js';
import { type OutsideTarget, targetText } from '../../../../domain/tokens/delivery-target.js';
import { type Rotation, tokenToName } from '../../../../domain/tokens/rotation.js';
import { type TokenRecord, tokenName, tokenStatus } from '../../../../domain/tokens/token.js';
import type { Place } from '../../../../ports/tokens/delivery.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { storedToken } from '../../token-string.js';
import { askAboutToken, findByString } from '../../verify-token.js';
import { ledgerRow } from '../rotation-observer.js';

/** The two tokens that a place may hold while one is rotated; null where there is none yet, or none to replace. */
export interface RotatedTokens {
  readonly old: TokenRecord | null;
  readonly new: ChannelAccessToken | null;
}

/** What a place holds now, in the words of a rotation. */
export interface PlaceNow {
  readonly target: OutsideTarget;
  readonly holds: 'new' | 'old' | 'nothing' | 'another' | 'unclear' | 'untold';
  /** A sentence without a full stop, for people. */
  readonly sentence: string;
}

/**
 * Sees to it that nothing but the old token, or nothing at all, is in the place: whoever uses another one there would
 * lose it. A token that this ledger knows and LINE says has ended counts as nothing, and so does a word like `none`.
 *
 * @returns the tokens that are there.
 * @throws {LineOpsError} `usage` PLACE_HOLDS_ANOTHER, or TARGET_NOT_REPLACEABLE where a line would keep the old token.
 */
export async function requireTakeable(
  target: OutsideTarget,
  tokens: RotatedTokens,
  atLine: ChannelAtLine,
): Promise<readonly ChannelAccessToken[]> {
  // What a workflow file holds was written by earlier steps of the same run; what is added there wins.
  if (target.type !== 'env-file') return [];
  const place = await look(target, tokens, atLine);
  if (place.type === 'unclear') throw notReplaceable(target, place);
  if (place.type !== 'readable') return [];
  for (const held of place.held) {
    if (held.reveal() === tokens.new?.reveal() || STANDS_FOR_NOTHING.test(held.reveal())) continue;
    const row = await findByString(held, atLine.deps);
    if (row !== null && (row.id === tokens.old?.id || (await hasEnded(held, row, atLine)))) continue;
    throw holdsAnother(target, row, atLine);
  }
  return place.held;
}

/**
 * Sees to it that every place that can be read holds the new token, and nothing of the old one.
 *
 * @throws {LineOpsError} `failure` NOT_IN_PLACE, which says what is true now.
 */
export async function requireInPlace(rotation: Rotation, atLine: ChannelAtLine): Promise<void> {
  const tokens = await tokensOf(rotation, atLine);
  const wrong = (await lookAtPlaces(rotation, tokens, atLine)).filter(
    ({ holds }) => holds !== 'new' && holds !== 'untold',
  );
  if (wrong.length === 0) return;
  const { oldId, newId, plan } = rotation;
  const oldIsAlive = tokens.old === null ? null : await isAlive(tokens.old, atLine);
  throw failure(
    'NOT_IN_PLACE',
    {
      places: wrong.map(({ sentence }) => sentence),
      oldId,
      oldIsAlive,
      newId,
      label: plan.label === null ? null : shellWord(plan.label),
      token: tokenToName(rotation),
    },
    {
      details: {
        places: wrong.map(({ target, holds }) => ({ target: targetText(target), holds })),
        oldIsAlive,
      },
    },
  );
}

/** LINE's word; null where it could not be asked. */
async function isAlive(old: TokenRecord, { api, deps }: Pick<ChannelAtLine, 'api' | 'deps'>): Promise<boolean | null> {
  const string = await storedToken(old.id, deps);
  if (string === null) return null;
  try {
    return (await askAboutToken(string, old.type, api)).valid;
  } catch (error) {
    if (error instanceof LineOpsError) return null;
    throw error;
  }
}

/** The tokens of a rotation as far as they are known. */
export async function tokensOf({ oldId, newId }: Rotation, atLine: ChannelAtLine): Promise<RotatedTokens> {
  return {
    old: oldId === null ? null : await ledgerRow(oldId, atLine),
    new: await storedToken(newId, atLine.deps),
  };
}

/** What each place of the rotation holds now, in the order of the plan. */
export async function lookAtPlaces(
  { plan }: Rotation,
  tokens: RotatedTokens,
  atLine: ChannelAtLine,
): Promise<readonly PlaceNow[]> {
  const found: PlaceNow[] = [];
  for (const target of plan.targets) if (target.type !== 'stdout') found.push(await placeNow(target, tokens, atLine));
  return found;
}

export async function placeNow(target: OutsideTarget, tokens: RotatedTokens, atLine: ChannelAtLine): Promise<PlaceNow> {
  const place = await look(target, tokens, atLine);
  const name = placeName(target);
  switch (place.type) {
    case 'untold':
      return { target, holds: 'untold', sentence: `what ${name} did with it cannot be looked at` };
    case 'missing':
      return { target, holds: 'nothing', sentence: `${name} is not there` };
    case 'unclear':
      return { target, holds: 'unclear', sentence: `${name}${lineOf(place)} ${place.why}` };
    case 'readable':
      return { target, ...(await holdingOf(place.held, name, tokens, atLine)) };
  }
}

async function holdingOf(
  held: readonly ChannelAccessToken[],
  name: string,
  tokens: RotatedTokens,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<Omit<PlaceNow, 'target'>> {
  if (held.length === 0) return { holds: 'nothing', sentence: `${name} holds no token` };
  const other = held.find((token) => token.reveal() !== tokens.new?.reveal());
  if (other === undefined) return { holds: 'new', sentence: `${name} holds the new token` };
  const row = await findByString(other, deps);
  if (row !== null && row.id === tokens.old?.id)
    return { holds: 'old', sentence: `${name} holds the old token ${row.id}` };
  return { holds: 'another', sentence: `${name} holds ${describe(row, deps.clock.now())}` };
}

async function look(
  target: OutsideTarget,
  { old }: RotatedTokens,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): Promise<Place> {
  const oldString = old === null ? null : await storedToken(old.id, deps);
  const place = await (await deps.tokenDelivery()).look(target, oldString);
  if (place.type === 'readable') for (const token of place.held) deps.redactor.register(token.reveal());
  return place;
}

/** On LINE's word alone: a clock may be wrong, and a token that was thought evicted may live. */
async function hasEnded(
  token: ChannelAccessToken,
  row: TokenRecord,
  { api }: Pick<ChannelAtLine, 'api'>,
): Promise<boolean> {
  return !(await askAboutToken(token, row.type, api)).valid;
}

/** What people write where a token is to come. No token looks so. */
const STANDS_FOR_NOTHING = /^(?:none|null|todo|tbd|change[-_]?me|placeholder|x+)$/i;

/** The place as people call it. */
function placeName(target: OutsideTarget): string {
  return target.type === 'env-file' ? target.path : targetText(target);
}

function lineOf({ line }: Place & { type: 'unclear' }): string {
  return line === null ? '' : `, line ${line},`;
}

function describe(row: TokenRecord | null, now: number): string {
  if (row === null) return 'a token that this ledger does not know';
  return `another token, ${tokenName(row)}, which is ${tokenStatus(row, now)} in the ledger`;
}

function notReplaceable(target: OutsideTarget, place: Place & { type: 'unclear' }): LineOpsError {
  return failure(
    'TARGET_NOT_REPLACEABLE',
    { which: 'unclear', name: placeName(target), line: place.line, why: place.why },
    { details: { target: targetText(target), line: place.line } },
  );
}

function holdsAnother(
  target: OutsideTarget,
  row: TokenRecord | null,
  { deps }: Pick<ChannelAtLine, 'deps'>,
): LineOpsError {
  const id = row?.id ?? null;
  return failure(
    'PLACE_HOLDS_ANOTHER',
    { name: placeName(target), holds: describe(row, deps.clock.now()), id },
    { details: { target: targetText(target), id } },
  );
}
