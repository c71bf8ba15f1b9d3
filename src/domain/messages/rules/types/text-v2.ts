import { isUserId } from '../../../line/ids.js';
import { isJsonObject } from '../../../text/json-object.js';
import { shown } from '../../../text/shown.js';
import type { ChoiceShape, JsonObject, MapShape, RuleContext } from '../../engine/shapes.js';
import { ANYTHING, choice, optional, required, table, tablesByType, text, wordForm } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import type { RuleName } from '../../registry/rules.js';
import { checkEmoji } from '../lists/known-emoji.js';
import { checkHiddenLength, MAX_EMOJIS, MESSAGE_TEXT } from '../shared/message-text.js';
import { messageType, textLines } from '../shared/message-type.js';
import { textParts } from '../shared/placeholders.js';
import { checkQuoteToken, QUOTE_TOKEN } from '../shared/quote-token.js';
import { checkTextContent } from '../shared/text-content.js';

const TEXT_V2_DOCS = reference('text-message-v2');
const MENTION_DOCS = reference('text-message-v2-mention-object');

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2-mention-object */
const MAX_MENTIONS = 20;
/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
const MAX_SUBSTITUTIONS = 100;

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
const SUBSTITUTION_KEY = wordForm('substitution-key', 20);

const MENTION = table({
  name: 'mention',
  docs: MENTION_DOCS,
  properties: {
    type: required(ANYTHING),
    mentionee: required(choice(() => MENTIONEES, { what: 'mentionee', typeRule: 'enum' })),
  },
  check: (_mention, { method, destination, report }) => {
    if (method !== 'push' && method !== 'reply') {
      const message = `a mention can be sent by push or reply only, not by ${method}`;
      report({ rule: 'mention-method', severity: 'error', at: '', message, limit: 'push, reply', actual: method });
    } else if (destination === 'user') {
      const message = 'a mention can be sent to a group or a multi-person chat only, and this goes to a user';
      report({ rule: 'mention-method', severity: 'error', at: '', message, limit: 'group, room', actual: 'user' });
    }
  },
});

const MENTIONEES = tablesByType({
  user: table({
    name: 'user mentionee',
    docs: reference('text-message-v2-mentionee-user'),
    properties: { type: required(ANYTHING), userId: required(text(null)) },
    check: ({ userId }, { report }) => {
      if (typeof userId !== 'string' || userId === '' || isUserId(userId)) return;
      const message = `"${shown(userId)}" is not a user ID: U and 32 of 0-9a-f`;
      const limit = 'U[0-9a-f]{32}';
      report({ rule: 'recipient-format', severity: 'warning', at: '/userId', message, limit, actual: shown(userId) });
    },
  }),
  all: table({
    name: 'all-mention',
    docs: reference('text-message-v2-mentionee-all'),
    properties: { type: required(ANYTHING) },
  }),
});

const SUBSTITUTION: ChoiceShape = choice(() => SUBSTITUTIONS, { what: 'substitution', typeRule: 'enum' });

const SUBSTITUTIONS = tablesByType({
  mention: MENTION,
  emoji: table({
    name: 'emoji substitution',
    docs: reference('text-message-v2-emoji-object'),
    properties: { type: required(ANYTHING), productId: required(text(null)), emojiId: required(text(null)) },
    check: checkEmoji,
  }),
});

const SUBSTITUTION_MAP: MapShape = {
  kind: 'map',
  keys: SUBSTITUTION_KEY,
  values: SUBSTITUTION,
  max: MAX_SUBSTITUTIONS,
};

/** `textV2`: placeholders in braces, each replaced by a mention or an emoji. */
export const TEXT_V2 = messageType('textV2', {
  name: 'text message (v2)',
  docs: TEXT_V2_DOCS,
  properties: {
    text: required({ ...MESSAGE_TEXT, hasBraces: true }),
    substitution: optional(SUBSTITUTION_MAP),
    quoteToken: QUOTE_TOKEN,
  },
  check: (message, context) => {
    checkTextContent(message['text'], context);
    checkSubstitutions(message, context);
    checkQuoteToken(message, context);
  },
  summary: textLines,
});

