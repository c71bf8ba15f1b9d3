import type { TokenId } from '../../domain/line/ids.js';
import { type ChannelAccessToken, channelAccessToken } from '../../domain/line/secret.js';
import type { Deps } from '../../ports/deps.js';
import { tokenStringOf } from '../channels/secret-names.js';

/**
 * The stored string of a token. The secret store is asked, not the ledger's `stored`: after a crash the string may be
 * there already.
 */
export async function storedToken(
  id: TokenId,
  { secrets, redactor }: Pick<Deps, 'secrets' | 'redactor'>,
): Promise<ChannelAccessToken | null> {
  const value = await (await secrets()).get(tokenStringOf(id));
  if (value === null) return null;
  redactor.register(value);
  return channelAccessToken(value);
}

/** Keeps the string where it outlives the process. */
export async function storeToken(
  id: TokenId,
  token: ChannelAccessToken,
  { secrets }: Pick<Deps, 'secrets'>,
): Promise<void> {
  await (await secrets()).set({ [tokenStringOf(id)]: token.reveal() });
}

export async function forgetTokenStrings(ids: readonly TokenId[], { secrets }: Pick<Deps, 'secrets'>): Promise<void> {
  await (await secrets()).set(Object.fromEntries(ids.map((id) => [tokenStringOf(id), null])));
}
