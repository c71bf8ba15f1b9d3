import { inside } from '../draw-place.js';
import { drawContainer } from '../flex/container.js';
import { notesOf } from '../flex/notes.js';
import type { MessageKind } from '../message-kind.js';
import { objectIn, textIn } from '../values.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const FLEX: MessageKind = {
  draw: ({ contents }, place) => drawContainer(objectIn(contents), inside(place, 'contents')),
  notice: ({ altText }) => textIn(altText) ?? '',
  notes: ({ contents }) => notesOf(objectIn(contents)),
};
