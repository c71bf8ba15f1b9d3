import { isUserId } from '../../domain/line/ids.js';
import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json, NOT_AVAILABLE, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { readPage } from '../http/pages.js';
import { type Addressed, BOT, bearer, control, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { changedBot } from './bot-setting.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids */
const FOLLOWERS_PER_PAGE = { usual: 300, most: 1000 };

/**
 * Messages are marked as read by themselves where the chat is off.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-bot-info
 */
function botInfo({ channel, bot }: EmulatorState): Answer {
  const { basicId, premiumId, displayName, pictureUrl, chatMode } = bot;
  return json(200, {
    userId: channel.botUserId,
    basicId,
    ...given({ premiumId }),
    displayName,
    ...given({ pictureUrl }),
    chatMode,
    markAsReadMode: chatMode === 'chat' ? 'manual' : 'auto',
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-profile */
function profile({ people }: EmulatorState, { params }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  if (!isUserId(userId)) return apiError(400, "The value for the 'userId' parameter is invalid");
  if (!people.showsProfile(userId)) return NOT_FOUND;
  const { displayName, pictureUrl, statusMessage, language } = people.profileOf(userId);
  return json(200, { displayName, userId, ...given({ language, pictureUrl, statusMessage }) });
}

/** Without what is not set: LINE leaves such properties out. */
function given(properties: Readonly<Record<string, string | null>>): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}

/** Sets how the account shows itself, as LINE Official Account Manager does: `{"displayName":"…","chatMode":"chat"}`. */
function setBot({ state }: Addressed, request: LineRequest): Answer {
  const changed = changedBot(state.bot, readControlBody(request) ?? {});
  if (changed === null)
    return apiError(
      400,
      'Give "basicId", "displayName", "premiumId", "pictureUrl" as texts, "chatMode" as "bot" or "chat", "country" as "JP"',
    );
  Object.assign(state.bot, changed);
  return json(200, state.bot);
}

/**
 * Whoever has blocked the account is left out, so a page may hold fewer than its limit. Only for verified and premium accounts.
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
  control('POST', 'bot', setBot),
];
