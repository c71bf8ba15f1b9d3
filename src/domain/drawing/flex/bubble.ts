import type { JsonObject } from '../../messages/engine/shapes.js';
import { isJsonObject } from '../../text/json-object.js';
import { type CssValue, colour, css, type Declarations, px } from '../css.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup, styled } from '../markup.js';
import { drawComponent } from './components/component.js';
import { tapOf } from './element.js';
import { BUBBLE_WIDTHS } from './figures.js';
import type { LineVersion } from './line-version.js';
import type { RootPadding, Slot } from './slot.js';

const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;
type Block = (typeof BLOCKS)[number];

/** The default. @see https://developers.line.biz/en/reference/messaging-api/#bubble */
const DEFAULT_SIZE = 'mega';

/** Draws one bubble as a version of LINE shows it. */
export function drawBubble(bubble: JsonObject, place: DrawPlace, version: LineVersion): Markup {
  const size = sizeOfBubble(bubble, version);
  const present = BLOCKS.filter((block) => bubble[block] !== undefined);
  const blocks = present.map((block, index) =>
    drawBlock(block, bubble, inside(place, block), { index, size, version }),
  );
  const kind = `${isSmall(size) ? 'small' : 'large'}${present.includes('body') ? ' fx-has-body' : ''}`;
  const width = styled({ width: px(BUBBLE_WIDTHS.get(size) ?? 0) });
  const direction = bubble['direction'] === 'rtl' ? 'rtl' : 'ltr';
  const tap = tapOf(bubble['action']);
  return tap === null
    ? html`<div class="fx-bubble fx-${kind} ${width}" dir="${direction}" ${at(place)}>${blocks}</div>`
    : html`<div class="fx-bubble fx-${kind} fx-tap ${width}" dir="${direction}" title="${tap}" ${at(place)}>${blocks}</div>`;
}

interface Around {
  /** How many blocks stand above it. */
  readonly index: number;
  readonly size: string;
  readonly version: LineVersion;
}

function drawBlock(block: Block, bubble: JsonObject, place: DrawPlace, { index, size, version }: Around): Markup {
  const [content, contentPlace] = version.showsVideo ? [bubble[block], place] : withoutVideo(bubble[block], place);
  const drawn = drawComponent(content, contentPlace, slotOf(block, size));
  const style = styled(blockStyle(block, bubble, index));
  return html`<div class="fx-${block} fx-block ${style}">${drawn}</div>`;
}

/** What a version that knows no video shows in its place. */
function withoutVideo(content: unknown, place: DrawPlace): readonly [unknown, DrawPlace] {
  if (!isJsonObject(content) || content['type'] !== 'video') return [content, place];
  return [content['altContent'], inside(place, 'altContent')];
}

function slotOf(block: Block, size: string): Slot {
  return { axis: 'column', spacing: null, stretches: true, hasWidth: true, rootPadding: paddingOf(block, size) };
}

/** LINE documents no padding of blocks: see `figures.ts`. */
function paddingOf(block: Block, size: string): RootPadding {
  if (block === 'hero') return { top: 0, sides: 0, bottom: 0 };
  if (block === 'footer' || isSmall(size)) return { top: 10, sides: 10, bottom: 10 };
  if (size === 'kilo') return { top: 13, sides: 13, bottom: 13 };
  return { top: block === 'body' ? 19 : 20, sides: 20, bottom: 20 };
}

function isSmall(size: string): boolean {
  return ['nano', 'micro', 'deca', 'hecto'].includes(size);
}

function sizeOfBubble({ size }: JsonObject, { knowsDecaAndHecto }: LineVersion): string {
  if (typeof size !== 'string' || !BUBBLE_WIDTHS.has(size)) return DEFAULT_SIZE;
  return !knowsDecaAndHecto && (size === 'deca' || size === 'hecto') ? 'kilo' : size;
}

const SEPARATOR: CssValue = css`#d4d6da`;

/** No separator stands above the first block. @see https://developers.line.biz/en/reference/messaging-api/#block-style */
function blockStyle(block: Block, { styles }: JsonObject, index: number): Declarations {
  const style: unknown = isJsonObject(styles) ? styles[block] : null;
  if (!isJsonObject(style)) return {};
  const separates = style['separator'] === true && 0 < index;
  return {
    'background-color': colour(style['backgroundColor']),
    'border-top': separates ? css`1px solid ${colour(style['separatorColor']) ?? SEPARATOR}` : null,
  };
}
