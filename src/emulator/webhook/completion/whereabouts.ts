import type { ChatKind, EventIds, EventRow } from '../../../domain/webhook/events/event-row.js';
import { chatIdOf } from '../../content/receive.js';
import type { ReceivedMessage } from '../../content/received-book.js';
import { isJsonObject, type JsonObject } from '../../http/line-request.js';
import type { EmulatorState } from '../../state/state.js';

/** Where an event comes from, and which earlier message it is about, as far as it says so or that can be told. */
export interface Whereabouts {
  /** Null where it says nothing, and where it says what nobody knows. */
  readonly chat: ChatKind | null;
  readonly userId: string | null;
  readonly groupId: string | null;
  readonly roomId: string | null;
  readonly earlier: ReceivedMessage | null;
}

/** What can be told of an event before it is completed. */
export function whereaboutsOf(state: EmulatorState, type: string, event: JsonObject): Whereabouts {
  const source = isJsonObject(event['source']) ? event['source'] : {};
  const earlier = earlierMessage(state, type, event);
  const found = 0 < Object.keys(source).length || event['source'] === null ? null : earlier;
  const chat = chatKindOf(source) ?? kindOfId(found?.chatId ?? null);
  return {
    chat,
    userId: textIn(source['userId']) ?? found?.senderId ?? null,
    groupId: textIn(source['groupId']) ?? (chat === 'group' ? (found?.chatId ?? null) : null),
    roomId: textIn(source['roomId']) ?? (chat === 'room' ? (found?.chatId ?? null) : null),
    earlier,
  };
}

/** The source of an event whose source was begun; undefined where nothing was said of it. */
export function sourceFor(
  { chats, namesUser }: EventRow,
  { userId, groupId, roomId }: EventIds,
  { chat, given }: { readonly chat: ChatKind | null; readonly given: unknown },
): unknown {
  if (!isJsonObject(given)) return given;
  const user = namesUser ? { userId } : {};
  switch (given['type'] ?? chat ?? chats[0] ?? 'user') {
    case 'group':
      return { type: 'group', groupId, ...user, ...given };
    case 'room':
      return { type: 'room', roomId, ...user, ...given };
    case 'user':
      return { type: 'user', userId, ...given };
    default:
      return given;
  }
}

/** Which messages events of a type can be about. Only texts in groups are edited. @see https://developers.line.biz/en/reference/messaging-api/#edit-event */
const ABOUT: Readonly<Record<string, (message: ReceivedMessage) => boolean>> = {
  messageEdited: ({ type, chatId }) => type === 'text' && kindOfId(chatId) === 'group',
  unsend: () => true,
};

/** The message that the event names, or else the latest that it can be about. */
function earlierMessage({ received }: EmulatorState, type: string, event: JsonObject): ReceivedMessage | null {
  const isMeant = Object.hasOwn(ABOUT, type) ? ABOUT[type] : undefined;
  if (isMeant === undefined) return null;
  const { unsend, message, source } = event;
  const named =
    (isJsonObject(unsend) ? textIn(unsend['messageId']) : null) ??
    (isJsonObject(message) ? textIn(message['id']) : null);
  if (named !== null) return received.find(named);
  const { userId = null } = isJsonObject(source) ? source : {};
  return received.latestIn(
    chatIdOf(source),
    (candidate) => isMeant(candidate) && (userId === null || candidate.senderId === userId),
  );
}

function chatKindOf({ type, groupId, roomId, userId }: JsonObject): ChatKind | null {
  if (type === 'user' || type === 'group' || type === 'room') return type;
  if (type !== undefined) return null;
  if (groupId !== undefined) return 'group';
  if (roomId !== undefined) return 'room';
  return userId === undefined ? null : 'user';
}

function kindOfId(chatId: string | null): ChatKind | null {
  switch (chatId?.charAt(0)) {
    case 'C':
      return 'group';
    case 'R':
      return 'room';
    case 'U':
      return 'user';
    default:
      return null;
  }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
