import type { Command } from 'commander';
import { LineOpsError } from '../../../domain/failure.js';
import {
  type ChannelId,
  type ChannelName,
  parseChannelId,
  parseChannelName,
  parseSigningKeyId,
  type SigningKeyId,
} from '../../../domain/ids.js';
import { type AssertionSigningKey, type ChannelSecret, channelSecret } from '../../../domain/secret.js';
import { visible } from '../../../domain/visible.js';
import type { Deps } from '../../../ports/deps.js';
import type { ChannelSettings } from '../../../ports/store.js';
import { checkCredentials, type NewChannel, saveChannel, settingsFor } from '../../../usecases/channels/add.js';
import { askUntilValid } from '../../ask.js';
import { type ChangePlan, changePlanView } from '../../change-plan.js';
import { type Context, confirmOrStop, type Given, runs } from '../../context.js';
import { addChangeOptions } from '../../globals.js';
import { by } from '../../input.js';
import { show } from '../../output.js';
import { storeWords } from '../token/token-view.js';
import { channelJson } from './channel-view.js';

/** Far above the 32 characters that a channel secret has. */
const MAX_SECRET_BYTES = 1024;

interface AddOptions {
  readonly channelId?: ChannelId;
  readonly channelSecretStdin?: boolean;
  readonly assertionKeyFile?: string;
  readonly assertionKeyId?: SigningKeyId;
  readonly production?: boolean;
  readonly verify: boolean;
}

export function addAdd(noun: Command, deps: Deps): void {
  const verb = noun
    .command('add')
    .description(
      'add a channel under a name of your own, after LINE has taken its credentials. What is missing is taken from LINE_CHANNEL_ID and LINE_CHANNEL_SECRET, or asked for',
    )
    .argument('[name]', 'your name for the channel')
    .option('--channel-id <digits>', 'channel ID of the Basic settings tab', by(parseChannelId))
    .option('--channel-secret-stdin', 'read the channel secret from stdin')
    .option('--assertion-key-file <file>', 'private JWK of an assertion signing key')
    .option('--assertion-key-id <kid>', 'key ID that the console gave its public half', by(parseSigningKeyId))
    .option('--production', 'ask for the name of the channel before each send')
    .option('--no-verify', 'make no request: take the credentials as they are');
  runs(addChangeOptions(verb), deps, add);
}

async function add(context: Context, { args, options }: Given<AddOptions>): Promise<void> {
  const { deps, globals, terminal } = context;
  const isAsked = args[0] === undefined && terminal.canAsk;
  const name = isAsked ? await askName(context) : nameFrom(args[0]);
  const { channels } = await (await deps.configuration()).read();
  const previous = channels.find((channel) => channel.name === name) ?? null;
  if (previous !== null && !globals.dryRun)
    await confirmOrStop(context, `${name} is channel ${previous.channelId} already. Replace its settings and secrets?`);
  const added = await readNewChannel(context, name, isAsked ? await askRest(context, options) : options);
  requireKeyForId(added, previous);
  if (!globals.dryRun) await (await deps.secrets()).requireWritable();
  const bot = options.verify
    ? await checkCredentials(added, await deps.lineApi({ terminal, channel: name }), deps)
    : null;
  const settings = settingsFor(added, bot, previous);
  if (globals.dryRun) return show(context, changePlanView(planOf(settings, added)));
  if (isAsked) await confirmPlan(context, settings, added);
  const { isCurrent } = await saveChannel(added, settings, previous, deps);
  terminal.note(`Its secrets are kept in ${storeWords(await (await deps.secrets()).protection())}.`);
  if (!options.verify) terminal.note('LINE was not asked: the bot is not known, so sends cannot be compared with it.');
  await show(context, {
    schema: 'line-ops/channel@1',
    json: channelJson(settings, { isCurrent }),
    text: (paint) =>
      [
        `${paint.good('added')}  ${name}: ${described(settings)}`,
        ...(isCurrent ? [`${name} is the current channel.`] : []),
      ].join('\n'),
  });
}

function described({ channelId, botName, production }: ChannelSettings): string {
  return `channel ${channelId}${botName === null ? '' : `, ${visible(botName)}`}${production ? ', production' : ''}`;
}

async function readNewChannel(context: Context, name: ChannelName, options: AddOptions): Promise<NewChannel> {
  return {
    name,
    channelId: options.channelId ?? (await missingChannelId(context)),
    secret: await readSecret(context, options),
    assertionKey: await readKey(context, options.assertionKeyFile ?? null),
    signingKeyId: options.assertionKeyId ?? null,
    production: options.production === true,
  };
}

