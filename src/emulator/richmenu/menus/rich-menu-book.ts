import type { Followers } from '../../bot/followers.js';
import type { ChannelIdentity } from '../../channel.js';
import type { EmulatorSettings } from '../../settings.js';
import { MenuBatches, type MenuBatchesData, type MenuChange } from '../batch/menu-batches.js';
import { MenuDisplays, type MenuDisplaysData } from '../links/menu-displays.js';
import { MenuLinks } from '../links/menu-links.js';
import { MenuAliases, type MenuAliasesData } from './menu-aliases.js';
import { type MenuImage, type RichMenu, type RichMenuObject, richMenuIdOf } from './rich-menu.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu */
const MOST_MENUS = 1000;

/** A rich menu that users see in place of one with a lower rank. */
export interface DisplayedMenu {
  /** Null for the one of LINE Official Account Manager: the Messaging API does not know its ID. */
  readonly richMenuId: string | null;
  readonly setBy: 'user' | 'default' | 'manager';
}

/** The rich menus of a channel, their aliases, and who sees which. */
export class RichMenuBook {
  readonly aliases = new MenuAliases();
  readonly displays = new MenuDisplays();
  readonly links = new MenuLinks(this.displays);
  readonly batches: MenuBatches;
  readonly #menus = new Map<number, RichMenu>();
  readonly #numbers = new Map<string, number>();
  #next = 1;
  #default: number | null = null;
  /** LINE Official Account Manager has a default of its own, which the one of the Messaging API goes before. */
  hasManagerDefault = false;

  constructor(
    private readonly followers: Followers,
    private readonly channel: ChannelIdentity,
    private readonly settings: Pick<EmulatorSettings, 'seed' | 'menuBatchMs' | 'followers'>,
  ) {
    const { seed, menuBatchMs } = settings;
    this.batches = new MenuBatches(this.links, (number) => this.#menus.has(number), menuBatchMs, seed);
  }

  /** Null where there are as many as there may be. */
  create(object: RichMenuObject, now: number): RichMenu | null {
    if (MOST_MENUS <= this.#menus.size) return null;
    const menu = this.#add({
      number: this.#next,
      id: richMenuIdOf(this.#next, this.channel.id, this.settings.seed),
      createdAt: now,
      object,
      image: null,
    });
    this.displays.begin(menu.number);
    this.#next += 1;
    return menu;
  }

  #add(menu: RichMenu): RichMenu {
    this.#menus.set(menu.number, menu);
    this.#numbers.set(menu.id, menu.number);
    this.links.begin(menu.number);
    return menu;
  }

  find(id: string): RichMenu | null {
    return this.#menus.get(this.#numbers.get(id) ?? 0) ?? null;
  }

