import { type Answer, apiError, json, NOT_AVAILABLE, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { readPage } from '../http/pages.js';
import { BOT, bearer, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { readUserWords } from './user-words.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const FOLLOWERS_PER_PAGE = { usual: 300, most: 1000 };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
function botInfo({ channel }: EmulatorState): Answer {
  return json(200, {
    userId: channel.botUserId,
    basicId: '@000emulator',
    displayName: 'Emulated bot',
    chatMode: 'bot',
    markAsReadMode: 'auto',
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-profile */
function profile({ followers }: EmulatorState, { params }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  const words = new Uint32Array(4);
  if (!readUserWords(userId, words)) return apiError(400, "The value for the 'userId' parameter is invalid");
  const index = followers.indexOf(words);
  if (index === -1 || followers.isBlocked(index)) return NOT_FOUND;
  return json(200, { userId, displayName: `Follower ${index}`, language: 'en' });
}

/**
 * Blocked followers are left out, so a page may hold fewer than its limit. Only for verified and premium accounts.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids
 */
function followerIds(state: EmulatorState, request: LineRequest): Answer {
  const { followers, settings } = state;
  if (!settings.verified) return NOT_AVAILABLE;
  const page = readPage(state, request, { limits: FOLLOWERS_PER_PAGE, total: followers.count });
  if (!page.ok) return page.answer;
  const { first, end, next } = page.value;
  const userIds: string[] = [];
  for (let index = first; index < end; index++) if (!followers.isBlocked(index)) userIds.push(followers.idOf(index));
  return json(200, { userIds, ...next });
}

/** The bot and its followers. */
export const BOT_ROUTES: readonly Route[] = [
  bearer('follower-ids', 'GET', `${BOT}/followers/ids`, followerIds),
  bearer('profile', 'GET', `${BOT}/profile/{userId}`, profile),
  bearer('bot-info', 'GET', `${BOT}/info`, botInfo),
];
