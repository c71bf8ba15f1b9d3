/**
 * Pixels of what Flex names with words. LINE documents the order of the words and no pixels: these are working
 * figures, chosen to look like its apps, and `notes.ts` says so on the page.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/
 */
export type Words = ReadonlyMap<string, number>;

/** `spacing`, `margin`, padding, offsets and corners. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#spacing-property */
export const SPACES = words({ none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 });

/** Borders. @see https://developers.line.biz/en/reference/messaging-api/#box */
export const BORDERS = words({ none: 0, light: 0.5, normal: 1, medium: 2, 'semi-bold': 3, bold: 4 });

/** Letters and icons. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#other-component-size */
export const LETTER_SIZES = words({
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  '3xl': 35,
  '4xl': 48,
  '5xl': 74,
});

/** Widths of images, without `full`. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#image-size */
export const IMAGE_SIZES = words({
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  '3xl': 180,
  '4xl': 200,
  '5xl': 220,
});

/** Bubbles, where the chat is wide enough. @see https://developers.line.biz/en/reference/messaging-api/#bubble */
export const BUBBLE_WIDTHS = words({ nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 500 });

/** Buttons. @see https://developers.line.biz/en/reference/messaging-api/#button */
export const BUTTON_HEIGHTS = words({ sm: 40, md: 52 });

function words(pixels: Readonly<Record<string, number>>): Words {
  return new Map(Object.entries(pixels));
}
