import { isJsonObject, type JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';

/** What an event does to the messages that the account has received: one comes, is changed, or is taken back. */
export function receive({ received, clock }: EmulatorState, { type, message, unsend, source }: JsonObject): void {
  if (type === 'unsend' && isJsonObject(unsend) && typeof unsend['messageId'] === 'string')
    received.unsend(unsend['messageId']);
  if (!isJsonObject(message) || typeof message['id'] !== 'string') return;
  const { id } = message;
  if (type === 'messageEdited') received.edit(id, message);
  if (type !== 'message') return;
  const { userId = null } = isJsonObject(source) ? source : {};
  received.note({
    id,
    type: String(message['type']),
    chatId: chatIdOf(source),
    senderId: typeof userId === 'string' ? userId : null,
    at: clock.now(),
    message,
  });
}

/** The ID of the chat that an event comes from; null where it names none. @see https://developers.line.biz/en/reference/messaging-api/#source-user */
export function chatIdOf(source: unknown): string | null {
  if (!isJsonObject(source)) return null;
  const id = source['groupId'] ?? source['roomId'] ?? source['userId'];
  return typeof id === 'string' ? id : null;
}
