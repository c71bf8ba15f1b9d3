import type { ChoiceShape, Misplacement, Table } from '../../engine/shapes.js';
import { ANYTHING, advised, choice, optional, required, table, tablesByType, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { type ActionPlace, CLIPBOARD_TEXT, DATA } from './action-family.js';
import { dateTimePicker } from './date-time-picker.js';
import { postback } from './postback.js';
import { uri } from './uri.js';

const LABEL_DOCS = reference('action-object-label-spec');

const TEMPLATE_PLACE: ActionPlace = {
  name: 'a template message',
  label: required,
  maxLabel: 20,
  // Seen to be accepted, without any effect on the user's device.
  quickReplyOnly: 'warning',
  isRichMenu: false,
  only: null,
  wrongType: 'error',
  androidPackage: 'warning',
};

const BUTTONS_PLACE: ActionPlace = { ...TEMPLATE_PLACE, androidPackage: 'error' };

const FLEX_PLACE: ActionPlace = {
  name: 'a Flex Message',
  label: optional,
  maxLabel: 40,
  quickReplyOnly: 'error',
  isRichMenu: false,
  only: null,
  wrongType: 'warning',
  androidPackage: null,
};

/** A button of a buttons template. */
export const BUTTONS_ACTION = action(BUTTONS_PLACE);
/** The tap on image, title or text of a buttons template; nothing shows its label, so a missing one is a warning. */
export const BUTTONS_DEFAULT_ACTION = action({ ...BUTTONS_PLACE, label: advised });
/** A button of a confirm or carousel template. */
export const TEMPLATE_ACTION = action(TEMPLATE_PLACE);
/** The tap on image, title or text of a carousel's column. */
export const COLUMN_DEFAULT_ACTION = action({ ...TEMPLATE_PLACE, label: advised });
/** The tap on an image of an image carousel. */
export const IMAGE_CAROUSEL_ACTION = action({ ...TEMPLATE_PLACE, label: optional, maxLabel: 12 });
/** The tap on a bubble or a component that is no button. */
export const FLEX_ACTION = action(FLEX_PLACE);
/** The tap on a Flex button, which shows the label. */
export const FLEX_BUTTON_ACTION = action({ ...FLEX_PLACE, name: 'a Flex button', label: required });
/** What a Flex video offers at its end: a link. */
export const FLEX_VIDEO_ACTION = action({ ...FLEX_PLACE, name: 'a Flex video', only: ['uri'] });
/** A quick reply button. */
export const QUICK_REPLY_ACTION = action({
  name: 'a quick reply',
  label: required,
  maxLabel: 20,
  quickReplyOnly: null,
  isRichMenu: false,
  only: null,
  wrongType: 'error',
  androidPackage: 'warning',
});
/** The tap on an area of a rich menu, whose label is read aloud. Camera, camera roll and location were seen to be accepted here too. */
export const RICH_MENU_ACTION = action({ ...TEMPLATE_PLACE, name: 'a rich menu', label: optional, isRichMenu: true });

/** Action types that the reference allows in quick replies only. */
const QUICK_REPLY_TYPES: readonly string[] = ['camera', 'cameraRoll', 'location'];

function action(place: ActionPlace): ChoiceShape {
  const tables = actionTables(place);
  return choice(() => tables, {
    what: 'action',
    typeRule: 'action-type',
    docs: reference('action-objects'),
    misplaced: (type) => misplacement(type, place),
  });
}

function misplacement(type: string, { name, isRichMenu, only, quickReplyOnly }: ActionPlace): Misplacement | null {
  const rule = 'action-place';
  if (type === 'richmenuswitch' && !isRichMenu) {
    const message = `a ${type} action belongs to rich menus, it cannot be used in ${name}`;
    return { rule, severity: 'error', message, limit: 'rich menu' };
  }
  if (only !== null && !only.includes(type)) {
    const limit = only.join(', ');
    return { rule, severity: 'error', message: `a ${type} action cannot be used in ${name}, allowed: ${limit}`, limit };
  }
  if (quickReplyOnly === null || !QUICK_REPLY_TYPES.includes(type)) return null;
  const effect = quickReplyOnly === 'error' ? 'it cannot be used' : 'it does nothing';
  const message = `a ${type} action belongs to quick replies, ${effect} in ${name}`;
  return { rule, severity: quickReplyOnly, message, limit: 'quick reply' };
}

function actionTables(place: ActionPlace): ReadonlyMap<string, Table> {
  // The docs of the label hold for five actions; the others state their own, and it is the same 20 as in a quick reply.
  const label = text(place.maxLabel, { unit: 'graphemes', lengthRule: 'label-length', docs: LABEL_DOCS });
  const common = { type: required(ANYTHING), label: place.label(label) };
  const { wrongType } = place;
  return tablesByType({
    postback: postback(common, place),
    message: table({
      name: 'message action',
      docs: reference('message-action'),
      wrongType,
      // By the page 300 grapheme clusters; the API was seen to count code points, and it is the API that refuses.
      properties: { ...common, text: required(text(300, { unit: 'code-points' })) },
    }),
    uri: uri(common, place),
    datetimepicker: dateTimePicker(common, place),
    clipboard: table({
      name: 'clipboard action',
      docs: reference('clipboard-action'),
      wrongType,
      properties: { ...common, clipboardText: required(CLIPBOARD_TEXT) },
    }),
    camera: table({ name: 'camera action', docs: reference('camera-action'), wrongType, properties: common }),
    cameraRoll: table({
      name: 'camera roll action',
      docs: reference('camera-roll-action'),
      wrongType,
      properties: common,
    }),
    location: table({ name: 'location action', docs: reference('location-action'), wrongType, properties: common }),
    richmenuswitch: table({
      name: 'rich menu switch action',
      docs: reference('richmenu-switch-action'),
      wrongType,
      properties: { ...common, label: optional(label), richMenuAliasId: required(text(32)), data: required(DATA) },
    }),
  });
}
