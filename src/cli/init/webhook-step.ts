import type { ChannelName } from '../../domain/line/ids.js';
import { readWebhookEndpoint } from '../../usecases/webhook/webhook.js';
import type { Session } from '../session.js';
import { endpointRows } from '../webhook/webhook-view.js';

/** Where LINE sends events, and what sets and examines that. Changes nothing. */
export async function webhookStep(session: Session, name: ChannelName): Promise<void> {
  const { terminal } = session;
  const endpoint = await readWebhookEndpoint(await session.atLine());
  if (endpoint === null) {
    return terminal.note(
      `No webhook endpoint is set. To have a bot server get events: line-ops webhook set <url> -c ${name}`,
    );
  }
  const paint = await terminal.painter('stderr');
  terminal.noteLines(paint.table([], endpointRows(endpoint, paint)));
  terminal.note(`To examine it: line-ops webhook check -c ${name}`);
}
