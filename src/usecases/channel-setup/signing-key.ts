import { failure, LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelId, ChannelName, SigningKeyId } from '../../domain/line/ids.js';
import { type AssertionSigningKey, secretsOf } from '../../domain/line/secret.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import { assertionKeyOf, pendingKeyOf } from '../channels/secret-names.js';
import { signAssertion } from '../tokens/access/access-token.js';

/** The signing keys that a channel has in the secret store. */
export interface StoredKeys {
  /** Generated, and without a proven key ID so far. */
  readonly pending: AssertionSigningKey | null;
  readonly current: AssertionSigningKey | null;
}

/** @throws {LineOpsError} `usage` when a stored key is damaged. */
export async function readStoredKeys(
  channelId: ChannelId,
  { secrets, assertionSigner, redactor }: Pick<Deps, 'secrets' | 'assertionSigner' | 'redactor'>,
): Promise<StoredKeys> {
  const store = await secrets();
  const read = async (text: string | null): Promise<AssertionSigningKey | null> => {
    if (text === null) return null;
    redactor.register(text);
    const { key } = (await assertionSigner()).readKey(text, 'the stored assertion key');
    for (const secret of secretsOf(key)) redactor.register(secret);
    return key;
  };
  return {
    pending: await read(await store.get(pendingKeyOf(channelId))),
    current: await read(await store.get(assertionKeyOf(channelId))),
  };
}

/** Keeps a new signing key until `recordProvenKey`; the channel goes on working with the one it has. */
export async function storeNewKey(
  channelId: ChannelId,
  key: AssertionSigningKey,
  { secrets }: Pick<Deps, 'secrets'>,
): Promise<void> {
  await (await secrets()).set({ [pendingKeyOf(channelId)]: key.reveal() });
}

/** A stored key and the key ID that LINE takes it under. */
export interface ProvenKey {
  readonly key: AssertionSigningKey;
  readonly signingKeyId: SigningKeyId;
  /** Whether it is the new one, which takes the place of the one in use. */
  readonly isNew: boolean;
  /** v2.1 tokens alive at LINE. */
  readonly activeTokens: number;
}

/**
 * Asks LINE whether it takes an assertion signed with a stored key under the key ID that the console gave. The newest
 * key is tried first; nothing is recorded.
 *
 * @throws {LineOpsError} `auth` when LINE takes no stored key under this key ID.
 */
export async function proveKeyId(
  channelId: ChannelId,
  signingKeyId: SigningKeyId,
  api: LineApi,
  deps: Deps,
): Promise<ProvenKey> {
  const { pending, current } = await readStoredKeys(channelId, deps);
  const { key, activeTokens } = await firstAccepted([pending, current], channelId, signingKeyId, api, deps);
  return { key, signingKeyId, isNew: key === pending, activeTokens };
}

/** Records a proven key ID; a new key becomes the one in use. */
export async function recordProvenKey(
  { name, id }: { readonly name: ChannelName; readonly id: ChannelId },
  { key, signingKeyId, isNew }: ProvenKey,
  { secrets, configuration }: Pick<Deps, 'secrets' | 'configuration'>,
): Promise<void> {
  await (await configuration()).change(async ({ current, channels }) => {
    // The key first: a settings row must never name a key ID whose key is not there.
    if (isNew) await (await secrets()).set({ [assertionKeyOf(id)]: key.reveal(), [pendingKeyOf(id)]: null });
    return {
      current,
      // Another process may have renamed it while LINE was asked.
      channels: channels.map((channel) =>
        channel.channelId === id && [channel, ...channel.formerNames].some((named) => named.name === name)
          ? { ...channel, signingKeyId }
          : channel,
      ),
    };
  });
}

async function firstAccepted(
  keys: readonly (AssertionSigningKey | null)[],
  channelId: ChannelId,
  signingKeyId: SigningKeyId,
  api: LineApi,
  deps: Deps,
): Promise<{ key: AssertionSigningKey; activeTokens: number }> {
  let refusal: LineOpsError | null = null;
  for (const key of keys) {
    if (key === null) continue;
    try {
      const keyIds = await api.listV21KeyIds(
        await signAssertion(channelId, { key, signingKeyId }, V21_MAX_LIFETIME_SECONDS, deps),
      );
      return { key, activeTokens: keyIds.length };
    } catch (error) {
      if (!(error instanceof LineOpsError) || error.kind !== 'auth') throw error;
      // A wrong clock spoils every assertion: which key it was says nothing then.
      if (error.code === 'CLOCK_SKEW') throw error;
      refusal = error;
    }
  }
  if (refusal === null) throw failure('ASSERTION_KEY_MISSING', { which: 'noKey' });
  throw failure('KEY_ID_REFUSED', { signingKeyId }, { requestId: refusal.requestId, cause: refusal });
}
