import { type Answer, apiError, json, OK } from '../../http/answer.js';
import { type LineRequest, type Read, readJsonBody } from '../../http/line-request.js';
import { BOT, bearer, type Route } from '../../http/route.js';
import type { EmulatorState } from '../../state/state.js';
import {
  ALIAS_CONFLICT,
  ALIAS_NOT_FOUND,
  isMissing,
  MUST_BE_SPECIFIED,
  NO_MENU_FOR_ALIAS,
  TOO_MANY_ALIASES,
  wrongMenuId,
  wrongProperty,
} from '../menu-words.js';
import { isRichMenuId, type RichMenu } from './rich-menu.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
const ALIAS_ID = /^[a-z0-9_-]{1,32}$/;
/** LINE shows no words of its own; these are of the parameters of other endpoints. */
const WRONG_ALIAS_ID = apiError(400, "The value for the 'richMenuAliasId' parameter is invalid");

/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
function create({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const { richMenuAliasId, richMenuId } = read.value;
  if (typeof richMenuAliasId !== 'string' || !ALIAS_ID.test(richMenuAliasId))
    return wrongProperty('richMenuAliasId', isMissing(richMenuAliasId) ? MUST_BE_SPECIFIED : 'invalid richMenuAliasId');
  const menu = aliasable({ menus }, richMenuId);
  if (!menu.ok) return menu.answer;
  if (menus.aliases.menuIdOf(richMenuAliasId) !== null) return ALIAS_CONFLICT;
  return menus.aliases.set(richMenuAliasId, menu.value) ? OK : TOO_MANY_ALIASES;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#update-rich-menu-alias */
function update({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const alias = aliasIn({ menus }, request);
  if (!alias.ok) return alias.answer;
  const menu = aliasable({ menus }, read.value['richMenuId']);
  if (!menu.ok) return menu.answer;
  menus.aliases.set(alias.value.richMenuAliasId, menu.value);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-alias-by-id */
function show({ menus }: EmulatorState, request: LineRequest): Answer {
  const alias = aliasIn({ menus }, request);
  return alias.ok ? json(200, alias.value) : alias.answer;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#delete-rich-menu-alias */
function remove({ menus }: EmulatorState, request: LineRequest): Answer {
  const alias = aliasIn({ menus }, request);
  if (!alias.ok) return alias.answer;
  menus.aliases.delete(alias.value.richMenuAliasId);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-alias-list */
function list({ menus }: EmulatorState): Answer {
  return json(200, { aliases: menus.aliases.all() });
}

type Menus = Pick<EmulatorState, 'menus'>;

function aliasIn(
  { menus }: Menus,
  { params }: LineRequest,
): Read<{ readonly richMenuAliasId: string; readonly richMenuId: string }> {
  const richMenuAliasId = params['richMenuAliasId'] ?? '';
  if (!ALIAS_ID.test(richMenuAliasId)) return { ok: false, answer: WRONG_ALIAS_ID };
  const richMenuId = menus.aliases.menuIdOf(richMenuAliasId);
  if (richMenuId === null) return { ok: false, answer: ALIAS_NOT_FOUND };
  return { ok: true, value: { richMenuAliasId, richMenuId } };
}

function aliasable({ menus }: Menus, richMenuId: unknown): Read<RichMenu> {
  if (!isRichMenuId(richMenuId)) return { ok: false, answer: wrongMenuId('richMenuId', richMenuId) };
  const menu = menus.find(richMenuId);
  return menu === null || menu.image === null ? { ok: false, answer: NO_MENU_FOR_ALIAS } : { ok: true, value: menu };
}

const ALIASES = `${BOT}/richmenu/alias`;

/** Names by which menus lead to one another. */
export const ALIAS_ROUTES: readonly Route[] = [
  bearer('rich-menu-alias-create', 'POST', ALIASES, create),
  bearer('rich-menu-alias-list', 'GET', `${ALIASES}/list`, list),
  bearer('rich-menu-alias', 'GET', `${ALIASES}/{richMenuAliasId}`, show),
  bearer('rich-menu-alias-update', 'POST', `${ALIASES}/{richMenuAliasId}`, update),
  bearer('rich-menu-alias-delete', 'DELETE', `${ALIASES}/{richMenuAliasId}`, remove),
];
