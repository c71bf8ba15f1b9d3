import { guide, reference } from '../line-pages.js';

/** What a rule is, wherever it is reported. A finding adds what it found, and the page of the object it found it in. */
export interface Rule {
  /** What LINE does: it refuses an error, and takes a warning that the operator may regret. `either` depends on the case. */
  readonly severity: 'error' | 'warning' | 'either';
  /** One sentence: what breaks the rule. */
  readonly means: string;
  /** The page that states it. */
  readonly docs: string;
}

const JSON_DOCS = 'https://www.rfc-editor.org/rfc/rfc8259';
const MESSAGES_DOCS = reference('message-objects');
const URL_DOCS = reference('url-encoding');
const LAYOUT_DOCS = guide('flex-message-layout/');
const LINE_SCHEME_DOCS = 'https://developers.line.biz/en/docs/line-login/using-line-url-scheme/';

/** Every rule that a message, a request body or its file can break. Names are stable: reports and their readers know them. */
export const RULES = {
  'action-place': {
    severity: 'either',
    means: 'An action stands where its type has no business.',
    docs: reference('action-objects'),
  },
  'action-text': {
    severity: 'error',
    means: 'A postback has both displayText and the text that it replaces.',
    docs: reference('postback-action'),
  },
  'action-type': {
    severity: 'error',
    means: 'An action has a type that LINE does not know.',
    docs: reference('action-objects'),
  },
  'aggregation-unit': {
    severity: 'error',
    means: 'An aggregation unit has an impossible name, or there are too many of them.',
    docs: guide('unit-based-statistics-aggregation/'),
  },
  angle: {
    severity: 'error',
    means: 'The angle of a gradient is not of the form 90deg, or not below 360deg.',
    docs: reference('box'),
  },
  'aspect-ratio': {
    severity: 'error',
    means: 'An aspect ratio is not of the form 20:13, or beyond what LINE shows.',
    docs: reference('f-image'),
  },
  'bare-flex': {
    severity: 'error',
    means: 'A Flex container stands where a message object belongs, without the message around it.',
    docs: reference('flex-message'),
  },
  'body-size': {
    severity: 'either',
    means: 'The request is larger than LINE takes, or may be.',
    docs: reference('status-codes'),
  },
  brace: {
    severity: 'error',
    means: 'A brace in a text (v2) has no partner.',
    docs: reference('text-message-v2'),
  },
  'browser-parameter': {
    severity: 'warning',
    means: 'A link carries a misspelt or misplaced parameter for the browser that opens it.',
    docs: LINE_SCHEME_DOCS,
  },
  'carousel-actions': {
    severity: 'error',
    means: 'Columns of a carousel have different numbers of actions.',
    docs: reference('carousel'),
  },
  'carousel-columns': {
    severity: 'error',
    means: 'Some columns of a carousel have an image or a title, and others have none.',
    docs: reference('carousel'),
  },
  color: {
    severity: 'error',
    means: 'A colour is not of the form #RRGGBB, or #RRGGBBAA where LINE takes that.',
    docs: LAYOUT_DOCS,
  },
  count: {
    severity: 'either',
    means: 'A list or a map has more or fewer entries than LINE takes, or none to show.',
    docs: MESSAGES_DOCS,
  },
  deprecated: {
    severity: 'warning',
    means: 'LINE takes it still, and advises against it.',
    docs: MESSAGES_DOCS,
  },
  depth: {
    severity: 'error',
    means: 'Objects lie deeper inside one another than any message that LINE shows.',
    docs: MESSAGES_DOCS,
  },
  'discontinued-emoji': {
    severity: 'warning',
    means: "A text contains one of the Unicode emoji of LINE's own, which LINE draws no more.",
    docs: reference('text-message'),
  },
  'duplicate-key': {
    severity: 'error',
    means: 'A key occurs twice in one object, and only the last one counts.',
    docs: JSON_DOCS,
  },
  'duplicate-recipient': {
    severity: 'warning',
    means: 'A user ID occurs twice among the recipients.',
    docs: reference('send-multicast-message'),
  },
  'emoji-count': {
    severity: 'either',
    means: 'A text has more LINE emoji than LINE takes.',
    docs: reference('text-message'),
  },
  'emoji-index': {
    severity: 'error',
    means: 'The index of a LINE emoji points at no "$", or at one that is taken.',
    docs: guide('text-character-count/'),
  },
  'emoji-list': {
    severity: 'warning',
    means: 'A LINE emoji is not in the list that ships with this program.',
    docs: guide('emoji-list/'),
  },
  empty: {
    severity: 'either',
    means: 'A string that must say something is empty.',
    docs: reference('error-responses'),
  },
  encoding: {
    severity: 'error',
    means: 'The file is not UTF-8 without a byte order mark.',
    docs: JSON_DOCS,
  },
  enum: {
    severity: 'error',
    means: "A value is not one of LINE's words.",
    docs: reference('error-responses'),
  },
  'file-not-found': {
    severity: 'error',
    means: 'A path that is to be checked names nothing.',
    docs: MESSAGES_DOCS,
  },
  'file-not-readable': {
    severity: 'error',
    means: 'The file is there and cannot be read.',
    docs: MESSAGES_DOCS,
  },
  'file-size': {
    severity: 'error',
    means: 'The file is far larger than any message.',
    docs: MESSAGES_DOCS,
  },
  'flex-animated': {
    severity: 'error',
    means: 'A Flex Message has more animated images than LINE takes.',
    docs: reference('f-image'),
  },
  'flex-blocks': {
    severity: 'error',
    means: 'A bubble has no block.',
    docs: reference('bubble'),
  },
  'flex-bubble-sizes': {
    severity: 'error',
    means: 'Bubbles of one carousel are of different sizes.',
    docs: reference('f-carousel'),
  },
  'flex-json-size': {
    severity: 'either',
    means: 'The JSON of a bubble or a carousel is larger than LINE takes, or may be.',
    docs: reference('bubble'),
  },
  'flex-place': {
    severity: 'error',
    means: 'A Flex component stands where its type has no business.',
    docs: reference('flex-component'),
  },
  'flex-position': {
    severity: 'warning',
    means: 'An absolute component is the first of its block, or is not told where to stand.',
    docs: guide('flex-message-layout/#component-offset'),
  },
  'flex-size': {
    severity: 'either',
    means: 'A measure in a Flex Message is of a form that its property does not take.',
    docs: LAYOUT_DOCS,
  },
  'flex-type': {
    severity: 'error',
    means: 'A Flex container or component has a type that LINE does not know.',
    docs: reference('flex-component'),
  },
  'flex-video': {
    severity: 'error',
    means: 'A video stands in a carousel, or in a bubble of another size than LINE shows it in.',
    docs: reference('f-video'),
  },
  'half-character': {
    severity: 'warning',
    means: 'A text was cut in the middle of a character.',
    docs: guide('text-character-count/'),
  },
  'imagemap-area': {
    severity: 'warning',
    means: 'An area of an imagemap reaches beyond its base size.',
    docs: reference('imagemap-area-object'),
  },
  'imagemap-base-url': {
    severity: 'warning',
    means: 'The base URL of an imagemap ends in a file extension.',
    docs: reference('base-url'),
  },
  'json-depth': {
    severity: 'error',
    means: 'Values lie deeper inside one another than a message file is read.',
    docs: JSON_DOCS,
  },
  'json-syntax': { severity: 'error', means: 'The text is not JSON.', docs: JSON_DOCS },
  'label-length': {
    severity: 'either',
    means: 'The label of an action is longer than LINE takes in its place.',
    docs: reference('action-object-label-spec'),
  },
  'line-length': {
    severity: 'error',
    means: 'A line of a file with one document a line is far longer than any message.',
    docs: MESSAGES_DOCS,
  },
  'line-accepted': {
    severity: 'warning',
    means: "LINE's own validation accepts messages that a rule here refuses.",
    docs: reference('validate-message-objects-of-push-message'),
  },
  'line-refused': {
    severity: 'error',
    means: "LINE's own validation refuses it.",
    docs: reference('validate-message-objects-of-push-message'),
  },
  'max-length': {
    severity: 'either',
    means: 'A text is longer than LINE takes, or may be as LINE counts it.',
    docs: guide('text-character-count/'),
  },
  'media-format': {
    severity: 'warning',
    means: 'The URL of an image, a video or a sound ends like a file of another format than LINE shows.',
    docs: reference('image-message'),
  },
  'mention-count': {
    severity: 'either',
    means: 'A text has more mentions than LINE takes.',
    docs: reference('text-message-v2-mention-object'),
  },
  'mention-method': {
    severity: 'error',
    means: 'A mention goes where nobody can be mentioned.',
    docs: reference('text-message-v2-mention-object'),
  },
  'message-count': {
    severity: 'error',
    means: 'A request has more or fewer message objects than LINE takes.',
    docs: reference('send-multicast-message'),
  },
  'message-type': {
    severity: 'error',
    means: 'A message object has a type that LINE does not know.',
    docs: MESSAGES_DOCS,
  },
  'narrowcast-limit': {
    severity: 'error',
    means: 'A narrowcast forbids partial delivery without counting on the remaining quota.',
    docs: reference('send-narrowcast-message'),
  },
  'narrowcast-operator': {
    severity: 'error',
    means: 'An operator of a narrowcast has none, or more than one, of and, or, not.',
    docs: reference('narrowcast-recipient'),
  },
  'no-effect': {
    severity: 'warning',
    means: 'LINE takes it, and nothing comes of it.',
    docs: MESSAGES_DOCS,
  },
  'not-messages': {
    severity: 'error',
    means: 'The document is something else than messages, such as the body of a webhook.',
    docs: MESSAGES_DOCS,
  },
  'null-value': {
    severity: 'error',
    means: 'A property is null where LINE takes no null.',
    docs: reference('error-responses'),
  },
  'number-overflow': {
    severity: 'error',
    means: 'A number is larger than JSON readers hold, so that null would be sent.',
    docs: JSON_DOCS,
  },
  'number-precision': {
    severity: 'warning',
    means: 'A number has more digits than JSON readers keep, so that another one would be sent.',
    docs: JSON_DOCS,
  },
  pattern: {
    severity: 'error',
    means: 'A text is not of the form that its property has.',
    docs: MESSAGES_DOCS,
  },
  placeholder: {
    severity: 'warning',
    means: 'A text holds a placeholder that nobody filled in, and would be sent as it stands.',
    docs: MESSAGES_DOCS,
  },
  'quick-reply-not-last': {
    severity: 'warning',
    means: 'A message before the last has a quick reply, which is not shown.',
    docs: reference('message-common-properties'),
  },
  'quote-token-method': {
    severity: 'error',
    means: 'A message is quoted by a way of sending that cannot quote.',
    docs: guide('sending-messages/#send-quote-messages'),
  },
  range: {
    severity: 'either',
    means: 'A number or a moment lies outside of what LINE takes.',
    docs: reference('error-responses'),
  },
  'recipient-count': {
    severity: 'error',
    means: 'A request names more or fewer recipients than LINE takes.',
    docs: reference('send-multicast-message'),
  },
  'recipient-format': {
    severity: 'either',
    means: 'An ID is not of the form that LINE gives them.',
    docs: guide('getting-user-ids/'),
  },
  required: {
    severity: 'either',
    means: 'A property is missing without which LINE refuses the object, or its page says so.',
    docs: reference('error-responses'),
  },
  'sender-name': {
    severity: 'either',
    means: 'A sender has a name that LINE does not allow.',
    docs: reference('icon-nickname-switch'),
  },
  'sticker-list': {
    severity: 'warning',
    means: 'A sticker is not in the list that ships with this program.',
    docs: guide('sticker-list/'),
  },
  'stringified-flex': {
    severity: 'warning',
    means: 'A text is the JSON of a message, which people would read as it is.',
    docs: reference('flex-message'),
  },
  'substitution-key': {
    severity: 'error',
    means: 'The key of a substitution, or a placeholder, has an impossible name.',
    docs: reference('text-message-v2'),
  },
  'substitution-missing': {
    severity: 'error',
    means: 'A placeholder has no entry in the substitution.',
    docs: reference('text-message-v2'),
  },
  'substitution-unused': {
    severity: 'warning',
    means: 'An entry of the substitution has no placeholder.',
    docs: reference('text-message-v2'),
  },
  'template-type': {
    severity: 'error',
    means: 'A template has a type that LINE does not know.',
    docs: reference('template-messages'),
  },
  'tracking-id-destination': {
    severity: 'error',
    means: 'A video with a tracking ID goes to a group or a multi-person chat.',
    docs: reference('video-message'),
  },
  'unknown-property': {
    severity: 'either',
    means: 'LINE does not know the property: it refuses it inside Flex Messages, and ignores it elsewhere.',
    docs: MESSAGES_DOCS,
  },
  url: {
    severity: 'either',
    means: 'A URL is none, is not percent-encoded, or ends in what LINE was seen to refuse.',
    docs: URL_DOCS,
  },
  'url-length': { severity: 'error', means: 'A URL is longer than LINE takes.', docs: URL_DOCS },
  'url-scheme': {
    severity: 'error',
    means: 'A URL has a scheme that LINE does not take in its place.',
    docs: URL_DOCS,
  },
  'wrong-type': {
    severity: 'either',
    means: 'A value is of another JSON type than its property.',
    docs: reference('error-responses'),
  },
  'yaml-syntax': {
    severity: 'either',
    means: 'The text is not YAML, has no JSON form, or says something else than it seems to.',
    docs: 'https://yaml.org/spec/1.2.2/',
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule of the registry. */
export type RuleName = keyof typeof RULES;

export function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(RULES, name);
}
