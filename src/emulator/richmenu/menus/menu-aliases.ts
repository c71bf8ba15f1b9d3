import type { RichMenu } from './rich-menu.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
const MOST_ALIASES = 1000;

/** The names by which the menus of a channel lead to one another. One stays when its menu is gone, and leads nowhere. */
export class MenuAliases {
  readonly #menuIds = new Map<string, string>();

  /** The ID of the menu, which may be gone; null where there is no such alias. */
  menuIdOf(alias: string): string | null {
    return this.#menuIds.get(alias) ?? null;
  }

  all(): readonly { readonly richMenuAliasId: string; readonly richMenuId: string }[] {
    return [...this.#menuIds].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId }));
  }

  /** False where there are as many as there may be. */
  set(alias: string, { id }: RichMenu): boolean {
    if (MOST_ALIASES <= this.#menuIds.size && !this.#menuIds.has(alias)) return false;
    this.#menuIds.set(alias, id);
    return true;
  }

  delete(alias: string): void {
    this.#menuIds.delete(alias);
  }

  /** Everything, as plain data for the state file. */
  toData(): MenuAliasesData {
    return [...this.#menuIds];
  }

  /** Takes over the data of an earlier run. */
  restore(data: MenuAliasesData): void {
    for (const [alias, id] of data) this.#menuIds.set(alias, id);
  }
}

/** The aliases as plain data. */
export type MenuAliasesData = readonly (readonly [alias: string, richMenuId: string])[];
