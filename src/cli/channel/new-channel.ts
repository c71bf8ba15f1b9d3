import { LineOpsError } from '../../domain/failure/failure.js';
import { readChannelId, readChannelSecret, readSigningKeyId } from '../../domain/line/credential-text.js';
import { type ChannelId, type ChannelName, parseChannelName, type SigningKeyId } from '../../domain/line/ids.js';
import { type ChannelSecret, secretsOf } from '../../domain/line/secret.js';
import type { ReadKey } from '../../ports/assertion.js';
import type { Deps } from '../../ports/deps.js';
import type { NewChannel } from '../../usecases/channels/add-channel.js';
import { oneKeyId } from '../../usecases/channels/channel.js';
import { askUntilValid } from '../asking/ask.js';
import type { Session } from '../context.js';

// What an operator says of a new channel: by option, by the environment, on stdin, or asked for in the order of the
// console's tabs.

/** Far above the 32 characters that a channel secret has. */
const MAX_SECRET_BYTES = 1024;

/** Options of `channel add`. */
export interface AddOptions {
  readonly channelId?: ChannelId;
  readonly channelSecretStdin?: boolean;
  readonly assertionKeyFile?: string;
  readonly assertionKeyId?: SigningKeyId;
  readonly production?: boolean;
  readonly replace?: boolean;
  readonly verify: boolean;
}

export function nameOf(session: Session, given: string | undefined): Promise<ChannelName> | ChannelName {
  if (given !== undefined) return parseChannelName(given);
  if (session.terminal.canAsk)
    return askUntilValid(session.terminal, 'Your name for the channel, for example shop', parseChannelName);
  throw new LineOpsError('usage', 'MISSING_ARGUMENT', 'the name of the channel is missing', {
    hint: 'Give it a name of your own: line-ops channel add <name>',
  });
}

export async function readId({ deps, terminal }: Session, { channelId }: AddOptions): Promise<ChannelId> {
  if (channelId !== undefined) return channelId;
  const given = deps.env['LINE_CHANNEL_ID'];
  if (given) return readChannelId(given, 'LINE_CHANNEL_ID');
  if (terminal.canAsk)
    return askUntilValid(terminal, 'Channel ID (Basic settings tab)', (text) => readChannelId(text, WHAT_WAS_TYPED));
  throw new LineOpsError('usage', 'MISSING_OPTION', 'the channel ID is missing', {
    hint: 'Add --channel-id <digits>, or set LINE_CHANNEL_ID.',
  });
}

interface Named {
  readonly name: ChannelName;
  readonly channelId: ChannelId;
  /** Whether a person is led through all of it. */
  readonly isAsked: boolean;
}

/** What is missing is asked for in the order of the console's tab; what was given is not asked again. */
export async function readNewChannel(
  session: Session,
  { name, channelId, isAsked }: Named,
  options: AddOptions,
): Promise<NewChannel> {
  const { terminal } = session;
  const secret = await readSecret(session, options);
  const file =
    options.assertionKeyFile ??
    (isAsked
      ? (await terminal.ask('File of the assertion signing key, a private JWK (empty: none so far)')).trim()
      : '');
  const read = file === '' ? null : await readKey(session, file);
  const keyId = options.assertionKeyId ?? null;
  const asksForKeyId = isAsked && read !== null && keyId === null && read.keyId === null;
  return {
    name,
    channelId,
    secret,
    assertionKey: read?.key ?? null,
    signingKeyId: asksForKeyId
      ? await askKeyId(session)
      : oneKeyId(read?.keyId ?? null, file, keyId, '--assertion-key-id'),
    production:
      options.production ??
      (isAsked && (await terminal.confirm('Is it in production? Each send then asks for its name.'))),
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
  throw new LineOpsError('usage', 'MISSING_OPTION', 'the channel secret is missing', {
    hint: 'Pipe it in with --channel-secret-stdin, or set LINE_CHANNEL_SECRET.',
  });
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
