import {
  ANYTHING,
  advised,
  type ChoiceShape,
  choice,
  type JsonObject,
  type Misplacement,
  object,
  oneOf,
  optional,
  type Place,
  type Property,
  reference,
  required,
  type Severity,
  type Table,
  type TextShape,
  table,
  tablesByType,
  text,
} from '../../engine/shapes.js';
import { LINK } from '../shared/urls.js';
import { checkDateTimePicker } from './date-time-picker.js';

const LABEL_DOCS = reference('action-object-label-spec');

/** What differs between the places where an action can stand. */
interface ActionPlace {
  /** For the sentence "… cannot be used in <name>". */
  readonly name: string;
  readonly label: (shape: TextShape) => Property;
  /** In grapheme clusters. @see https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
  readonly maxLabel: number;
  /** What camera, camera roll and location actions are here; null where they belong. */
  readonly quickReplyOnly: Severity | null;
  /** Types that are allowed here, if not all that a message can have. */
  readonly only: readonly string[] | null;
  readonly insideFlex: boolean;
}

/** `clipboardText` of an action, in an imagemap too. @see https://developers.line.biz/en/reference/messaging-api/#clipboard-action */
export const CLIPBOARD_TEXT = text(1000);

/** `data` of a postback. @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
const DATA = text(300, { empty: 'allowed' });
/** Texts that a postback shows or fills in. @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
const POSTBACK_TEXT = text(300, { unit: 'graphemes' });

const POSTBACK: Readonly<Record<string, Property>> = {
  data: required(DATA),
  displayText: optional(POSTBACK_TEXT),
  text: optional(POSTBACK_TEXT),
  inputOption: optional(oneOf('closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice')),
  fillInText: optional(POSTBACK_TEXT),
};

const DATE_TIME_PICKER: Readonly<Record<string, Property>> = {
  data: required(DATA),
  mode: required(oneOf('date', 'time', 'datetime')),
  initial: optional(text(null)),
  max: optional(text(null)),
  min: optional(text(null)),
};

const ALT_URI = table({
  name: 'altUri',
  docs: reference('uri-action'),
  // LINE's own schema allows an empty string here.
  properties: { desktop: optional({ ...LINK, empty: 'allowed' }) },
});

const TEMPLATE_PLACE: ActionPlace = {
  name: 'a template message',
  label: required,
  maxLabel: 20,
  // Seen to be accepted, without any effect on the user's device.
  quickReplyOnly: 'warning',
  only: null,
  insideFlex: false,
};

const FLEX_PLACE: ActionPlace = {
  name: 'a Flex Message',
  label: optional,
  maxLabel: 40,
  quickReplyOnly: 'error',
  only: null,
  insideFlex: true,
};

/** A button of a buttons, confirm or carousel template. */
export const TEMPLATE_ACTION = action(TEMPLATE_PLACE);
/** The tap on image, title or text of a template; nothing shows its label, so a missing one is a warning. */
export const TEMPLATE_DEFAULT_ACTION = action({ ...TEMPLATE_PLACE, label: advised });
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
  only: null,
  insideFlex: false,
});

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

function misplacement(type: string, { name, only, quickReplyOnly }: ActionPlace): Misplacement | null {
  const rule = 'action-place';
  if (type === 'richmenuswitch') {
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
  const strict = place.insideFlex;
  return tablesByType({
    postback: table({
      name: 'postback action',
      docs: reference('postback-action'),
      strict,
      properties: { ...common, ...POSTBACK },
      check: (object, at) => checkPostback(object, at, place),
    }),
    message: table({
      name: 'message action',
      docs: reference('message-action'),
      strict,
      // By the page 300 grapheme clusters; the API was seen to count code points, and it is the API that refuses.
      properties: { ...common, text: required(text(300, { unit: 'code-points' })) },
    }),
    uri: table({
      name: 'URI action',
      docs: reference('uri-action'),
      strict,
      properties: { ...common, uri: required(LINK), altUri: optional(object(ALT_URI)) },
      check: (object, at) => checkAltUri(object, at, place),
    }),
    datetimepicker: table({
      name: 'datetime picker action',
      docs: reference('datetime-picker-action'),
      strict,
      properties: { ...common, ...DATE_TIME_PICKER },
      check: checkDateTimePicker,
    }),
    clipboard: table({
      name: 'clipboard action',
      docs: reference('clipboard-action'),
      strict,
      properties: { ...common, clipboardText: required(CLIPBOARD_TEXT) },
    }),
    camera: table({ name: 'camera action', docs: reference('camera-action'), strict, properties: common }),
    cameraRoll: table({
      name: 'camera roll action',
      docs: reference('camera-roll-action'),
      strict,
      properties: common,
    }),
    location: table({ name: 'location action', docs: reference('location-action'), strict, properties: common }),
    richmenuswitch: table({
      name: 'rich menu switch action',
      docs: reference('richmenu-switch-action'),
      strict,
      properties: { ...common, label: optional(label), richMenuAliasId: required(text(32)), data: required(DATA) },
    }),
  });
}

function checkPostback(action: JsonObject, { report }: Place, place: ActionPlace): void {
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

function checkAltUri({ altUri }: JsonObject, { report }: Place, place: ActionPlace): void {
  if (altUri === undefined || altUri === null || place.quickReplyOnly !== null) return;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: '/altUri',
    message: 'altUri.desktop does not work in a quick reply',
  });
}
