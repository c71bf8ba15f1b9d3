import { LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelId, ChannelName } from '../../domain/line/ids.js';
import { visible } from '../../domain/text/visible.js';
import { channelSecretOf } from '../../usecases/channels/channel.js';
import { addChannel } from '../channel/add.js';
import { openLineApi } from '../channel/channel-at-line.js';
import { ASK_NOTHING } from '../channel/new-channel.js';
import type { Session } from '../session.js';
import { isToBeTriedAgain, prove } from './proof.js';

const CONSOLE = 'https://developers.line.biz/console/';

/** The channel under this name, its secret proven. What is there already is asked for no more. */
export async function channelStep(session: Session, name: ChannelName): Promise<void> {
  const { deps } = session;
  const { channels } = await (await deps.configuration()).read();
  const there = channels.find((channel) => channel.name === name);
  if (there !== undefined && (await isSecretProven(session, there.channelId))) return;
  session.terminal.note(`Open ${CONSOLE} and choose the provider, the channel, and the tab "Basic settings".`);
  session.terminal.note('It shows the channel ID and, to an admin, the channel secret: copy both from there.');
  for (;;) {
    try {
      const added = await addChannel(
        session,
        name,
        { ...ASK_NOTHING, production: there === undefined },
        given(there?.channelId),
      );
      return await prove(
        session,
        `LINE takes the channel ID and the channel secret of ${visible(added?.botName ?? name)}`,
      );
    } catch (error) {
      if (isOfEnvironment(session) || !(await isToBeTriedAgain(session, error))) throw error;
    }
  }
}

/** Whether LINE takes the secret that is kept; says so. One that is missing or refused is asked for. */
async function isSecretProven(session: Session, channelId: ChannelId): Promise<boolean> {
  const secret = await channelSecretOf(await session.channel(), session.deps);
  if (secret === null) return false;
  try {
    // With the secret itself: a token at hand would prove nothing about it.
    const api = await openLineApi(session.globals.channel ?? channelId, session);
    const { token } = await api.issueStatelessToken({ channelId, secret });
    const { displayName, basicId } = await api.botInfo(token);
    await prove(
      session,
      `LINE takes the channel secret: ${visible(displayName ?? 'a bot without a name')} (${basicId ?? '-'})`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.kind !== 'auth') throw error;
    if (!(await isToBeTriedAgain(session, error))) throw error;
    return false;
  }
}

function isOfEnvironment({ deps: { env } }: Session): boolean {
  return Boolean(env['LINE_CHANNEL_ID'] || env['LINE_CHANNEL_SECRET']);
}

function given(channelId: ChannelId | undefined) {
  return {
    channelId,
    channelSecretStdin: undefined,
    assertionKeyFile: undefined,
    assertionKeyId: undefined,
    production: undefined,
    timeZone: undefined,
    replace: undefined,
    noVerify: undefined,
  };
}
