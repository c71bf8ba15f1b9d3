import type { Broadcast } from '../../domain/broadcast/broadcast.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { ChannelName, UserId } from '../../domain/line/ids.js';
import { listBroadcasts } from '../../usecases/broadcast/audit/broadcast-status.js';
import { checkJsonText } from '../../usecases/messages/message-document.js';
import { askUntilValid } from '../asking/ask.js';
import { parsePerson, pushDocument } from '../message/push.js';
import type { Session } from '../session.js';
import { isToBeTriedAgain } from './proof.js';

/** One message to the person who sits here, where that is wanted, by the way of every push. */
export async function pushStep(session: Session, name: ChannelName): Promise<void> {
  const { terminal } = session;
  const [latest] = await pushesOf(session);
  if (latest !== undefined && 0 < latest.recipients.accepted)
    return terminal.note(`LINE accepted a push of ${name} before: ${latest.settings.id}`);
  // Another one beside it could reach the same person twice.
  if (latest !== undefined)
    return terminal.note(
      `An earlier push is in doubt, or still on its way. To settle it: line-ops broadcast resume ${latest.settings.id} -c ${name}`,
    );
  terminal.note(
    'At the end of the tab "Basic settings" is "Your user ID", for a console account that is linked to LINE.',
  );
  terminal.note('Be a friend of the bot first: the tab "Messaging API" has its QR code.');
  for (;;) {
    const to = await askUntilValid(terminal, 'Your user ID (empty: no test push)', (text): UserId | null =>
      text === '' ? null : parsePerson(text),
    );
    if (to === null) return terminal.note('No test push then.');
    try {
      await pushDocument(session, testMessage(name), { to, retryKey: undefined, confirmChannel: undefined });
      return;
    } catch (error) {
      // What stopped for the credentials is stored, and goes on by its own command.
      const isStopped = error instanceof LineOpsError && error.kind === 'auth';
      if (isStopped || !(await isToBeTriedAgain(session, error))) throw error;
    }
  }
}

/** What this channel has pushed to single people and LINE has, or may have, accepted; the latest first. */
async function pushesOf(session: Session): Promise<readonly Broadcast[]> {
  const { id } = await session.channel();
  return (await listBroadcasts(session.deps))
    .map(({ broadcast }) => broadcast)
    .filter(({ settings }) => settings.via === 'push' && settings.channelId === id)
    .filter(({ recipients }) => 0 < recipients.accepted + recipients.unknown + recipients.inFlight);
}

function testMessage(name: ChannelName) {
  const text = JSON.stringify({ type: 'text', text: `A test push of line-ops: the channel "${name}" is set up.` });
  return checkJsonText(text, { method: 'push', destination: 'user' });
}
