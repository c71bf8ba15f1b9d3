import type { JsonObject } from '../messages/engine/shapes.js';
import type { DrawPlace } from './draw-place.js';
import type { Markup } from './markup.js';

/** Something that a page cannot show as it is. */
export interface Note {
  readonly text: string;
  /** LINE's page; null where none says it. */
  readonly link: string | null;
}

/** A type of message as it is drawn. Whatever the message holds, nothing here throws. */
export interface MessageKind {
  /** What stands in the chat. */
  draw(message: JsonObject, place: DrawPlace): Markup;
  /** What a notification says; null where LINE puts it into words of its own. */
  notice(message: JsonObject): string | null;
  /** Where the app draws differently, or what only it can draw. */
  notes(message: JsonObject): readonly Note[];
}
