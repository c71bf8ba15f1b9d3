import type { Misplacement } from '../../../engine/shapes.js';
import { choice, tablesByType } from '../../../engine/table.js';
import { reference } from '../../../line-pages.js';
import type { ComponentOf } from '../flex-table.js';
import { box } from './box.js';
import { BUTTON } from './button.js';
import { ICON } from './icon.js';
import { IMAGE } from './image.js';
import { FILLER, SEPARATOR } from './spacing.js';
import { flexText, SPAN } from './text.js';
import { video } from './video.js';

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
