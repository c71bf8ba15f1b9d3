import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { object, optional, required, table } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { LINK } from '../shared/urls.js';
import type { ActionFamily, ActionPlace } from './action-family.js';

const ALT_URI = table({
  name: 'altUri',
  docs: reference('uri-action'),
  // LINE's own schema allows an empty string here.
  properties: { desktop: optional({ ...LINK, empty: 'allowed' }) },
});

/** `uri`: a link, and another one for computers. @see https://developers.line.biz/en/reference/messaging-api/#uri-action */
export const uri: ActionFamily = (common, place) =>
  table({
    name: 'URI action',
    docs: reference('uri-action'),
    strict: place.insideFlex,
    properties: { ...common, uri: required(LINK), altUri: optional(object(ALT_URI)) },
    check: (action, context) => checkAltUri(action, context, place),
  });

function checkAltUri({ altUri }: JsonObject, { report }: RuleContext, place: ActionPlace): void {
  if (altUri === undefined || altUri === null || place.quickReplyOnly !== null) return;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: '/altUri',
    message: 'altUri.desktop does not work in a quick reply',
  });
}
