import type { JsonObject } from '../../messages/engine/shapes.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup } from '../markup.js';
import { textIn } from '../values.js';

/** The speech bubble of a text, with the message that it quotes. */
export function bubble(message: JsonObject, content: readonly Markup[], place: DrawPlace): Markup {
  return html`<div class="bubble" ${at(inside(place, 'text'))}>${quoted(message, place)}<span class="said">${content}</span></div>`;
}

/** LINE shows the message that a quote token stands for; which one that is only LINE knows. */
export function quoted({ quoteToken }: JsonObject, place: DrawPlace): Markup | null {
  const token = textIn(quoteToken);
  if (token === null) return null;
  return html`<span class="quoted" ${at(inside(place, 'quoteToken'))} title="${token}">quotes the message of the token ${token.slice(0, 12)}…</span>`;
}

/** Where a person can tap in a plain text. */
const ADDRESS = /(https?:\/\/[^\s<>"']+)/i;

/** A text as a bubble shows it: addresses stand out. */
export function plainText(text: string): readonly Markup[] {
  return text
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? html`<span class="tappable">${part}</span>` : html`${part}`));
}

export interface EmojiIds {
  readonly productId: unknown;
  readonly emojiId: unknown;
}

/** A LINE emoji: its picture is LINE's, so its IDs are shown. */
export function emojiChip({ productId, emojiId }: EmojiIds, place: DrawPlace): Markup {
  const product = textIn(productId) ?? '?';
  const emoji = textIn(emojiId) ?? '?';
  return html`<span class="chip" ${at(place)} title="LINE emoji ${product} / ${emoji}">☺ ${emoji}</span>`;
}

export const BUBBLE_STYLE = `
.bubble{width:fit-content;max-width:var(--bubble);box-sizing:border-box;padding:8px 13px;border-radius:17px;background:var(--said);color:var(--said-ink);font-size:15px;line-height:1.4}
.said{white-space:pre-wrap;overflow-wrap:anywhere}
.quoted{display:block;margin:0 0 6px;padding:0 0 6px;border-bottom:1px solid var(--said-line);color:var(--said-dim);font-size:12px}
.tappable{color:var(--said-link);text-decoration:underline}
.chip{display:inline-block;padding:0 6px;border-radius:8px;background:var(--chip);color:var(--chip-ink);font-size:12px;line-height:1.6;white-space:nowrap;vertical-align:baseline}
`;
