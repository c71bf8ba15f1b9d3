import { shown } from '../../../text/shown.js';
import { optional, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { ICON_URL } from './urls.js';

/** `sender` of a message. @see https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
export const SENDER = table({
  name: 'sender',
  docs: reference('icon-nickname-switch'),
  properties: { name: optional(text(20)), iconUrl: optional(ICON_URL) },
  check: ({ name }, { report }) => {
    if (typeof name !== 'string' || !/\bline\b/i.test(name)) return;
    // The page names this one word of those that are refused; in another case it may pass.
    const severity = /\bLINE\b/.test(name) ? 'error' : 'warning';
    const message = `the sender may not be called "${shown(name)}": words such as LINE are not allowed`;
    report({ rule: 'sender-name', severity, at: '/name', message, actual: shown(name) });
  },
});
