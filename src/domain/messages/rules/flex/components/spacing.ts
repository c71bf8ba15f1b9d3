import { optional } from '../../../engine/table.js';
import { component } from '../flex-table.js';
import { COLOR, MARGIN } from '../forms.js';
import { FLEX } from '../layout.js';

/** `separator`. @see https://developers.line.biz/en/reference/messaging-api/#separator */
export const SEPARATOR = component('separator', 'separator', { margin: optional(MARGIN), color: optional(COLOR) });

/** `filler`, which LINE advises against. @see https://developers.line.biz/en/reference/messaging-api/#filler */
export const FILLER = component('filler', 'filler', { flex: FLEX }, (_filler, { report }) => {
  report({
    rule: 'deprecated',
    severity: 'warning',
    at: '/type',
    message: 'filler is deprecated, use margin, padding or offset',
  });
});
