import { isJsonObject, type JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';
import type { DisplayedMenu } from './menus/rich-menu-book.js';

/** What becomes of a rich menu switch action, as the bot is told. @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action */
export type MenuSwitch =
  | { readonly newRichMenuAliasId: string; readonly status: 'SUCCESS' }
  | { readonly status: 'RICHMENU_ALIAS_ID_NOTFOUND' | 'RICHMENU_NOTFOUND' | 'FAILED' };

/** The rich menu that the user sees, a friend or not; null for none. */
export function menuOf({ menus, clock }: EmulatorState, userId: string): DisplayedMenu | null {
  return menus.displayedTo(userId, clock.now());
}

/** The user taps an area that leads to the menu of this alias: it becomes the user's own. */
export function switchMenu({ menus, clock }: EmulatorState, userId: string, alias: string): MenuSwitch {
  const richMenuId = menus.aliases.menuIdOf(alias);
  if (richMenuId === null) return { status: 'RICHMENU_ALIAS_ID_NOTFOUND' };
  const menu = menus.find(richMenuId);
  if (menu === null) return { status: 'RICHMENU_NOTFOUND' };
  return menus.link(userId, menu, clock.now())
    ? { newRichMenuAliasId: alias, status: 'SUCCESS' }
    : { status: 'FAILED' };
}

/**
 * The postback of a rich menu switch, after the switch happened: what it says of it is so. An alias that there is not is
 * left as the event says it, so that a bot can be told of menus that nobody made. Other events pass as they are.
 */
export function switchedEvent(state: EmulatorState, event: JsonObject): JsonObject {
  const { type, postback, source } = event;
  if (type !== 'postback' || !isJsonObject(postback) || !isJsonObject(postback['params'])) return event;
  const { newRichMenuAliasId: alias, status = 'SUCCESS' } = postback['params'];
  const userId = isJsonObject(source) ? source['userId'] : null;
  if (typeof alias !== 'string' || typeof userId !== 'string' || status !== 'SUCCESS') return event;
  if (state.menus.aliases.menuIdOf(alias) === null) return event;
  return { ...event, postback: { ...postback, params: switchMenu(state, userId, alias) } };
}