async function missingChannelId({ deps, terminal }: Context): Promise<ChannelId> {
  const given = deps.env['LINE_CHANNEL_ID'];
  if (given) return parseChannelId(given);
  if (terminal.canAsk) return parseChannelId((await terminal.ask('Channel ID (Basic settings tab)')).trim());
  throw new LineOpsError('usage', 'MISSING_OPTION', 'the channel ID is missing', {
    hint: 'Add --channel-id <digits>, or set LINE_CHANNEL_ID.',
  });
}

async function readSecret({ deps, terminal }: Context, { channelSecretStdin }: AddOptions): Promise<ChannelSecret> {
  if (channelSecretStdin) return secretFrom(deps, await terminal.readStdin(MAX_SECRET_BYTES));
  const given = deps.env['LINE_CHANNEL_SECRET'];
  if (given) return secretFrom(deps, given);
  if (terminal.canAsk) return secretFrom(deps, await terminal.askSecret('Channel secret'));
  throw new LineOpsError('usage', 'MISSING_OPTION', 'the channel secret is missing', {
    hint: 'Pipe it in with --channel-secret-stdin, or set LINE_CHANNEL_SECRET.',
  });
}

function secretFrom({ redactor }: Deps, text: string): ChannelSecret {
  const value = text.trim();
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new LineOpsError('usage', 'INVALID_CHANNEL_SECRET', 'that is not a channel secret', {
      hint: 'Copy it from the Basic settings tab: one word of 32 characters.',
    });
  redactor.register(value);
  return channelSecret(value);
}

async function readKey({ deps }: Context, path: string | null): Promise<AssertionSigningKey | null> {
  if (path === null) return null;
  const text = (await (await deps.messageFiles()).read(path)).trim();
  deps.redactor.register(text);
  return (await deps.assertionSigner()).readKey(text);
}

/** A key ID alone would point at a key that is not there. */
function requireKeyForId(
  { assertionKey, signingKeyId, channelId }: NewChannel,
  previous: ChannelSettings | null,
): void {
  if (signingKeyId === null || assertionKey !== null || previous?.channelId === channelId) return;
  throw new LineOpsError('usage', 'MISSING_OPTION', '--assertion-key-id was given without its key', {
    hint: 'Add --assertion-key-file <file>.',
  });
}

function planOf(settings: ChannelSettings, { assertionKey }: NewChannel): ChangePlan {
  const secrets = assertionKey === null ? 'the channel secret' : 'the channel secret and the assertion signing key';
  return {
    requests: [],
    changes: [`configuration: ${settings.name}, ${described(settings)}`, `secret store: ${secrets}`],
  };
}

async function confirmPlan(context: Context, settings: ChannelSettings, added: NewChannel): Promise<void> {
  for (const change of planOf(settings, added).changes) context.terminal.warn(`  ${change}`);
  await confirmOrStop(context, `Add ${settings.name}?`);
}

function nameFrom(given: string | undefined): ChannelName {
  if (given !== undefined) return parseChannelName(given);
  throw new LineOpsError('usage', 'MISSING_ARGUMENT', 'the name of the channel is missing', {
    hint: 'Give it a name of your own: line-ops channel add <name>',
  });
}

function askName({ terminal }: Context): Promise<ChannelName> {
  return askUntilValid(terminal, 'Your name for the channel, for example shop', parseChannelName);
}

/** What a person is asked for beside ID and secret, in the order of the console; what was given is not asked again. */
async function askRest({ terminal, deps }: Context, options: AddOptions): Promise<AddOptions> {
  const channelId =
    options.channelId ??
    (deps.env['LINE_CHANNEL_ID']
      ? null
      : await askUntilValid(terminal, 'Channel ID (Basic settings tab)', parseChannelId));
  const file =
    options.assertionKeyFile ??
    (await terminal.ask('File of the assertion signing key, a private JWK (empty: none so far)')).trim();
  const keyId =
    options.assertionKeyId ?? (file === '' ? '' : (await terminal.ask('Key ID that the console gave it')).trim());
  const production =
    options.production ?? (await terminal.confirm('Is it in production? Each send then asks for its name.'));
  return {
    ...options,
    production,
    ...(channelId === null ? {} : { channelId }),
    ...(file === '' ? {} : { assertionKeyFile: file }),
    ...(keyId === '' ? {} : { assertionKeyId: parseSigningKeyId(keyId) }),
  };
}
