import { DEFAULT_TIME_ZONE } from '../../domain/broadcast/schedule/quiet-hours.js';
import { failure } from '../../domain/failure/failure.js';
import { readChannelId, readChannelSecret, readSigningKeyId } from '../../domain/line/credential-text.js';
import { type ChannelId, type ChannelName, parseChannelName, type SigningKeyId } from '../../domain/line/ids.js';
import { type ChannelSecret, secretsOf } from '../../domain/line/secret.js';
import { parseTimeZone } from '../../domain/text/time-zone.js';
import type { Deps } from '../../ports/deps.js';
import type { ReadKey } from '../../ports/tokens/assertion.js';
import type { NewChannel } from '../../usecases/channel-setup/add-channel.js';
import { oneKeyId } from '../../usecases/channels/channel.js';
import { askUntilValid } from '../asking/ask.js';
import type { Session } from '../session.js';
import { flag, grouped, type OptionValues, option } from '../verb.js';

// What an operator says of a new channel: by option, by the environment, on stdin, or asked for in the order of the
// console's tabs.

/** Far above the 32 characters that a channel secret has. */
const MAX_SECRET_BYTES = 1024;

/** What `channel add` takes of the channel and its credentials. */
export const ADD_OPTIONS = {
  ...grouped('Credentials', {
    channelId: option('<digits>', 'channel ID of the Basic settings tab', (text) =>
      readChannelId(text, '--channel-id'),
    ),
    channelSecretStdin: flag('read the channel secret from stdin'),
    assertionKeyFile: option('<file>', 'private JWK of an assertion signing key'),
    assertionKeyId: option(
      '<kid>',
      'key ID that the console gave its public half (default: "kid" of the key)',
      (text) => readSigningKeyId(text, '--assertion-key-id'),
    ),
  }),
  ...grouped('Sends', {
    production: flag('ask for the name of the channel before each send'),
    timeZone: option(
      '<name>',
      `whose clock --quiet-hours of its broadcasts mean, such as Asia/Bangkok (default: ${DEFAULT_TIME_ZONE})`,
      parseTimeZone,
    ),
  }),
  ...grouped('Safety', {
    replace: flag('give the name to another channel than it has; says what is lost, and asks'),
    noVerify: flag('make no request: take the credentials as they are'),
  }),
};

export type AddOptions = OptionValues<typeof ADD_OPTIONS>;

export function nameOf({ terminal }: Session): Promise<ChannelName> {
  if (terminal.canAsk) return askUntilValid(terminal, 'Your name for the channel, for example shop', parseChannelName);
  throw failure('MISSING_ARGUMENT', { which: 'channelName' });
}

export async function readId({ deps, terminal }: Session, { channelId }: AddOptions): Promise<ChannelId> {
  if (channelId !== undefined) return channelId;
  const given = deps.env['LINE_CHANNEL_ID'];
  if (given) return readChannelId(given, 'LINE_CHANNEL_ID');
  if (terminal.canAsk)
    return askUntilValid(terminal, 'Channel ID (Basic settings tab)', (text) => readChannelId(text, WHAT_WAS_TYPED));
  throw failure('MISSING_OPTION', { which: 'channelId' });
}

interface Named {
  readonly name: ChannelName;
  readonly channelId: ChannelId;
  readonly asked: Asked;
}

/** What a person is asked for beside the credentials. */
export interface Asked {
  readonly key: boolean;
  readonly production: boolean;
  /** To all of it, before it is kept. */
  readonly agreement: boolean;
}

export const ASK_ALL: Asked = { key: true, production: true, agreement: true };
export const ASK_NOTHING: Asked = { key: false, production: false, agreement: false };

/** What is missing is asked for in the order of the console's tab; what was given is not asked again. */
export async function readNewChannel(
  session: Session,
  { name, channelId, asked }: Named,
  options: AddOptions,
): Promise<NewChannel> {
  const { terminal } = session;
  const secret = await readSecret(session, options);
  const file =
    options.assertionKeyFile ??
    (asked.key
      ? (await terminal.ask('File of the assertion signing key, a private JWK (empty: none so far)')).trim()
      : '');
  const read = file === '' ? null : await readKey(session, file);
  const keyId = options.assertionKeyId ?? null;
  const asksForKeyId = asked.key && read !== null && keyId === null && read.keyId === null;
  return {
    name,
    channelId,
    secret,
    timeZone: options.timeZone ?? null,
    assertionKey: read?.key ?? null,
    signingKeyId: asksForKeyId
      ? await askKeyId(session)
      : oneKeyId(read?.keyId ?? null, file, keyId, '--assertion-key-id'),
    production:
      options.production ??
      (asked.production && (await terminal.confirm('Is it in production? Each send then asks for its name.'))),
  };
}

function askKeyId({ terminal }: Session): Promise<SigningKeyId | null> {
  return askUntilValid(terminal, 'Key ID that the console gave it (empty: later)', (text) =>
    text === '' ? null : readSigningKeyId(text, WHAT_WAS_TYPED),
  );
}

const WHAT_WAS_TYPED = 'what was typed';

async function readSecret({ deps, terminal }: Session, { channelSecretStdin }: AddOptions): Promise<ChannelSecret> {
  if (channelSecretStdin) return secretFrom(deps, await terminal.readStdin(MAX_SECRET_BYTES), 'stdin');
  const given = deps.env['LINE_CHANNEL_SECRET'];
  if (given) return secretFrom(deps, given, 'LINE_CHANNEL_SECRET');
  if (terminal.canAsk) return secretFrom(deps, await terminal.askSecret('Channel secret'), WHAT_WAS_TYPED);
  throw failure('MISSING_OPTION', { which: 'channelSecret' });
}

function secretFrom({ redactor }: Deps, text: string, where: string): ChannelSecret {
  redactor.register(text.trim());
  const secret = readChannelSecret(text, where);
  redactor.register(secret.reveal());
  return secret;
}

async function readKey({ deps }: Session, path: string): Promise<ReadKey> {
  const text = await (await deps.messageFiles()).read(path);
  deps.redactor.register(text.trim());
  const read = (await deps.assertionSigner()).readKey(text, `the assertion key in ${path}`);
  for (const secret of secretsOf(read.key)) deps.redactor.register(secret);
  return read;
}
