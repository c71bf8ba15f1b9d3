import { type JsonObject, MAX_OBJECT_DEPTH } from '../../messages/engine/shapes.js';
import { guide, reference } from '../../messages/line-pages.js';
import { isJsonObject } from '../../text/json-object.js';
import { listIn, textIn } from '../values.js';

/** Where LINE draws differently by device, version or setting, or does not document how it draws. */
export interface DrawingNote {
  /** Names the note; stays the same. */
  readonly rule: string;
  readonly text: string;
  /** LINE's page. */
  readonly link: string;
}

/** The notes of what occurs in a container, in a fixed order, each once. */
export function notesOf(container: JsonObject): readonly DrawingNote[] {
  const occurring = new Set(ALWAYS);
  walk(container, null, 0, (element, parent) => {
    for (const note of NOTES) if (note.occursIn(element, parent)) occurring.add(note);
  });
  return [...occurring].map(({ rule, text, link }) => ({ rule, text, link }));
}

type Visit = (element: JsonObject, parent: JsonObject | null) => void;

/** Follows only what can hold an element, and no deeper than is drawn. */
function walk(element: unknown, parent: JsonObject | null, depth: number, visit: Visit): void {
  if (!isJsonObject(element) || MAX_OBJECT_DEPTH < depth) return;
  visit(element, parent);
  for (const name of ['header', 'hero', 'body', 'footer', 'altContent']) walk(element[name], element, depth + 1, visit);
  for (const child of listIn(element['contents'])) walk(child, element, depth + 1, visit);
}

const ENVIRONMENT = guide('using-flex-messages/#operating-environment');

const ALWAYS: readonly DrawingNote[] = [
  {
    rule: 'environment',
    text: 'The same Flex Message may look different by operating system, version of LINE, resolution, language and font.',
    link: guide('using-flex-messages/'),
  },
  {
    rule: 'pixels',
    text: 'LINE documents the order of the size words and how boxes share space, not pixels: those of the words, of bubbles, of the padding of blocks and of buttons are working figures.',
    link: guide('flex-message-layout/'),
  },
  {
    rule: 'dark-mode',
    text: 'LINE documents no colours of Flex Messages in dark mode: the bubble keeps those of the message, on white.',
    link: guide('using-flex-messages/'),
  },
];

interface OccurringNote extends DrawingNote {
  readonly occursIn: (element: JsonObject, parent: JsonObject | null) => boolean;
}

