import { actionWords } from '../../domain/drawing/action-words.js';
import { percent } from '../../domain/drawing/css.js';
import { html, type Markup, styled } from '../../domain/drawing/markup.js';
import { textIn } from '../../domain/drawing/values.js';
import type { RichMenuObject } from '../richmenu/menus/rich-menu.js';
import { menuOf } from '../richmenu/switching.js';
import type { EmulatorState } from '../state/state.js';

/** The rich menu that a user sees below the chat; null for none. */
export function menuView(state: EmulatorState, userId: string): Markup | null {
  const displayed = menuOf(state, userId);
  if (displayed === null) return null;
  const menu = displayed.richMenuId === null ? null : state.menus.find(displayed.richMenuId);
  if (menu === null) return html`<p class="menu-bar">A rich menu of LINE Official Account Manager</p>`;
  const { size, chatBarText, name } = menu.object;
  const ratio = percent((size.height / size.width) * 100);
  const image = menu.image === null ? null : html`<img data-menu="${menu.id}" alt="">`;
  return html`<details open><summary class="menu-bar" title="${name}">${chatBarText}</summary><div class="menu ${styled({ 'padding-top': ratio })}">${image}${areasOf(menu.object)}</div></details>`;
}

/** Nothing but the place of an area is seen: what it does is told to who points at it, and to who reads by ear. */
function areasOf({ size, areas }: RichMenuObject): readonly Markup[] {
  return areas.map(({ bounds, action }, index) => {
    const place = styled({
      left: percent((bounds.x / size.width) * 100),
      top: percent((bounds.y / size.height) * 100),
      width: percent((bounds.width / size.width) * 100),
      height: percent((bounds.height / size.height) * 100),
    });
    const words = actionWords(action);
    const label = textIn(action['label']);
    return html`<button type="button" class="area ${place}" data-key="area-${index}" data-area="${index}" title="${words}" aria-label="${label ?? words}"></button>`;
  });
}