  /** In the order in which they were created. */
  all(): readonly RichMenu[] {
    return [...this.#menus.values()];
  }

  setImage(menu: RichMenu, image: MenuImage): void {
    menu.image = image;
  }

  /** Its links and its being the default go with it; an alias stays, and leads nowhere. */
  delete({ number, id }: RichMenu, now: number): void {
    this.batches.settle(now);
    this.#menus.delete(number);
    this.#numbers.delete(id);
    this.links.end(number);
    this.displays.end(number);
    if (this.#default === number) this.#default = null;
  }

  /** The default set with the Messaging API. */
  get default(): RichMenu | null {
    return this.#default === null ? null : (this.#menus.get(this.#default) ?? null);
  }

  setDefault(menu: RichMenu | null, now: number): void {
    this.batches.settle(now);
    if (this.#default !== null) this.displays.asDefault(this.#default, 0, now);
    this.#default = menu?.number ?? null;
    if (menu === null) return;
    const users = Math.max(0, this.followers.friendCount() - this.links.size);
    this.displays.asDefault(menu.number, users, now);
  }

  /** The menu that the user is linked to; null where there is none. */
  linkedTo(userId: string, now: number): RichMenu | null {
    this.batches.settle(now);
    const index = this.followers.indexOfId(userId);
    const number = index === -1 ? null : this.links.of(index);
    return number === null ? null : (this.#menus.get(number) ?? null);
  }

  /** Links a friend to the menu, or to none. Nothing happens to others; false for them. */
  link(userId: string, menu: RichMenu | null, now: number): boolean {
    this.batches.settle(now);
    const index = this.#friend(userId);
    if (index === null) return false;
    this.batches.spare(index);
    this.links.set(index, menu?.number ?? null, now);
    return true;
  }

  /** Links all who are friends, in a while. */
  linkLater(userIds: readonly string[], menu: RichMenu | null, now: number): void {
    this.batches.settle(now);
    const users = userIds.flatMap((userId) => this.#friend(userId) ?? []);
    const changes = [{ from: null, to: menu?.number ?? null }];
    this.batches.begin({ requestId: null, resumeKey: null, users, changes }, now);
  }

  /** Does so with everybody who is linked to a menu of `changes`, in a while. */
  changeLater(
    changes: readonly MenuChange[],
    { requestId, resumeKey }: { readonly requestId: string; readonly resumeKey: string | null },
    now: number,
  ): void {
    this.batches.settle(now);
    this.batches.begin({ requestId, resumeKey, users: null, changes }, now);
  }

  /** What the user sees, whether a friend or not; null for nothing. @see https://developers.line.biz/en/docs/messaging-api/rich-menus-overview/#rich-menu-display */
  displayedTo(userId: string, now: number): DisplayedMenu | null {
    const linked = this.linkedTo(userId, now);
    if (linked !== null) return { richMenuId: linked.id, setBy: 'user' };
    if (this.default !== null) return { richMenuId: this.default.id, setBy: 'default' };
    return this.hasManagerDefault ? { richMenuId: null, setBy: 'manager' } : null;
  }

  #friend(userId: string): number | null {
    const index = this.followers.indexOfId(userId);
    return index === -1 || this.followers.isBlocked(index) ? null : index;
  }

  /** Everything, as plain data for the state file. */
  toData(): RichMenusData {
    const links = this.links.toData();
    return {
      next: this.#next,
      menus: [...this.#menus.values()],
      default: this.#default,
      hasManagerDefault: this.hasManagerDefault,
      aliases: this.aliases.toData(),
      followers: this.settings.followers,
      links: Buffer.from(links.buffer, links.byteOffset, links.byteLength).toString('base64'),
      displays: this.displays.toData(),
      batches: this.batches.toData(),
    };
  }

  /** Takes over the data of an earlier run, whose number of followers at the start may have been another. */
  restore(data: RichMenusData): void {
    this.#next = data.next;
    for (const menu of data.menus) this.#add({ ...menu });
    this.#default = data.default;
    this.hasManagerDefault = data.hasManagerDefault;
    this.aliases.restore(data.aliases);
    const bytes = Uint8Array.from(Buffer.from(data.links, 'base64'));
    const pairs = new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Uint32Array.BYTES_PER_ELEMENT));
    const { followers } = this.settings;
    for (let place = 0; place < pairs.length; place += 2) {
      const index = pairs[place] ?? 0;
      // Whoever came after the start stands behind the others, however many those are.
      const here = index < data.followers ? index : index - data.followers + followers;
      if (index < followers || data.followers <= index) this.links.restore(here, pairs[place + 1] ?? 0);
    }
    this.displays.restore(data.displays);
    this.batches.restore(data.batches);
  }
}

/** The rich menus as plain data. */
export interface RichMenusData {
  readonly next: number;
  readonly menus: readonly RichMenu[];
  readonly default: number | null;
  readonly hasManagerDefault: boolean;
  readonly aliases: MenuAliasesData;
  /** How many followers there were at the start. */
  readonly followers: number;
  /** Follower index and menu number in turn: 32-bit numbers in base64. */
  readonly links: string;
  readonly displays: readonly MenuDisplaysData[];
  readonly batches: MenuBatchesData;
}
