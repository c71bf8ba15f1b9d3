import type { JsonObject, Property, RuleContext } from '../../engine/shapes.js';
import { oneOf, optional, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { type ActionFamily, type ActionPlace, DATA } from './action-family.js';

/** Texts that a postback shows or fills in. @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
const POSTBACK_TEXT = text(300, { unit: 'graphemes' });

const POSTBACK: Readonly<Record<string, Property>> = {
  data: required(DATA),
  displayText: optional(POSTBACK_TEXT),
  text: optional(POSTBACK_TEXT),
  inputOption: optional(oneOf('closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice')),
  fillInText: optional(POSTBACK_TEXT),
};

/** `postback`: data for the bot, and what is shown for it. @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
export const postback: ActionFamily = (common, place) =>
  table({
    name: 'postback action',
    docs: reference('postback-action'),
    wrongType: place.wrongType,
    properties: { ...common, ...POSTBACK },
    check: (action, context) => checkPostback(action, context, place),
  });

function checkPostback(action: JsonObject, { report }: RuleContext, place: ActionPlace): void {
  const { displayText, text: deprecatedText, fillInText, inputOption } = action;
  if (typeof deprecatedText === 'string' && typeof displayText === 'string') {
    const message = 'displayText and text cannot both be used';
    report({ rule: 'action-text', severity: 'error', at: '/text', message, limit: 'displayText' });
  } else if (typeof deprecatedText === 'string') {
    const quickReply = place.quickReplyOnly === null ? ' and should not be used in a quick reply' : '';
    const message = `text is deprecated${quickReply}, use displayText`;
    report({ rule: 'deprecated', severity: 'warning', at: '/text', message, limit: 'displayText' });
  }
  if (typeof fillInText === 'string' && inputOption !== 'openKeyboard') {
    const message = 'fillInText works only with inputOption "openKeyboard"';
    report({ rule: 'no-effect', severity: 'warning', at: '/fillInText', message, limit: 'openKeyboard' });
  }
}
