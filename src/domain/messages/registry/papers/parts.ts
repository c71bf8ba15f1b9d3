/** Parts of messages that the examples are put together from. */

/** A document of somebody's: none of the hosts and IDs of the examples exist. */
export const IMAGE_URL = 'https://example.com/spring.jpg';
export const SHOP_URL = 'https://example.com/shop';
export const USER_ID = `U${'0123456789abcdef'.repeat(2)}`;
export const GROUP_ID = `C${'0123456789abcdef'.repeat(2)}`;

/** One grapheme cluster of seven code points, and as many as it takes to be within a limit by the one and beyond by the other. */
export const FAMILY = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';

export const openShop = { type: 'uri', label: 'To the shop', uri: SHOP_URL } as const;
export const hello = { type: 'text', text: 'Hello' } as const;

export function text(more: object): object {
  return { ...hello, ...more };
}

export function textV2(written: string, substitution: object): object {
  return { type: 'textV2', text: written, substitution };
}

export function withQuickReply(...actions: readonly object[]): object {
  return text({ quickReply: { items: actions.map((action) => ({ type: 'action', action })) } });
}

export function template(of: object): object {
  return { type: 'template', altText: 'Spring sale', template: of };
}

export function buttons(actions: readonly object[], more: object = {}): object {
  return template({ type: 'buttons', text: 'Spring sale', actions, ...more });
}

export function carousel(...columns: readonly object[]): object {
  return template({ type: 'carousel', columns });
}

export function column(more: object = {}): object {
  return { text: 'Tulips', actions: [openShop], ...more };
}

export function flex(contents: object): object {
  return { type: 'flex', altText: 'Spring sale', contents };
}

export function box(contents: readonly object[], more: object = {}): object {
  return { type: 'box', layout: 'vertical', contents, ...more };
}

export function label(more: object = {}): object {
  return { type: 'text', text: 'Tulips', ...more };
}

/** A bubble whose body is a box of these. */
export function bubble(contents: readonly object[], more: object = {}): object {
  return flex({ type: 'bubble', body: box(contents, more) });
}

export function image(originalContentUrl: unknown = IMAGE_URL): object {
  return { type: 'image', originalContentUrl, previewImageUrl: IMAGE_URL };
}

/** A Flex component. */
export function picture(more: object = {}): object {
  return { type: 'image', url: IMAGE_URL, ...more };
}

export function imagemap(more: object = {}): object {
  return {
    type: 'imagemap',
    baseUrl: 'https://example.com/spring',
    altText: 'Spring sale',
    baseSize: { width: 1040, height: 1040 },
    actions: [{ type: 'uri', linkUri: SHOP_URL, area: { x: 0, y: 0, width: 520, height: 1040 } }],
    ...more,
  };
}

export function body(more: object): object {
  return { ...more, messages: [hello] };
}

/** As many of it under the keys k0, k1 and so on. */
export function numbered(count: number, of: object): object {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, of]));
}

/** `{k0}{k1}` and so on. */
export function placeholders(count: number): string {
  return Array.from({ length: count }, (_, n) => `{k${n}}`).join('');
}

export function times<Item>(count: number, item: Item): readonly Item[] {
  return Array.from({ length: count }, () => item);
}
