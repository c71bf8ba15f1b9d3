import type { EventIds, EventRow, WebhookEvent } from '../../../domain/webhook/events/event-row.js';
import { sampleEvent, unknownRow } from '../../../domain/webhook/events/sample-event.js';
import { EVENT_ROWS } from '../../../domain/webhook/events/table.js';
import { isJsonObject, type JsonObject } from '../../http/line-request.js';
import type { EmulatorState } from '../../state/state.js';
import { followOf } from '../../world/happenings.js';
import { idsFor } from './event-ids.js';
import { byLikeness, completed, likeness } from './likeness.js';
import { sourceFor, whereaboutsOf } from './whereabouts.js';

/**
 * The event with all that it leaves out, of the row of the table that it is most like. What it says always wins, null and
 * what nobody knows among it.
 *
 * Its type may be the name of a row, such as `message:image`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function completeEvent(state: EmulatorState, given: JsonObject): JsonObject {
  const kind = EVENT_ROWS.find(({ name, type }) => name === given['type'] && name !== type) ?? null;
  const event = kind === null ? given : { ...given, type: kind.type };
  const type = String(event['type'] ?? 'message');
  const about = whereaboutsOf(state, type, event);
  const ids = idsFor(state, event, about);
  const rows = byLikeness(event, rowsOf(type, event), ({ content }) => content(ids));
  const [row = typeOfTomorrow(type), ...others] = kind === null ? rows : [kind, ...rows];
  // An account in standby must not answer, and gets nothing to answer with.
  const mode = event['mode'] === 'standby' ? 'standby' : 'active';
  const sample = sampleEvent(row, ids, { mode, isRedelivery: false, chat: about.chat });
  const source = sourceFor(row, ids, { chat: about.chat, given: event['source'] });
  const follow = type === 'follow' && kind === null ? followOf(state, { source: source ?? sample['source'] }) : {};
  const patterns = [{ ...sample, ...follow }, ...others.map(({ content }) => content(ids))];
  const complete = completed({ ...event, source: undefined }, patterns);
  return { ...(isJsonObject(complete) ? complete : event), ...(source === undefined ? {} : { source }) };
}

/** The rows of a type that the event may be meant as. */
function rowsOf(type: string, event: JsonObject): readonly EventRow[] {
  const rows = EVENT_ROWS.filter((row) => row.type === type);
  if (type === 'messageEdited') return [...rows, ...MESSAGES.map(edited)];
  return type === 'message' && !rows.some((row) => isOfItsKind(row, event)) ? [MESSAGE_OF_TOMORROW] : rows;
}

const MESSAGES = EVENT_ROWS.filter(({ type }) => type === 'message');

/** Only texts are edited today; who says otherwise gets what messages of that type have. */
function edited(row: EventRow): EventRow {
  return { ...row, type: 'messageEdited', content: (ids) => row.content({ ...ids, messageId: ids.earlierMessageId }) };
}

/** What messages of any type have. */
const MESSAGE_OF_TOMORROW: EventRow = {
  ...unknownRow('message'),
  content: ({ messageId, markAsReadToken }) => ({ message: { id: messageId, markAsReadToken } }),
};

function isOfItsKind(row: EventRow, { message }: JsonObject): boolean {
  const { type } = isJsonObject(message) ? message : {};
  return typeof type !== 'string' || 0 < likeness({ type }, row.content(NO_IDS)['message']);
}

/** What the caller says of it is all there is. */
function typeOfTomorrow(type: string): EventRow {
  return { ...unknownRow(type), isReplyable: false, content: (): WebhookEvent => ({}) };
}

/** To see what a row has, whoever it is of. */
const NO_IDS: EventIds = {
  timestamp: 0,
  webhookEventId: '',
  userId: '',
  otherUserId: '',
  groupId: '',
  roomId: '',
  botUserId: '',
  replyToken: '',
  messageId: '',
  earlierMessageId: '',
  quoteToken: '',
  markAsReadToken: '',
};
