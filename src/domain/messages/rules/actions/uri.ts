import type { JsonObject, RuleContext, Severity } from '../../engine/shapes.js';
import { object, optional, required, table } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { DESKTOP_LINK, LINK } from '../shared/urls.js';
import type { ActionFamily, ActionPlace } from './action-family.js';

const DOCS = reference('uri-action');

/** `uri`: a link, and another one for computers. @see https://developers.line.biz/en/reference/messaging-api/#uri-action */
export const uri: ActionFamily = (common, place) => {
  const { wrongType } = place;
  const altUri = table({
    name: 'altUri',
    docs: DOCS,
    wrongType,
    properties: { desktop: optional(DESKTOP_LINK) },
  });
  return table({
    name: 'URI action',
    docs: DOCS,
    wrongType,
    properties: { ...common, uri: required(LINK), altUri: optional(object(altUri)) },
    check: (action, context) => {
      checkAltUri(action, context, place);
      if (place.androidPackage !== null) checkAndroidPackage(action, place.androidPackage, context);
    },
  });
};

function checkAltUri({ altUri }: JsonObject, { report }: RuleContext, place: ActionPlace): void {
  if (altUri === undefined || altUri === null || place.quickReplyOnly !== null) return;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: '/altUri',
    message: 'altUri.desktop does not work in a quick reply',
  });
}

/**
 * LINE was seen to refuse a URI of a buttons template that ends in `.apk`, and to take the same one with other endings;
 * no page says so. What only comes near that, by a query behind it or in capital letters, is a warning.
 *
 * @see https://github.com/line/line-bot-sdk-python/issues/646
 */
function checkAndroidPackage({ uri }: JsonObject, known: Severity, { report }: RuleContext): void {
  if (typeof uri !== 'string' || !/\.apk(?:[?#]|$)/i.test(uri)) return;
  const severity = uri.endsWith('.apk') ? known : 'warning';
  const seen = 'LINE was seen to refuse such a link in a buttons template';
  const verdict = severity === 'error' ? seen : `${seen}, and may refuse this one`;
  const message = `uri ends in ".apk": ${verdict}; link to a page that leads there`;
  report({ rule: 'url', severity, at: '/uri', message, limit: 'no .apk', actual: '.apk' });
}