function checkSubstitutions(message: JsonObject, { report }: RuleContext): void {
  const { text: written, substitution } = message;
  if (typeof written !== 'string') return;
  if (substitution !== undefined && substitution !== null && !isJsonObject(substitution)) return;
  const given: JsonObject = substitution ?? {};
  const { keys, broken } = readPlaceholders(written);
  for (const problem of broken) {
    const limit = 'pairs, {{ and }} for the characters';
    report({ rule: 'brace', severity: 'error', at: '/text', message: problem, limit });
  }
  const uses = new Map<string, number>();
  for (const key of keys) uses.set(key, (uses.get(key) ?? 0) + 1);
  for (const key of uses.keys()) checkPlaceholder(key, given, report);
  for (const key of Object.keys(given)) {
    if (uses.has(key) || !SUBSTITUTION_KEY.accepts(key)) continue;
    const message = `"{${key}}" does not occur in the text`;
    report({ rule: 'substitution-unused', severity: 'warning', at: `/substitution/${key}`, message, actual: key });
  }
  checkUses('mention', 'mention-count', MAX_MENTIONS, usesOf('mention', given, uses), report);
  const emojis = usesOf('emoji', given, uses);
  checkUses('emoji', 'emoji-count', MAX_EMOJIS, emojis, report);
  checkHiddenLength(written, { emojis: emojis.places, placeholders: emojis.units }, report);
}

function checkPlaceholder(key: string, given: JsonObject, report: RuleContext['report']): void {
  if (!SUBSTITUTION_KEY.accepts(key)) {
    const { rule, expected } = SUBSTITUTION_KEY;
    const message = `the placeholder "{${shown(key)}}" must be ${expected}; write {{ and }} for the characters { and }`;
    report({ rule, severity: 'error', at: '/text', message, limit: expected, actual: shown(key) });
  } else if (!Object.hasOwn(given, key)) {
    const message = `the placeholder "{${key}}" has no entry in "substitution"`;
    report({ rule: 'substitution-missing', severity: 'error', at: '/text', message, actual: key });
  }
}

interface Uses {
  /** Entries of one type that occur in the text. */
  readonly objects: number;
  /** Places where they occur. */
  readonly places: number;
  /** UTF-16 units of their placeholders. */
  readonly units: number;
}

function usesOf(type: string, given: JsonObject, uses: ReadonlyMap<string, number>): Uses {
  let objects = 0;
  let places = 0;
  let units = 0;
  for (const [key, count] of uses) {
    const entry = Object.hasOwn(given, key) ? given[key] : null;
    if (!isJsonObject(entry) || entry['type'] !== type) continue;
    objects += 1;
    places += count;
    units += count * `{${key}}`.length;
  }
  return { objects, places, units };
}

/** LINE does not say whether a key used twice counts twice: beyond the limit only that way, it is a warning. */
function checkUses(
  type: string,
  rule: RuleName,
  limit: number,
  { objects, places }: Uses,
  report: RuleContext['report'],
): void {
  if (places <= limit) return;
  const severity = limit < objects ? 'error' : 'warning';
  const message = `the text has ${places} places for a ${type}, the limit is ${limit} a message`;
  report({ rule, severity, at: '/substitution', message, limit, actual: places });
}

/** The keys between single braces in order, and a sentence for every brace that has no partner. */
function readPlaceholders(written: string): { keys: string[]; broken: string[] } {
  const parts = textParts(written);
  return {
    keys: parts.flatMap((part) => (part.type === 'placeholder' ? part.key : [])),
    broken: parts.flatMap((part) => (part.type === 'stray' ? strayBrace(part.brace, part.index) : [])),
  };
}

function strayBrace(brace: '{' | '}', index: number): string {
  return brace === '{'
    ? `the "{" at ${index} is never closed; write {{ for the character`
    : `the "}" at ${index} closes nothing; write }} for the character`;
}
