import type { ChannelId, ChannelName, SigningKeyId } from '../../domain/line/ids.js';
import type { AssertionSigningKey, ChannelSecret } from '../../domain/line/secret.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { BotInfo, LineApi } from '../../ports/line-api.js';
import type { ChannelSettings } from '../../ports/store.js';
import { assertionKeyOf, secretOf } from '../channels/secret-names.js';
import { signAssertion } from '../tokens/access/access-token.js';
import { forgetSecretsOf } from './remove-channel.js';

/** What an operator says of a channel. */
export interface NewChannel {
  readonly name: ChannelName;
  readonly channelId: ChannelId;
  readonly secret: ChannelSecret;
  readonly assertionKey: AssertionSigningKey | null;
  readonly signingKeyId: SigningKeyId | null;
  readonly production: boolean;
  /** Null to keep what it was. */
  readonly timeZone: string | null;
}

/**
 * Proves the credentials and learns whose they are: a stateless token, which ends by itself, and the bot info with it;
 * an assertion key with its key ID is proven by a key-ID listing.
 *
 * @throws {LineOpsError} `auth` when LINE does not take them.
 */
export async function checkCredentials(
  { channelId, secret, assertionKey, signingKeyId }: NewChannel,
  api: LineApi,
  deps: Pick<Deps, 'assertionSigner' | 'clock' | 'redactor'>,
): Promise<BotInfo> {
  const { token } = await api.issueStatelessToken({ channelId, secret });
  const bot = await api.botInfo(token);
  if (assertionKey !== null && signingKeyId !== null) {
    await api.listV21KeyIds(
      await signAssertion(channelId, { key: assertionKey, signingKeyId }, V21_MAX_LIFETIME_SECONDS, deps),
    );
  }
  return bot;
}

/** The settings that `saveChannel` would write: a channel added again keeps what was not given anew. */
export function settingsFor(added: NewChannel, bot: BotInfo | null, previous: ChannelSettings | null): ChannelSettings {
  const same = previous !== null && previous.channelId === added.channelId ? previous : null;
  return {
    name: added.name,
    channelId: added.channelId,
    signingKeyId: added.signingKeyId ?? (added.assertionKey === null ? (same?.signingKeyId ?? null) : null),
    botUserId: bot?.userId ?? same?.botUserId ?? null,
    botName: bot?.displayName ?? same?.botName ?? null,
    production: added.production || same?.production === true,
    timeZone: added.timeZone ?? same?.timeZone ?? null,
    formerNames: same?.formerNames ?? [],
    answers: same?.answers ?? [],
    triedWebhooks: same?.triedWebhooks ?? [],
  };
}

/** Stores the secrets, then the settings that point at them. The first channel becomes the current one. */
export async function saveChannel(
  added: NewChannel,
  settings: ChannelSettings,
  previous: ChannelSettings | null,
  deps: Pick<Deps, 'configuration' | 'secrets' | 'tokenLedger'>,
): Promise<{ readonly isCurrent: boolean }> {
  const configuration = await deps.configuration();
  await configuration.change(async ({ current, channels }) => {
    // While nobody removes the channel under another name, secrets and all.
    await (await deps.secrets()).set({
      [secretOf(added.channelId)]: added.secret.reveal(),
      ...(added.assertionKey === null ? {} : { [assertionKeyOf(added.channelId)]: added.assertionKey.reveal() }),
    });
    return {
      current: current ?? added.name,
      channels: [...channels.filter(({ name }) => name !== added.name), settings],
    };
  });
  if (previous !== null && previous.channelId !== added.channelId) await forgetSecretsOf(previous.channelId, deps);
  return { isCurrent: (await configuration.read()).current === added.name };
}
