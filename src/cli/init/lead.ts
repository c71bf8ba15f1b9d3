import { failure, failureAs, LineOpsError } from '../../domain/failure/failure.js';
import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { type ChannelName, parseChannelName } from '../../domain/line/ids.js';
import type { ChannelSettings } from '../../ports/store.js';
import { nameOf } from '../channel/new-channel.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { channelStep } from './channel-step.js';
import { keyStep } from './key-step.js';
import { pushStep } from './push-step.js';
import { webhookStep } from './webhook-step.js';

const STEPS = [
  ['The channel', channelStep],
  ['A signing key', keyStep],
  ['A test push', pushStep],
  ['The webhook', webhookStep],
] as const;

/**
 * Leads a person from an empty state to a channel that sends. Each step looks at what is there first, and is kept as soon
 * as LINE has proven it: whoever leaves, or is killed, goes on at the step that was not done.
 *
 * @throws {LineOpsError} `usage` CANNOT_ASK without a terminal; `cancelled` where the person left.
 */
export async function lead(session: Session, given: ChannelName | null): Promise<void> {
  const { terminal, globals } = session;
  if (globals.dryRun) return showPlan(session);
  if (!terminal.canAsk) throw failure('CANNOT_ASK', { which: 'init' });
  let name: ChannelName | null = null;
  try {
    name = await chooseName(session, given);
    const paint = await terminal.painter('stderr');
    for (const [index, [title, step]] of STEPS.entries()) {
      terminal.note('');
      terminal.note(`${paint.bold(`${index + 1} of ${STEPS.length}  ${title}`)}`);
      // Found anew each time: the step before may have changed the channel.
      await step(session.on(name), name);
    }
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'CANCELLED') throw error;
    const command = name === null ? 'line-ops init' : `line-ops init ${name}`;
    throw failureAs('cancelled', 'CANCELLED', { which: 'leftInit', command }, { cause: error });
  }
  terminal.note('');
  sayNext({ terminal, globals: { ...globals, channel: name } }, 'init', {});
}

/** The name that is given, one of the channels that are there, or a new one. */
async function chooseName(session: Session, given: ChannelName | null): Promise<ChannelName> {
  const { deps, terminal, globals } = session;
  if (given !== null) return given;
  if (globals.channel !== null) return parseChannelName(globals.channel);
  const { channels } = await (await deps.configuration()).read();
  if (channels.length === 0) return nameOf(session);
  const chosen = await terminal.choose<ChannelName | null>('Which channel is it about?', [
    ...channels.map((channel) => ({
      name: `go on with ${channel.name}`,
      value: channel.name,
      description: knownOf(channel),
    })),
    { name: 'add another one', value: null },
  ]);
  return chosen ?? nameOf(session);
}

function knownOf({ channelId, botName, signingKeyId }: ChannelSettings): string {
  const bot = botName === null ? '' : `, ${botName}`;
  return `channel ${channelId}${bot}, ${signingKeyId === null ? 'no signing key so far' : 'with a signing key'}`;
}

async function showPlan(session: Session): Promise<void> {
  const requests = [ENDPOINTS.issueStatelessToken, ENDPOINTS.botInfo, ENDPOINTS.listV21KeyIds, ENDPOINTS.push];
  await show(
    session,
    changePlanView({
      requests: requests.map(({ method, path }) => ({ method, path })),
      changes: [
        'configuration: a channel, under a name of yours',
        'secret store: its channel secret, and a signing key where one is wanted',
        'a message to one person, where one is wanted',
      ],
    }),
  );
}
