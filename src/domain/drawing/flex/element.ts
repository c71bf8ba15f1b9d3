import { isJsonObject } from '../../text/json-object.js';
import { actionWords } from '../action-words.js';
import type { Declarations } from '../css.js';
import type { DrawPlace } from '../draw-place.js';
import { at, html, type Markup, styled } from '../markup.js';

interface Element {
  /** The words of its classes behind `fx-`. */
  readonly kind: string;
  readonly declarations: Declarations;
  readonly place: DrawPlace;
  /** What follows a tap; undefined for what takes none. */
  readonly action?: unknown;
}

/** The element of a component, in the flow of its box. */
export function element({ kind, declarations, place, action }: Element, content: Markup | readonly Markup[]): Markup {
  const tap = tapOf(action);
  return tap === null
    ? html`<div class="fx-item fx-${kind} ${styled(declarations)}" ${at(place)}>${content}</div>`
    : html`<div class="fx-item fx-${kind} fx-tap ${styled(declarations)}" title="${tap}" ${at(place)}>${content}</div>`;
}

/** What a tap does, in a line; null where nothing is to be tapped. */
export function tapOf(action: unknown): string | null {
  return isJsonObject(action) ? `Tap: ${actionWords(action)}` : null;
}
