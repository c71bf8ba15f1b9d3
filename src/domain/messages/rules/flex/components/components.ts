import type { Advice, Misplacement } from '../../../engine/shapes.js';
import { choice, tablesByType } from '../../../engine/table.js';
import { guide, reference } from '../../../line-pages.js';
import type { ComponentOf } from '../flex-table.js';
import { box } from './box.js';
import { BUTTON } from './button.js';
import { ICON } from './icon.js';
import { IMAGE } from './image.js';
import { FILLER, SEPARATOR } from './spacing.js';
import { flexText, SPAN } from './text.js';
import { video } from './video.js';

/** Old messages have many of these. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-position */
const SPACER_ADVICE: Advice = {
  says: ': spacer was discontinued, use padding of the box (paddingTop, paddingBottom) or margin of the next component',
  docs: guide('flex-message-layout/#component-position'),
};

/** A component of a Flex Message. Those that hold others are handed this function: a box may hold boxes. */
export const componentOf: ComponentOf = (allowed, where) => {
  const misplaced = (type: string): Misplacement | null => {
    if (allowed === null || allowed.includes(type)) return null;
    const limit = allowed.join(', ');
    const message = `a component of type ${type} cannot be used ${where}, allowed: ${limit}`;
    return { rule: 'flex-place', severity: 'error', message, limit };
  };
  return choice(() => COMPONENTS, {
    what: 'Flex component',
    typeRule: 'flex-type',
    misplaced,
    advice: (type) => (type === 'spacer' ? SPACER_ADVICE : null),
    docs: reference('flex-component'),
  });
};

const COMPONENTS = tablesByType({
  box: box(componentOf),
  button: BUTTON,
  image: IMAGE,
  video: video(componentOf),
  icon: ICON,
  text: flexText(componentOf),
  span: SPAN,
  separator: SEPARATOR,
  filler: FILLER,
});
