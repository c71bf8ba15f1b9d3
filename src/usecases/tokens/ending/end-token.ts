import { failure, LineOpsError, within } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { endedAs } from '../../../domain/tokens/token-inventory.js';
import type { Deps } from '../../../ports/deps.js';
import type { HeldLock } from '../../../ports/store.js';
import { clientCredentials } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { tokenStringOf } from '../../channels/secret-names.js';
import { listKeyIds } from '../token-inventory.js';
import { forgetTokenStrings } from '../token-string.js';

type Revocable = Pick<TokenRecord, 'type' | 'keyId'>;

/**
 * Ends a token at LINE and proves it. A lost answer does not matter: the proof alone decides. A `lock` is looked at last,
 * right before the request: what is read before it may take as long as the state is away.
 *
 * @throws {LineOpsError} LINE's own refusal, `refused` REVOKE_NOT_PROVEN when LINE still knows the token afterwards, LEASE_LOST,
 * or what kept the proof from being made: the token may still be alive then.
 * @see https://developers.line.biz/en/reference/messaging-api/#revoke-channel-access-token-v2-1
 */
export async function revokeAtLine(
  token: ChannelAccessToken,
  record: Revocable,
  atLine: ChannelAtLine,
  lock: Pick<HeldLock, 'requireHeld'> | null = null,
): Promise<void> {
  const problem = await failureOf(() => requestRevoke(token, record, atLine, lock));
  if (await isGone(token, record, atLine, { isTaken: problem === null }).catch(notProven)) return;
  throw problem ?? failure('REVOKE_NOT_PROVEN', {});
}

async function requestRevoke(
  token: ChannelAccessToken,
  { type }: Revocable,
  { api, channel, deps }: Pick<ChannelAtLine, 'api' | 'channel' | 'deps'>,
  lock: Pick<HeldLock, 'requireHeld'> | null,
): Promise<void> {
  const credentials = type === 'v2.1' ? await clientCredentials(channel, deps) : null;
  await lock?.requireHeld();
  if (credentials !== null) await api.revokeV21Token(credentials, token);
  else await api.revokeToken(token);
}

async function failureOf(work: () => Promise<void>): Promise<LineOpsError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
}

function notProven(problem: unknown): never {
  if (!(problem instanceof LineOpsError)) throw problem;
  throw within(problem, 'endNotProven', {});
}

/**
 * LINE's key-ID list where it can be asked, else its verify endpoint. Where LINE has not said that it took the request,
 * the list alone is no proof: it may not hold a token yet that was issued a moment ago.
 */
async function isGone(
  token: ChannelAccessToken,
  { type, keyId }: Revocable,
  atLine: ChannelAtLine,
  { isTaken }: { readonly isTaken: boolean },
): Promise<boolean> {
  if (type !== 'v2.1') return (await atLine.api.verifyToken(token)) === null;
  const listed = keyId === null ? null : await listKeyIds(atLine).catch(() => null);
  if (listed?.some((listedId) => listedId === keyId)) return false;
  return (listed !== null && isTaken) || (await atLine.api.verifyV21Token(token)) === null;
}

/** Records a proven end, and only then forgets the token string. */
export async function recordRevoked(
  record: TokenRecord,
  reason: string,
  { tokenLedger, secrets, clock }: Deps,
): Promise<TokenRecord> {
  const ended = endedAs('revoked', record, reason, clock.now());
  await (await tokenLedger()).put(ended);
  return forgetString(ended, { tokenLedger, secrets });
}

/** Forgets the string of a token that is proven to have ended. */
export async function forgetString(
  ended: TokenRecord,
  { tokenLedger, secrets }: Pick<Deps, 'tokenLedger' | 'secrets'>,
): Promise<TokenRecord> {
  if ((await (await secrets()).get(tokenStringOf(ended.id))) === null && !ended.stored) return ended;
  await forgetTokenStrings([ended.id], { secrets });
  const forgotten = { ...ended, stored: false };
  await (await tokenLedger()).put(forgotten);
  return forgotten;
}
