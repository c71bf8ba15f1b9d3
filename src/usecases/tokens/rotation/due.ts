import { LineOpsError } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import { formatDuration } from '../../../domain/text/duration.js';
import type { RotationChoice } from '../../../domain/tokens/rotation.js';
import { secondsLeft, type TokenRecord } from '../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { timeAtLine } from '../time-at-line.js';
import { listKeyIds } from '../token-inventory.js';
import { storedToken } from '../token-string.js';
import { askAboutToken, recordVerdict, type Verdict } from '../verify-token.js';
import { chooseOld } from './start-rotation.js';

/** Why LINE's word could not be had: the token's string is not stored here, or LINE could not be asked. */
type Unproven = { readonly because: 'noString' } | { readonly because: 'failed'; readonly problem: LineOpsError };

/** The token to replace, and whether it is time to. */
export interface Due {
  /** Null where no live token is meant any more: the new one is the first. */
  readonly old: TokenRecord | null;
  /** Why nothing needs to be done so far; null when it does. */
  readonly stillTime: string | null;
  /** Why LINE could not be asked, so that the ledger's word has to do; null where it was, or need not be. */
  readonly unproven: Unproven | null;
  /** Tokens that the ledger took for alive, and LINE no longer knows. */
  readonly gone: readonly TokenRecord[];
}

/**
 * Chooses the token to replace as `chooseOld` does, and asks LINE about it while there seems to be time: one that ended
 * elsewhere is replaced at once. What LINE says of that is recorded, unless `record` says no.
 *
 * @throws {LineOpsError} as `chooseOld`, or when LINE refuses to be asked.
 */
export async function chooseDue(
  choice: RotationChoice,
  { withinMs, record: mayRecord }: { readonly withinMs: number; readonly record: boolean },
  atLine: ChannelAtLine,
): Promise<Due> {
  const gone: TokenRecord[] = [];
  for (;;) {
    const old = await chooseUnless(gone, choice, atLine);
    if (old === null) return { old, stillTime: null, unproven: null, gone };
    const life = await lifeOf(old, withinMs, atLine);
    if (life.type === 'lives') return { old, stillTime: life.stillTime, unproven: life.unproven, gone };
    gone.push(old);
    if (mayRecord) await recordVerdict(old, life.verdict, atLine.deps, timeAtLine(atLine));
  }
}

/** Whether it is time to replace a token, or it has ended elsewhere. */
type Life =
  | ({ readonly type: 'lives' } & Pick<Due, 'stillTime' | 'unproven'>)
  | { readonly type: 'ended'; readonly verdict: Verdict };

async function lifeOf(old: TokenRecord, withinMs: number, atLine: ChannelAtLine): Promise<Life> {
  const isTime = (seconds: number | null): boolean => seconds !== null && seconds * 1000 <= withinMs;
  const left = secondsLeft(old, timeAtLine(atLine));
  if (isTime(left)) return { type: 'lives', stillTime: null, unproven: null };
  const word = await wordOfLine(old, atLine);
  if ('because' in word) return { type: 'lives', stillTime: words(old, left), unproven: word };
  if (!word.valid) return { type: 'ended', verdict: word };
  const seconds = old.type === 'long-lived' ? null : (word.expiresInSeconds ?? left);
  return { type: 'lives', stillTime: isTime(seconds) ? null : words(old, seconds), unproven: null };
}

/** A token named by its ID that has ended leaves nothing to choose from. */
async function chooseUnless(
  gone: readonly TokenRecord[],
  choice: RotationChoice,
  atLine: ChannelAtLine,
): Promise<TokenRecord | null> {
  if (choice.by === 'id' && 0 < gone.length) return null;
  return chooseOld(choice, atLine, new Set<TokenId>(gone.map(({ id }) => id)));
}

function words({ id }: TokenRecord, seconds: number | null): string {
  return seconds === null ? `${id} has no end` : `${id} lives for another ${formatDuration(seconds * 1000)}`;
}

/** What LINE says, or why it cannot be asked. */
async function wordOfLine(old: TokenRecord, atLine: ChannelAtLine): Promise<Verdict | Unproven> {
  try {
    const string = await storedToken(old.id, atLine.deps);
    if (string !== null) return await askAboutToken(string, old.type, atLine.api);
    const listed = old.keyId === null ? null : await listKeyIds(atLine);
    if (listed === null) return { because: 'noString' };
    const valid = listed.some((keyId) => keyId === old.keyId);
    return { valid, type: old.type, channelId: null, expiresInSeconds: null, scope: null, source: 'verify' };
  } catch (error) {
    if (error instanceof LineOpsError && (error.kind === 'unavailable' || error.kind === 'limit'))
      return { because: 'failed', problem: error };
    throw error;
  }
}
