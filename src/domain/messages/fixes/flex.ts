import { isJsonObject } from '../../text/json-object.js';
import type { JsonObject } from '../engine/shapes.js';
import type { Edit } from './edit.js';
import type { Fix, Fixer } from './fix.js';
import type { Place } from './place.js';

const MAX_ALT_TEXT = 400;

/** A Flex container as the simulator exports it, or without all of the message around it, put into a message. */
export const wrapContainer: Fixer = (_finding, { value, pointer }) => {
  if (Array.isArray(value)) {
    const edits: readonly Edit[] = [{ do: 'wrap', at: pointer, members: { type: 'carousel' }, under: 'contents' }];
    return { kind: 'mechanical', says: 'the bubbles put into a carousel', edits };
  }
  if (!isJsonObject(value)) return null;
  const says = 'put into a Flex Message';
  if (isContainer(value)) {
    return wordsFix(says, value, (altText) => [
      { do: 'wrap', at: pointer, members: { type: 'flex', altText }, under: 'contents' },
    ]);
  }
  if (Object.hasOwn(value, 'altText')) {
    return {
      kind: 'mechanical',
      says: 'the type of a Flex Message',
      edits: [{ do: 'add', at: pointer, members: { type: 'flex' } }],
    };
  }
  return wordsFix(says, value, (altText) => [{ do: 'add', at: pointer, members: { type: 'flex', altText } }]);
};

const TEMPLATES: readonly unknown[] = ['buttons', 'confirm', 'carousel', 'image_carousel'];

/** A template put into the message that it belongs in. */
export const wrapTemplate: Fixer = (_finding, { value, around }) => {
  const template = around?.value;
  if (around === null || !TEMPLATES.includes(value) || !isJsonObject(template)) return null;
  return wordsFix('put into a template message', template, (altText) => [
    { do: 'wrap', at: around.pointer, members: { type: 'template', altText }, under: 'template' },
  ]);
};

function wordsFix(says: string, read: JsonObject, edits: (altText: string) => readonly Edit[]): Fix {
  return { kind: 'words', says, words: firstText(read), edits };
}

function isContainer({ type }: JsonObject): boolean {
  return type === 'bubble' || type === 'carousel';
}

/** What people would read first, on one line; null where there is nothing to read. */
function firstText(value: unknown): string | null {
  if (Array.isArray(value)) return firstOfAll(value);
  if (!isJsonObject(value)) return null;
  const { type, text } = value;
  const isText = type === undefined || ['text', 'span', ...TEMPLATES].includes(type);
  if (isText && typeof text === 'string' && text.trim() !== '') {
    return text.trim().replace(/\s+/g, ' ').slice(0, MAX_ALT_TEXT);
  }
  return firstOfAll(['header', 'hero', 'body', 'contents', 'columns', 'footer'].map((name) => value[name]));
}

function firstOfAll(values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = firstText(value);
    if (text !== null) return text;
  }
  return null;
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#margin-property */
const SPACER_SIZES = ['xs', 'sm', 'md', 'lg', 'xl', 'xxl'];
const DEFAULT_SPACER = 'md';
const WITHOUT_MARGIN: readonly unknown[] = ['filler', 'spacer'];

/** A spacer among the components of a box. */
interface Spacer {
  readonly pointer: string;
  readonly isFirst: boolean;
  readonly isSized: boolean;
  readonly size: string;
  readonly isHorizontal: boolean;
  /** The component behind it; null where it is the last. */
  readonly next: JsonObject | null;
  readonly nextPointer: string;
}

/**
 * A spacer, which LINE discontinued, as an empty box with the same room before it; at the beginning of a box, where LINE
 * ignores a margin, the room comes from the margin of the next component.
 */
export const replaceSpacer: Fixer = (_finding, place) => {
  const spacer = place.value === 'spacer' ? readSpacer(place.around) : null;
  const nextEdits = spacer === null ? null : editsOfNext(spacer);
  if (spacer === null || nextEdits === null) return null;
  const edits = [...editsOfSpacer(spacer), ...nextEdits];
  return { kind: 'mechanical', says: 'an empty box with a margin for the spacer that LINE has no longer', edits };
};

function readSpacer(place: Place | null): Spacer | null {
  const list = place?.around ?? null;
  const box = list?.around?.value;
  if (place === null || list === null || !isJsonObject(place.value) || !isJsonObject(box)) return null;
  const { type: _type, size = DEFAULT_SPACER, ...others } = place.value;
  const { layout } = box;
  const components: unknown = list.value;
  const isKnown = typeof size === 'string' && SPACER_SIZES.includes(size) && Object.keys(others).length === 0;
  if (!isKnown || !Array.isArray(components) || (layout !== 'vertical' && layout !== 'horizontal')) return null;
  const index = Number(place.name);
  const next: unknown = components[index + 1];
  return {
    pointer: place.pointer,
    isFirst: index === 0,
    isSized: Object.hasOwn(place.value, 'size'),
    size,
    isHorizontal: layout === 'horizontal',
    next: isJsonObject(next) ? next : null,
    nextPointer: `${list.pointer}/${index + 1}`,
  };
}

function editsOfSpacer({ pointer, isFirst, isSized, size, isHorizontal }: Spacer): readonly Edit[] {
  const members = { layout: 'vertical', contents: [], ...(isHorizontal ? { flex: 0 } : {}) };
  const type: Edit = { do: 'set', at: `${pointer}/type`, value: 'box' };
  if (isFirst) {
    if (!isSized) return [type, { do: 'add', at: pointer, members }];
    const { layout, ...others } = members;
    const size: readonly Edit[] = [
      { do: 'set', at: `${pointer}/size`, value: layout },
      { do: 'rename', at: `${pointer}/size`, to: 'layout' },
    ];
    return [type, ...size, { do: 'add', at: pointer, members: others }];
  }
  if (!isSized) return [type, { do: 'add', at: pointer, members: { ...members, margin: size } }];
  return [type, { do: 'rename', at: `${pointer}/size`, to: 'margin' }, { do: 'add', at: pointer, members }];
}

/** The room behind the box is what the spacer left: none, or all of it at the beginning. Null where that cannot be said. */
function editsOfNext({ isFirst, size, next, nextPointer }: Spacer): readonly Edit[] | null {
  if (next === null) return isFirst ? null : [];
  if (Object.hasOwn(next, 'margin')) return isFirst ? null : [];
  if (WITHOUT_MARGIN.includes(next['type'])) return null;
  return [{ do: 'add', at: nextPointer, members: { margin: isFirst ? size : 'none' } }];
}
