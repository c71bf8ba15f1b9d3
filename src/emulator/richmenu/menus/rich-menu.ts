import type { JsonObject } from '../../http/line-request.js';
import { mix32, streamOf } from '../../seeded-hash.js';

const WORD_KEYS = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const;
const MENU_ID = /^richmenu-[0-9a-f]{32}$/;

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rich menu as it was created. @see https://developers.line.biz/en/reference/messaging-api/#rich-menu-response-object */
export interface RichMenuObject {
  readonly size: { readonly width: number; readonly height: number };
  readonly selected: boolean;
  readonly name: string;
  readonly chatBarText: string;
  readonly areas: readonly { readonly bounds: Bounds; readonly action: JsonObject }[];
}

export interface MenuImage {
  readonly contentType: string;
  /** As it came, in base64: a book holds plain data. */
  readonly base64: string;
}

/** One rich menu of a channel. Times are emulator time in milliseconds. */
export interface RichMenu {
  /** From 1, never used again: by it the rest of the emulator knows the menu. */
  readonly number: number;
  readonly id: string;
  readonly createdAt: number;
  readonly object: RichMenuObject;
  image: MenuImage | null;
}

/** The ID of the channel's menu with this number: the same in each run. */
export function richMenuIdOf(number: number, channelId: string, seed: number): string {
  const salt = mix32(seed ^ streamOf(`rich menus of channel ${channelId}`));
  const words = WORD_KEYS.map((key) =>
    mix32(mix32(number ^ key) ^ salt)
      .toString(16)
      .padStart(8, '0'),
  );
  return `richmenu-${words.join('')}`;
}

/** Whether it has the form of a rich menu ID; one of another form is invalid rather than unknown. */
export function isRichMenuId(value: unknown): value is string {
  return typeof value === 'string' && MENU_ID.test(value);
}

/** What is kept of a body that the rules have found right; properties that LINE does not know are dropped, as it does. */
export function richMenuFrom(body: JsonObject): RichMenuObject {
  const size = at(body, 'size');
  const areas: readonly unknown[] = Array.isArray(body['areas']) ? body['areas'] : [];
  return {
    size: { width: Number(size['width']), height: Number(size['height']) },
    selected: body['selected'] === true,
    name: String(body['name']),
    chatBarText: String(body['chatBarText']),
    areas: areas.map((area) => {
      const bounds = at(area, 'bounds');
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(bounds[name]));
      return { bounds: { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 }, action: at(area, 'action') };
    }),
  };
}

function at(value: unknown, name: string): JsonObject {
  const inside: unknown = Reflect.get(Object(value), name);
  return Object(inside);
}
