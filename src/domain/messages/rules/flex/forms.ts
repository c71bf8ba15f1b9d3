import type { Form, TextShape } from '../../engine/shapes.js';
import { text } from '../../engine/table.js';
import { guide } from '../../line-pages.js';

/** Step words of spaces and corners. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#spacing-property */
const SPACE_WORDS = ['none', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl'];
/** Step words of fonts and icons. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#other-component-size */
const SIZE_WORDS = ['xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl'];
const BORDER_WORDS = ['none', 'light', 'normal', 'medium', 'semi-bold', 'bold'];

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#padding-property */
export const PADDING_DOCS = layout('padding-property');

interface Measure {
  readonly words: readonly string[];
  readonly percent: boolean;
  /** Offsets go below zero; padding does too, though its page says otherwise (`checkPadding` warns). */
  readonly negative: boolean;
  readonly docs: string;
}

/** `spacing`. */
export const SPACING = measure({
  words: SPACE_WORDS,
  percent: false,
  negative: false,
  docs: layout('spacing-property'),
});
/** `margin`: pixels or a word, no percentage. */
export const MARGIN = measure({ words: SPACE_WORDS, percent: false, negative: false, docs: layout('margin-property') });
export const PADDING = measure({
  words: SPACE_WORDS,
  percent: true,
  negative: true,
  docs: PADDING_DOCS,
});
export const OFFSET = measure({ words: SPACE_WORDS, percent: true, negative: true, docs: layout('component-offset') });
export const CORNER_RADIUS = measure({ words: SPACE_WORDS, percent: false, negative: false, docs: layout('') });
export const BORDER_WIDTH = measure({ words: BORDER_WORDS, percent: false, negative: false, docs: layout('') });
/** Width and height of a box. */
export const BOX_SIZE = measure({ words: [], percent: true, negative: false, docs: layout('box-width') });
export const IMAGE_SIZE = measure({
  words: [...SIZE_WORDS, 'full'],
  percent: true,
  negative: false,
  docs: layout('image-size'),
});
/** Icon, text and span: pixels or a word, no percentage. */
export const FONT_SIZE = measure({
  words: SIZE_WORDS,
  percent: false,
  negative: false,
  docs: layout('other-component-size'),
});
export const LINE_SPACING = measure({ words: [], percent: false, negative: false, docs: layout('') });

const HEX_COLOR = /^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/;

/** `#RRGGBB` or `#RRGGBBAA` in either case. */
export const COLOR = formOf({
  rule: 'color',
  expected: 'a colour such as #RRGGBB or #RRGGBBAA',
  accepts: (color) => HEX_COLOR.test(color),
});

/** Width and height from 1 to 100000, the height at most three times the width. */
export const ASPECT_RATIO = formOf({
  rule: 'aspect-ratio',
  expected: 'a ratio such as 20:13, both 1 to 100000, the height at most three times the width',
  accepts: (ratio) => {
    const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(ratio) ?? [];
    if (width === undefined || height === undefined) return false;
    return isSide(Number(width)) && isSide(Number(height)) && Number(height) <= 3 * Number(width);
  },
});

/** 0deg up to but without 360deg. */
export const ANGLE = formOf({
  rule: 'angle',
  expected: 'an angle such as 90deg, from 0deg to less than 360deg',
  accepts: (angle) => /^\d+(?:\.\d+)?deg$/.test(angle) && Number.parseFloat(angle) < 360,
});

/** Where the middle colour of a gradient lies. */
export const STOP_POSITION = formOf({
  rule: 'flex-size',
  expected: 'a percentage from 0% to 100%',
  accepts: (position) => /^\d+(?:\.\d+)?%$/.test(position) && Number.parseFloat(position) <= 100,
});

function isSide(side: number): boolean {
  return 1 <= side && side <= 100_000;
}

function formOf(form: Form): TextShape {
  return text(null, { form, empty: 'allowed' });
}

function measure({ words, percent, negative, docs }: Measure): TextShape {
  const ways = [
    'pixels such as 10px',
    ...(percent ? ['a percentage such as 50%'] : []),
    ...(words.length === 0 ? [] : [words.join(', ')]),
  ];
  const units = percent ? '(?:px|%)' : 'px';
  const pattern = new RegExp(
    `^(?:${negative ? '-?' : ''}\\d+(?:\\.\\d+)?${units}${words.map((word) => `|${word}`).join('')})$`,
  );
  const form: Form = { rule: 'flex-size', expected: ways.join(' or '), accepts: (size: string) => pattern.test(size) };
  return text(null, { form, empty: 'allowed', docs });
}

function layout(anchor: string): string {
  return guide(`flex-message-layout/${anchor === '' ? '' : `#${anchor}`}`);
}
