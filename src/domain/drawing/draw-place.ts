import { pointerToken } from '../source/pointer.js';

/** Where on the page something is drawn, and how. */
export interface DrawPlace {
  /** JSON pointer, from the root of the document, of the value that is drawn. */
  readonly pointer: string;
  /** Elements of the message around this one. */
  readonly depth: number;
  /** CSS pixels of the chat from edge to edge: one of the widths of `page.ts`. */
  readonly chatWidth: number;
  /** Whether the page may fetch images. Only `imageSource` of `markup.ts` looks at it. */
  readonly loadImages: boolean;
}

/** The place of a value inside: `inside(place, 'contents', 0)`. */
export function inside(place: DrawPlace, ...names: readonly (string | number)[]): DrawPlace {
  const pointer = names.map((name) => `/${pointerToken(String(name))}`).join('');
  return { ...place, pointer: `${place.pointer}${pointer}`, depth: place.depth + 1 };
}
