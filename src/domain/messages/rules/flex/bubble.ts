import { isJsonObject } from '../../../text/json-object.js';
import { shown } from '../../../text/shown.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { BOOLEAN, object, oneOf, optional } from '../../engine/table.js';
import { guide, reference } from '../../line-pages.js';
import { FLEX_ACTION } from '../actions/actions.js';
import { componentOf } from './components/components.js';
import { component, flexTable } from './flex-table.js';
import { COLOR } from './forms.js';

/** Sizes of a bubble that may show a video. @see https://developers.line.biz/en/reference/messaging-api/#f-video */
const VIDEO_BUBBLE_SIZES: readonly unknown[] = [undefined, 'kilo', 'mega', 'giga'];
/** @see https://developers.line.biz/en/reference/messaging-api/#bubble */
const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

const BLOCK_STYLE = object(
  flexTable('block style', 'block-style', {
    backgroundColor: optional(COLOR),
    separator: optional(BOOLEAN),
    separatorColor: optional(COLOR),
  }),
);
const BUBBLE_STYLE = flexTable('bubble style', 'bubble-style', {
  header: optional(BLOCK_STYLE),
  hero: optional(BLOCK_STYLE),
  body: optional(BLOCK_STYLE),
  footer: optional(BLOCK_STYLE),
});

/** `bubble`: up to four blocks. @see https://developers.line.biz/en/reference/messaging-api/#bubble */
export const BUBBLE = component(
  'bubble',
  'bubble',
  {
    size: optional(oneOf('nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga')),
    direction: optional(oneOf('ltr', 'rtl')),
    header: optional(componentOf(['box'], 'as header')),
    hero: optional(componentOf(['box', 'image', 'video'], 'as hero')),
    body: optional(componentOf(['box'], 'as body')),
    footer: optional(componentOf(['box'], 'as footer')),
    styles: optional(object(BUBBLE_STYLE)),
    action: optional(FLEX_ACTION),
  },
  checkBubble,
);

function checkBubble(bubble: JsonObject, { report }: RuleContext): void {
  const first = BLOCKS.find((block) => bubble[block] !== undefined);
  if (first === undefined) {
    const limit = BLOCKS.join(', ');
    report({
      rule: 'flex-blocks',
      severity: 'error',
      at: '',
      message: `a bubble needs at least one of ${limit}`,
      limit,
    });
    return;
  }
  checkFirstComponents(bubble, report);
  const { hero, size, styles } = bubble;
  if (isJsonObject(hero) && hero['type'] === 'video' && !VIDEO_BUBBLE_SIZES.includes(size)) {
    const limit = 'kilo, mega, giga';
    const message = `a video needs a bubble of the size ${limit}, this one is ${shown(String(size))}`;
    const docs = reference('f-video');
    report({ rule: 'flex-video', severity: 'error', at: '/size', message, limit, actual: shown(String(size)), docs });
  }
  const style: unknown = isJsonObject(styles) ? styles[first] : null;
  if (!isJsonObject(style) || style['separator'] !== true) return;
  const message = `no separator can be placed above the first block, and that is ${first}`;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: `/styles/${first}/separator`,
    message,
    docs: reference('block-style'),
  });
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
function checkFirstComponents(bubble: JsonObject, report: RuleContext['report']): void {
  for (const name of BLOCKS) {
    const block = bubble[name];
    const components: unknown = isJsonObject(block) ? block['contents'] : null;
    const first: unknown = Array.isArray(components) ? components[0] : null;
    if (!isJsonObject(first) || first['position'] !== 'absolute') continue;
    report({
      rule: 'flex-position',
      severity: 'warning',
      at: `/${name}/contents/0/position`,
      message: `the first component of a block cannot be absolute, and this is the first of ${name}`,
      limit: 'relative',
      actual: 'absolute',
      docs: guide('flex-message-layout/#component-offset'),
    });
  }
}
