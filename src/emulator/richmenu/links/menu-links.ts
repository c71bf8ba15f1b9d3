import type { MenuDisplays } from './menu-displays.js';

/** Which rich menu each user is linked to. Only who is linked costs anything: two numbers in a map. */
export class MenuLinks {
  /** The number of the menu by follower index. Those of menus that are gone stay until somebody looks. */
  readonly #menus = new Map<number, number>();
  /** How many are linked to each menu that is there. */
  readonly #counts = new Map<number, number>();

  constructor(private readonly displays: MenuDisplays) {}

  /** How many users are linked to a menu that is there. */
  get size(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The number of the menu; null where the user has none, or one that is gone. */
  of(index: number): number | null {
    const menu = this.#menus.get(index);
    return menu === undefined || !this.#counts.has(menu) ? null : menu;
  }

  /** Links the user to this menu alone; null unlinks. */
  set(index: number, menu: number | null, at: number): void {
    const before = this.of(index);
    if (before !== null) this.#count(before, -1, at);
    if (menu === null) this.#menus.delete(index);
    else {
      this.#menus.set(index, menu);
      this.#count(menu, 1, at);
    }
  }

  /** From now on there is such a menu. */
  begin(menu: number): void {
    this.#counts.set(menu, 0);
  }

  /** The menu is gone, and with it every link to it. */
  end(menu: number): void {
    this.#counts.delete(menu);
  }

  /** Calls back with everybody who is linked; links may be set meanwhile. */
  forEach(visit: (index: number, menu: number) => void): void {
    for (const [index, menu] of this.#menus) if (this.#counts.has(menu)) visit(index, menu);
  }

  #count(menu: number, change: number, at: number): void {
    const count = (this.#counts.get(menu) ?? 0) + change;
    this.#counts.set(menu, count);
    this.displays.linked(menu, count, at);
  }

  /** Follower index and menu number in turn. */
  toData(): Uint32Array {
    const pairs = new Uint32Array(2 * this.size);
    let place = 0;
    this.forEach((index, menu) => {
      pairs[place] = index;
      pairs[place + 1] = menu;
      place += 2;
    });
    return pairs;
  }

  /** Takes over the links of an earlier run, after `begin` for each of its menus. */
  restore(index: number, menu: number): void {
    const count = this.#counts.get(menu);
    if (count === undefined) return;
    this.#menus.set(index, menu);
    this.#counts.set(menu, count + 1);
  }
}
