import type { JsonObject } from '../../../messages/engine/shapes.js';
import { isJsonObject } from '../../../text/json-object.js';
import { type CssValue, css, px } from '../../css.js';
import { type DrawPlace, inside } from '../../draw-place.js';
import { at, html, type Markup, styled } from '../../markup.js';
import { textIn } from '../../values.js';
import { element } from '../element.js';
import { sizeOf } from '../measures.js';
import { hasWidth, placed, type Slot } from '../slot.js';
import { gravityOf } from './gravity.js';
import { letterSizeOf, lookOf, ownSizeOf, shrunk, widthInLetters } from './letters.js';

const ALIGNMENTS: ReadonlyMap<unknown, CssValue> = new Map([
  ['start', css`start`],
  ['center', css`center`],
  ['end', css`end`],
]);

/** Draws a text or its spans. @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export function drawText(text: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const shrinks = text['adjustMode'] === 'shrink-to-fit' && text['wrap'] !== true && hasWidth(text, slot);
  const declarations = { ...placed(text, slot), 'justify-content': gravityOf(text), 'max-width': css`100%` };
  const { kind, ...lines } = linesOf(text);
  const size = px(letterSizeOf(text));
  const letters = {
    ...lookOf(text),
    ...lines,
    'font-size': shrinks ? shrunk(size, lengthOf(text)) : size,
    'text-align': ALIGNMENTS.get(text['align']) ?? null,
  };
  return element(
    { kind: shrinks ? 'text fx-shrinks' : 'text', declarations, place, action: text['action'] },
    html`<div class="fx-lines fx-${kind} ${styled(letters)}">${contentOf(text, place, shrinks)}</div>`,
  );
}

/** One line that is cut, all lines, or so many of them. @see https://developers.line.biz/en/docs/messaging-api/flex-message-elements/#text-wrap */
function linesOf({ wrap, maxLines, lineSpacing }: JsonObject) {
  if (wrap !== true) return { kind: 'line' };
  // Only between lines, not above the first and below the last one.
  const gap = { '--fx-gap': sizeOf(lineSpacing, {}) };
  const clamps = typeof maxLines === 'number' && 1 <= maxLines;
  return clamps
    ? { kind: 'clamped', ...gap, '-webkit-line-clamp': css`${Math.floor(maxLines)}` }
    : { kind: 'wrapped', ...gap };
}

function contentOf(text: JsonObject, place: DrawPlace, shrinks: boolean): Markup | readonly Markup[] {
  const spans = spansOf(text);
  if (spans === null) return html`${textIn(text['text'])}`;
  return spans.map((span, index) =>
    drawSpan(span, inside(place, 'contents', index), shrinks ? letterSizeOf(text) : null),
  );
}

/** Spans go before the text beside them. */
function spansOf({ contents }: JsonObject): readonly unknown[] | null {
  return Array.isArray(contents) ? contents : null;
}

/** Draws a span. In a text that shrinks, whose size in CSS pixels is given, its size is a share of that one. */
function drawSpan(span: unknown, place: DrawPlace, shrinking: number | null): Markup {
  if (!isJsonObject(span)) return html`<span class="fx-span" ${at(place)}>${textIn(span)}</span>`;
  const size = ownSizeOf(span);
  const share = size === null || shrinking === null ? null : css`${size / shrinking}em`;
  const letters = { ...lookOf(span), 'font-size': size === null ? null : (share ?? px(size)) };
  return html`<span class="fx-span ${styled(letters)}" ${at(place)}>${textIn(span['text'])}</span>`;
}

/** How many of its letters' sizes a text is wide. */
function lengthOf(text: JsonObject): number {
  const spans = spansOf(text);
  if (spans === null) return widthInLetters(textIn(text['text']) ?? '', text);
  const lengths = spans.filter(isJsonObject).map((span) => {
    const share = (ownSizeOf(span) ?? letterSizeOf(text)) / letterSizeOf(text);
    return widthInLetters(textIn(span['text']) ?? '', { ...text, ...span }) * share;
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}
