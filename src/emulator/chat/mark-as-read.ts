import type { ChannelIdentity } from '../channel.js';
import { type Answer, apiError, bodyErrors, OK } from '../http/answer.js';
import { type LineRequest, readJsonBody } from '../http/line-request.js';
import { BOT, bearer, type Route } from '../http/route.js';
import { sealed, unsealed } from '../sealed-token.js';
import type { EmulatorState } from '../state/state.js';

/** LINE's own words. @see https://developers.line.biz/en/reference/messaging-api/#mark-as-read-error-response */
const INVALID = apiError(
  400,
  'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.',
);

/** The `markAsReadToken` of a message to the bot. It never expires. @see https://developers.line.biz/en/docs/messaging-api/mark-as-read/ */
export function markAsReadToken(channel: ChannelIdentity, messageId: string): string {
  return sealed(channel, 'mark-as-read', messageId);
}

/** Takes the token of a message as often as it comes. @see https://developers.line.biz/en/reference/messaging-api/#mark-as-read */
function markAsRead({ channel }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const token = read.value['markAsReadToken'];
  if (typeof token !== 'string' || token === '') {
    return bodyErrors([{ message: 'May not be empty', property: 'markAsReadToken' }]);
  }
  return unsealed(channel, 'mark-as-read', token) === null ? INVALID : OK;
}

/** The chats of the bot with its users. */
export const CHAT_ROUTES: readonly Route[] = [bearer('mark-as-read', 'POST', `${BOT}/chat/markAsRead`, markAsRead)];