const NOTES: readonly OccurringNote[] = [
  {
    rule: 'deca-hecto',
    text: 'Below LINE 13.6.0, and 7.17.0 for PC, deca and hecto bubbles have the size kilo.',
    link: ENVIRONMENT,
    occursIn: ({ type, size }) => type === 'bubble' && (size === 'deca' || size === 'hecto'),
  },
  {
    rule: 'video',
    text: 'Below LINE 11.22.0, and 7.7.0 for PC, altContent stands in place of the video. Whether it plays by itself is a setting of the user, and it never does on a PC; a very wide or tall one may be cropped.',
    link: guide('create-flex-message-including-video/'),
    occursIn: ({ type }) => type === 'video',
  },
  {
    rule: 'max-size',
    text: 'maxWidth and maxHeight have no effect below LINE 11.22.0, and 7.7.0 for PC.',
    link: ENVIRONMENT,
    occursIn: ({ type, maxWidth, maxHeight }) => type === 'box' && (maxWidth !== undefined || maxHeight !== undefined),
  },
  {
    rule: 'line-spacing',
    text: 'lineSpacing has no effect below LINE 11.22.0, and 7.7.0 for PC.',
    link: ENVIRONMENT,
    occursIn: ({ type, lineSpacing }) => type === 'text' && lineSpacing !== undefined,
  },
  {
    rule: 'scaling',
    text: 'With scaling, letters and icons follow the font size setting of the app, from LINE 13.6.0 and 7.17.0 for PC on. Here they have the size that is written.',
    link: guide('flex-message-layout/#size-scaling'),
    occursIn: ({ scaling }) => scaling === true,
  },
  {
    rule: 'adjust-mode',
    text: 'shrink-to-fit is best effort: it may work differently, or not at all, by platform. Here the width of the letters is estimated.',
    link: guide('flex-message-layout/#adjusts-fontsize-to-fit'),
    occursIn: ({ adjustMode }) => adjustMode === 'shrink-to-fit',
  },
  {
    rule: 'max-lines',
    text: 'Where a text reaches its maxLines depends on the font of the device, and with scaling on its font size.',
    link: reference('f-text'),
    occursIn: ({ type, maxLines }) => type === 'text' && typeof maxLines === 'number' && 0 < maxLines,
  },
  {
    rule: 'last-line-break',
    text: 'A line break at the end of a text may be drawn differently by environment.',
    link: guide('flex-message-elements/#text-wrap'),
    occursIn: ({ type, text }, parent) =>
      (type === 'text' || parent?.['type'] === 'text') && /\n$/.test(textIn(text) ?? ''),
  },
  {
    rule: 'absolute-without-offset',
    text: 'Without an offset across and one down, an absolute component stands elsewhere by device. Here it begins at the top where the text begins.',
    link: guide('flex-message-layout/#offset-when-position-is-absolute'),
    occursIn: ({ position, ...offsets }) =>
      position === 'absolute' &&
      ((offsets['offsetTop'] === undefined && offsets['offsetBottom'] === undefined) ||
        (offsets['offsetStart'] === undefined && offsets['offsetEnd'] === undefined)),
  },
  {
    rule: 'width-in-pixels',
    text: 'The width of a bubble depends on the screen: widths in pixels take another share of it on each.',
    link: guide('flex-message-layout/#box-width'),
    occursIn: ({ type, width }) => type === 'box' && /px$/.test(textIn(width) ?? ''),
  },
  {
    rule: 'height-in-a-row',
    text: 'The page says that a height, like a width, sets flex of a box in a horizontal box to 0. It is drawn so; where that looks wrong, try it on a device.',
    link: guide('flex-message-layout/#box-height'),
    occursIn: ({ type, height, width }, parent) =>
      type === 'box' && height !== undefined && width === undefined && parent?.['layout'] === 'horizontal',
  },
  {
    rule: 'image-percentage',
    text: 'The page says that the size of an image in percent is of the original width. No image is measured here: it is a share of the width that its box leaves.',
    link: guide('flex-message-layout/#image-size'),
    occursIn: ({ type, size }) => type === 'image' && /%$/.test(textIn(size) ?? ''),
  },
  {
    rule: 'animated',
    text: 'An animated image plays where the user has auto-play of GIFs turned on and the file has at most 300 KB.',
    link: reference('f-image'),
    occursIn: ({ type, animated }) => type === 'image' && animated === true,
  },
  {
    rule: 'negative-padding',
    text: 'LINE takes padding below zero, which its page does not have; here it is none.',
    link: guide('flex-message-layout/#padding-property'),
    occursIn: (element) =>
      ['All', 'Top', 'Bottom', 'Start', 'End'].some((side) => /^-/.test(textIn(element[`padding${side}`]) ?? '')),
  },
  {
    rule: 'direct-absolute',
    text: 'The page says that the first component of a block cannot be absolute; how it is drawn nevertheless is not documented.',
    link: guide('flex-message-layout/#component-offset'),
    occursIn: (block, parent) => {
      const first = listIn(block['contents'])[0];
      return parent?.['type'] === 'bubble' && isJsonObject(first) && first['position'] === 'absolute';
    },
  },
  {
    rule: 'giga',
    text: 'A giga bubble is as wide as the chat leaves, up to a bound that LINE does not document.',
    link: reference('bubble'),
    occursIn: ({ type, size }) => type === 'bubble' && size === 'giga',
  },
];
