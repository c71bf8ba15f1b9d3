import { EVENT_ROWS } from '../../../domain/webhook/events/table.js';
import { SPECIAL_EVENTS } from '../../../domain/webhook/sending/event-wish.js';
import { factTable } from '../../output/facts.js';
import { show } from '../../output/view.js';
import type { Session } from '../../session.js';

/** Every name that `--event` takes, and what it stands for. */
export async function listEvents(session: Session): Promise<void> {
  const special = Object.entries(SPECIAL_EVENTS).map(([label, words]) => ({ label, words }));
  await show(session, {
    schema: 'line-ops/webhook-events@1',
    json: {
      events: EVENT_ROWS.map(({ name, type, summary, chats, isReplyable }) => ({
        name,
        type,
        summary,
        sources: chats,
        hasReplyToken: isReplyable,
      })),
    },
    text: (paint) =>
      factTable([...EVENT_ROWS.map(({ name, summary }) => ({ label: name, words: summary })), ...special], paint),
  });
}
