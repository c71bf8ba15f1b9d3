import { failure } from '../../domain/failure/failure.js';
import { readChannelId, readChannelSecret, readSigningKeyId } from '../../domain/line/credential-text.js';
import {
  type ChannelId,
  type ChannelName,
  parseChannelName,
  type SigningKeyId,
  type UserId,
} from '../../domain/line/ids.js';
import { type AssertionSigningKey, type ChannelSecret, secretsOf } from '../../domain/line/secret.js';
import type { Deps } from '../../ports/deps.js';
import type { ClientCredentials } from '../../ports/line-api.js';
import type { ChannelSettings } from '../../ports/store.js';
import { requireConfigured } from './find-channel.js';
import { assertionKeyOf, secretOf } from './secret-names.js';

/** The channel that a command works on, wherever it was configured. */
export interface Channel {
  /** Null for the unnamed channel of the environment. */
  readonly name: ChannelName | null;
  /** Null when only a channel access token was given. */
  readonly id: ChannelId | null;
  readonly production: boolean;
  /** Null for the default. */
  readonly timeZone: string | null;
  /** Learned at `channel add`; null for the unnamed channel. */
  readonly botUserId: UserId | null;
  readonly signingKeyId: SigningKeyId | null;
}

const KEY_ID_VARIABLE = 'LINE_ASSERTION_KEY_ID';

/**
 * Finds the channel: the one named by `--channel` or `LINE_OPS_CHANNEL`, else the unnamed one of the environment, else
 * the one chosen with `channel use`, else the only one.
 *
 * @throws {LineOpsError} `usage` for a name that is not configured, or when several could be meant; `auth` when there is none.
 */
export async function resolveChannel(named: string | null, deps: Deps): Promise<Channel> {
  const { env } = deps;
  const name = named ?? (env['LINE_OPS_CHANNEL']?.trim() || null);
  if (name !== null) return configuredChannel(parseChannelName(name), deps);
  if (env['LINE_CHANNEL_ID']) return environmentChannel(readChannelId(env['LINE_CHANNEL_ID'], 'LINE_CHANNEL_ID'), deps);
  const { current, channels } = await (await deps.configuration()).read();
  if (current !== null) return configuredChannel(current, deps);
  const [only, second] = channels;
  if (only !== undefined && second === undefined) return configuredChannel(only.name, deps);
  if (only !== undefined) {
    throw failure('CHANNEL_NOT_CHOSEN', { count: channels.length, name: only.name });
  }
  if (env['LINE_CHANNEL_ACCESS_TOKEN'])
    return { name: null, id: null, production: false, timeZone: null, botUserId: null, signingKeyId: null };
  throw failure('NO_CHANNEL', { which: 'one' });
}

async function configuredChannel(
  name: ChannelName,
  { env, configuration }: Pick<Deps, 'env' | 'configuration'>,
): Promise<Channel> {
  const settings = requireConfigured(name, await (await configuration()).read());
  return channelOf(settings, env['LINE_ASSERTION_KEY_ID']);
}

function channelOf(
  { name, channelId, production, timeZone, botUserId, signingKeyId }: ChannelSettings,
  keyIdVariable: string | undefined,
): Channel {
  return {
    name,
    id: channelId,
    production,
    timeZone,
    botUserId,
    signingKeyId: keyIdVariable ? readSigningKeyId(keyIdVariable, KEY_ID_VARIABLE) : signingKeyId,
  };
}

function environmentChannel(id: ChannelId, { env }: Pick<Deps, 'env'>): Channel {
  const signingKeyId = env['LINE_ASSERTION_KEY_ID'];
  return {
    name: null,
    id,
    production: false,
    timeZone: null,
    botUserId: null,
    signingKeyId: signingKeyId ? readSigningKeyId(signingKeyId, KEY_ID_VARIABLE) : null,
  };
}

/** How the channel is called for people: its name, else its ID. */
export function channelLabel({ name, id }: Channel): string {
  return name ?? (id === null ? 'the channel of LINE_CHANNEL_ACCESS_TOKEN' : `channel ${id}`);
}

/** @throws {LineOpsError} `auth` when only a channel access token was given. */
export function requireChannelId({ id }: Channel): ChannelId {
  if (id !== null) return id;
  throw failure('CHANNEL_ID_MISSING', {});
}

