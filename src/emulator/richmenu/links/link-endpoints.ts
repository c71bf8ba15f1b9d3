import { isUserId } from '../../../domain/line/ids.js';
import { type Answer, apiError, json, NOT_FOUND, OK } from '../../http/answer.js';
import { type LineRequest, type Read, readJsonBody } from '../../http/line-request.js';
import { BOT, bearer, type Route } from '../../http/route.js';
import type { EmulatorState } from '../../state/state.js';
import {
  DEFAULT_OF_ANOTHER,
  isMissing,
  MENU_NOT_FOUND,
  MUST_BE_SPECIFIED,
  NO_DEFAULT,
  NO_IMAGE,
  NO_MENU_OF_USER,
  wrongMenuId,
  wrongProperty,
} from '../menu-words.js';
import { isRichMenuId, type RichMenu } from '../menus/rich-menu.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-users */
const MOST_USERS = 500;
const ACCEPTED = json(202, {});
const WRONG_USER_ID = apiError(400, "The value for the 'userId' parameter is invalid");

/** @see https://developers.line.biz/en/reference/messaging-api/#set-default-rich-menu */
function setDefault({ menus }: EmulatorState, request: LineRequest): Answer {
  const menu = displayable(menus.find(request.params['richMenuId'] ?? ''), NOT_FOUND);
  if (!menu.ok) return menu.answer;
  menus.setDefault(menu.value, request.at);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-default-rich-menu-id */
function showDefault({ menus }: EmulatorState): Answer {
  if (menus.default !== null) return json(200, { richMenuId: menus.default.id });
  return menus.hasManagerDefault ? DEFAULT_OF_ANOTHER : NO_DEFAULT;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#clear-default-rich-menu */
function clearDefault({ menus }: EmulatorState, request: LineRequest): Answer {
  menus.setDefault(null, request.at);
  return OK;
}

/** To whom the account is no friend, nothing happens. @see https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-user */
function link({ menus }: EmulatorState, { params, at }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  if (!isUserId(userId)) return WRONG_USER_ID;
  const menu = displayable(menus.find(params['richMenuId'] ?? ''), NOT_FOUND);
  if (!menu.ok) return menu.answer;
  menus.link(userId, menu.value, at);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#unlink-rich-menu-from-user */
function unlink({ menus }: EmulatorState, { params, at }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  if (!isUserId(userId)) return WRONG_USER_ID;
  menus.link(userId, null, at);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-id-of-user */
function showLinked({ menus }: EmulatorState, { params, at }: LineRequest): Answer {
  const userId = params['userId'] ?? '';
  if (!isUserId(userId)) return WRONG_USER_ID;
  const menu = menus.linkedTo(userId, at);
  return menu === null ? NO_MENU_OF_USER : json(200, { richMenuId: menu.id });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-users */
function bulkLink({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const { richMenuId } = read.value;
  const users = usersIn(read.value['userIds']);
  if (!users.ok) return users.answer;
  if (!isRichMenuId(richMenuId)) return wrongMenuId('richMenuId', richMenuId);
  const menu = displayable(menus.find(richMenuId), MENU_NOT_FOUND);
  if (!menu.ok) return menu.answer;
  menus.linkLater(users.value, menu.value, request.at);
  return ACCEPTED;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#unlink-rich-menu-from-users */
function bulkUnlink({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const users = usersIn(read.value['userIds']);
  if (!users.ok) return users.answer;
  menus.linkLater(users.value, null, request.at);
  return ACCEPTED;
}

function usersIn(userIds: unknown): Read<readonly string[]> {
  const refused = (answer: Answer) => ({ ok: false, answer }) as const;
  if (!Array.isArray(userIds))
    return refused(wrongProperty('userIds', isMissing(userIds) ? MUST_BE_SPECIFIED : 'must be an array'));
  if (userIds.length < 1 || MOST_USERS < userIds.length)
    return refused(wrongProperty('userIds', `Size must be between 1 and ${MOST_USERS}`));
  const wrong = userIds.findIndex((userId) => !isUserId(userId));
  if (wrong === -1) return { ok: true, value: userIds };
  // The page shows no line and no column either.
  const where = `The property, 'userIds[${wrong}]', in the request body is invalid (line: -, column: -)`;
  return refused(apiError(400, where));
}

/** A menu that can be shown: it is there, and has its image. */
function displayable(menu: RichMenu | null, notFound: Answer): Read<RichMenu> {
  if (menu === null) return { ok: false, answer: notFound };
  return menu.image === null ? { ok: false, answer: NO_IMAGE } : { ok: true, value: menu };
}

const USER = `${BOT}/user`;

/** Who sees which menu. The default stands before one user's: `all` is no user ID. */
export const LINK_ROUTES: readonly Route[] = [
  bearer('rich-menu-default-set', 'POST', `${USER}/all/richmenu/{richMenuId}`, setDefault),
  bearer('rich-menu-default', 'GET', `${USER}/all/richmenu`, showDefault),
  bearer('rich-menu-default-clear', 'DELETE', `${USER}/all/richmenu`, clearDefault),
  bearer('rich-menu-link', 'POST', `${USER}/{userId}/richmenu/{richMenuId}`, link),
  bearer('rich-menu-of-user', 'GET', `${USER}/{userId}/richmenu`, showLinked),
  bearer('rich-menu-unlink', 'DELETE', `${USER}/{userId}/richmenu`, unlink),
  bearer('rich-menu-bulk-link', 'POST', `${BOT}/richmenu/bulk/link`, bulkLink),
  bearer('rich-menu-bulk-unlink', 'POST', `${BOT}/richmenu/bulk/unlink`, bulkUnlink),
];
