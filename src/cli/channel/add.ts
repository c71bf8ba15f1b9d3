import { failure } from '../../domain/failure/failure.js';
import { type ChannelId, type ChannelName, parseChannelName } from '../../domain/line/ids.js';
import { visible } from '../../domain/text/visible.js';
import type { ChannelSettings } from '../../ports/store.js';
import {
  checkCredentials,
  type NewChannel,
  saveChannel,
  settingsFor,
} from '../../usecases/channel-setup/add-channel.js';
import { planRemoval, type Removal } from '../../usecases/channel-setup/remove-channel.js';
import { confirmOrStop } from '../asking/confirm.js';
import { type ChangePlan, changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { storeWords } from '../token/selection/token-view.js';
import { optionalArgument, verb } from '../verb.js';
import { openLineApi } from './channel-at-line.js';
import { channelJson } from './channel-view.js';
import {
  ADD_OPTIONS,
  type AddOptions,
  ASK_ALL,
  ASK_NOTHING,
  type Asked,
  nameOf,
  readId,
  readNewChannel,
} from './new-channel.js';
import { forgets, staysBehind } from './removal-view.js';

export const channelAdd = verb({
  path: 'channel add',
  summary:
    'add a channel under a name of your own, after LINE has taken its credentials. What is missing is taken from LINE_CHANNEL_ID and LINE_CHANNEL_SECRET, or asked for',
  args: { name: optionalArgument('your name for the channel', parseChannelName) },
  options: ADD_OPTIONS,
  examples: [
    { line: 'channel add', does: 'asks for everything' },
    { line: 'channel add shop --channel-id 1234567890 --channel-secret-stdin', does: 'for a pipe' },
    { line: 'channel add shop --production', does: 'sends ask for its name' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/channel@1'],
  exits: {
    auth: 'LINE does not take the credentials',
    limit: 'LINE answers 429 for too long',
    unavailable: 'LINE cannot be reached',
    refused: 'LINE refuses the request',
  },
  docs: ['https://developers.line.biz/en/docs/messaging-api/getting-started/'],
  run: (session, { args: { name }, options }) => add(session, name, options),
});

async function add(session: Session, given: ChannelName | undefined, options: AddOptions): Promise<void> {
  const isAsked = given === undefined && session.terminal.canAsk;
  const settings = await addChannel(
    session,
    given ?? (await nameOf(session)),
    isAsked ? ASK_ALL : ASK_NOTHING,
    options,
  );
  if (settings !== null)
    sayNext(session, 'channel add', { name: settings.name, hasKey: settings.signingKeyId !== null });
}

/**
 * Adds a channel once LINE has taken its credentials, and shows it. What is missing of them is asked for; more as `asked`
 * says. Null for a dry run.
 */
export async function addChannel(
  session: Session,
  name: ChannelName,
  asked: Asked,
  options: AddOptions,
): Promise<ChannelSettings | null> {
  const { deps, globals, terminal } = session;
  const channelId = await readId(session, options);
  const previous =
    (await (await deps.configuration()).read()).channels.find((channel) => channel.name === name) ?? null;
  const loss = previous === null ? null : await agreeToReplace(session, previous, channelId, options);
  const added = await readNewChannel(session, { name, channelId, asked }, options);
  requireKeyForId(added, previous);
  if (!globals.dryRun) await (await deps.secrets()).requireWritable();
  const bot = options.noVerify ? null : await checkCredentials(added, await openLineApi(name, session), deps);
  const settings = settingsFor(added, bot, previous);
  if (globals.dryRun) {
    await show(session, changePlanView(planOf(settings, added, loss)));
    return null;
  }
  if (asked.agreement) await confirmPlan(session, settings, added);
  const { isCurrent } = await saveChannel(added, settings, previous, deps);
  terminal.note(`Its secrets are kept in ${storeWords(await (await deps.secrets()).protection())}.`);
  if (options.noVerify) terminal.note('LINE was not asked: the bot is not known, so sends cannot be compared with it.');
  await show(session, {
    schema: 'line-ops/channel@1',
    json: channelJson(settings, { isCurrent }),
    text: (paint) =>
      [
        `${paint.good('added')}  ${name}: ${described(settings)}`,
        ...(isCurrent ? [`${name} is the current channel.`] : []),
      ].join('\n'),
  });
  return settings;
}

/**
 * Asks before a name is given new settings; what is lost with another channel ID, or null where it is the same channel.
 *
 * @throws {LineOpsError} `usage` for another channel ID without `--replace`, and while something of the old channel is
 *   unfinished that needs its secrets.
 */
async function agreeToReplace(
  session: Session,
  previous: ChannelSettings,
  channelId: ChannelId,
  { replace }: AddOptions,
): Promise<Removal | null> {
  const { terminal, globals } = session;
  const { name } = previous;
  if (previous.channelId === channelId) {
    if (!globals.dryRun)
      await confirmOrStop(session, `${name} is this channel already. Replace its settings and secrets?`);
    return null;
  }
  const loss = await planRemoval(previous, session.deps);
  const isAnother = `${name} is channel ${previous.channelId} already, not ${channelId}`;
  if (!replace) {
    throw failure(
      'CHANNEL_EXISTS',
      {
        which: 'added',
        name,
        holderId: previous.channelId,
        channelId,
        lost: [...forgets(loss), ...staysBehind(loss)],
      },
      { details: { channelId: previous.channelId } },
    );
  }
  for (const line of staysBehind(loss)) terminal.warn(line);
  if (globals.dryRun) return loss;
  terminal.warn(`${isAnother}. Forgotten will be: ${forgets(loss).join('; ')}.`);
  await confirmOrStop(session, `Replace ${name} by channel ${channelId}?`);
  return loss;
}

function described({ channelId, botName, production }: ChannelSettings): string {
  return `channel ${channelId}${botName === null ? '' : `, ${visible(botName)}`}${production ? ', production' : ''}`;
}

/** A key ID alone would point at a key that is not there. */
function requireKeyForId(
  { assertionKey, signingKeyId, channelId }: NewChannel,
  previous: ChannelSettings | null,
): void {
  if (signingKeyId === null || assertionKey !== null || previous?.channelId === channelId) return;
  throw failure('MISSING_OPTION', { which: 'assertionKey' });
}

function planOf(settings: ChannelSettings, { assertionKey }: NewChannel, loss: Removal | null): ChangePlan {
  const secrets = assertionKey === null ? 'the channel secret' : 'the channel secret and the assertion signing key';
  return {
    requests: [],
    changes: [
      ...(loss === null ? [] : forgets(loss).map((what) => `forgotten: ${what}`)),
      `configuration: ${settings.name}, ${described(settings)}`,
      `secret store: ${secrets}`,
    ],
  };
}

async function confirmPlan(session: Session, settings: ChannelSettings, added: NewChannel): Promise<void> {
  for (const change of planOf(settings, added, null).changes) session.terminal.warn(`  ${change}`);
  await confirmOrStop(session, `Add ${settings.name}?`);
}