/** The channel secret: of the environment for the unnamed channel, else of the secret store; null where there is none. */
export async function channelSecretOf(
  channel: Channel,
  { env, secrets, redactor }: Pick<Deps, 'env' | 'secrets' | 'redactor'>,
): Promise<ChannelSecret | null> {
  const { id, name } = channel;
  const fromEnvironment = name === null;
  const stored = async () => (id === null ? null : (await secrets()).get(secretOf(id)));
  const text = fromEnvironment ? env['LINE_CHANNEL_SECRET'] : await stored();
  if (!text) return null;
  const secret = readChannelSecret(text, fromEnvironment ? 'LINE_CHANNEL_SECRET' : 'the stored secret');
  redactor.register(secret.reveal());
  return secret;
}

/** @throws {LineOpsError} `auth` when ID or secret is not known. */
export async function clientCredentials(channel: Channel, deps: Deps): Promise<ClientCredentials> {
  const channelId = requireChannelId(channel);
  const secret = await channelSecretOf(channel, deps);
  if (secret !== null) return { channelId, secret };
  throw failure('CHANNEL_SECRET_MISSING', { channel: channelLabel(channel), name: channel.name });
}

/** An assertion signing key with the key ID that LINE knows it by. */
export interface SigningIdentity {
  readonly key: AssertionSigningKey;
  readonly signingKeyId: SigningKeyId;
}

/**
 * The assertion signing key: of the environment where one is given there, else of the secret store. Its key ID is the
 * channel's, or the one that stands in the key. Null where there is no key, or nobody knows its key ID.
 *
 * @throws {LineOpsError} `usage` when the key is there and is not usable, or has another key ID than the channel.
 */
export async function signingIdentityOf(channel: Channel, deps: Deps): Promise<SigningIdentity | null> {
  const given = await givenKey(channel, deps);
  if (given === null) return null;
  deps.redactor.register(given.text.trim());
  const { key, keyId } = (await deps.assertionSigner()).readKey(given.text, given.where);
  for (const secret of secretsOf(key)) deps.redactor.register(secret);
  const whose = deps.env[KEY_ID_VARIABLE] ? KEY_ID_VARIABLE : `the key ID of ${channelLabel(channel)}`;
  const signingKeyId = oneKeyId(keyId, given.where, channel.signingKeyId, whose);
  return signingKeyId === null ? null : { key, signingKeyId };
}

/** @throws {LineOpsError} `usage` when a key says that it has another key ID than the one it is to be used under. */
export function oneKeyId(
  ofKey: SigningKeyId | null,
  where: string,
  given: SigningKeyId | null,
  whose: string,
): SigningKeyId | null {
  if (ofKey === null || given === null || ofKey === given) return given ?? ofKey;
  throw failure(
    'KEY_ID_MISMATCH',
    { where, kid: ofKey, whose, keyId: given },
    { details: { kid: ofKey, keyId: given } },
  );
}

interface GivenKey {
  readonly text: string;
  readonly where: string;
}

async function givenKey(channel: Channel, { env, secrets }: Pick<Deps, 'env' | 'secrets'>): Promise<GivenKey | null> {
  if (env['LINE_ASSERTION_KEY'])
    return { text: env['LINE_ASSERTION_KEY'], where: 'the assertion key of LINE_ASSERTION_KEY' };
  const path = env['LINE_ASSERTION_KEY_FILE'];
  if (path) return { text: await readKeyFile(path), where: `the assertion key in ${path}` };
  if (channel.id === null || channel.name === null) return null;
  const text = await (await secrets()).get(assertionKeyOf(channel.id));
  return text === null ? null : { text, where: 'the stored assertion key' };
}

async function readKeyFile(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw failure('ASSERTION_KEY_FILE', { path }, { cause });
  }
}

/** @throws {LineOpsError} `auth` where the channel has no assertion signing key with a key ID. */
export async function requireSigningIdentity(channel: Channel, deps: Deps): Promise<SigningIdentity> {
  const identity = await signingIdentityOf(channel, deps);
  if (identity !== null) return identity;
  throw failure('ASSERTION_KEY_MISSING', { which: 'noIdentity', channel: channelLabel(channel) });
}
