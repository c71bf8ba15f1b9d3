import { isJsonObject, jsonIn } from '../../../text/json-object.js';
import type { RuleContext } from '../../engine/shapes.js';
import { reference } from '../../line-pages.js';

/** Code points that LINE once drew as emoji of its own. @see https://developers.line.biz/en/reference/messaging-api/#text-message */
const LINE_ORIGINAL_EMOJI = /\udbc0[\udc00-\udfff]/;

/** What is JSON of a message in a text most often: Flex, as other tools hand it out, and the types that hold objects. */
const STRUCTURED_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['bubble', 'a Flex bubble'],
  ['carousel', 'a Flex carousel'],
  ['flex', 'a Flex Message'],
  ['template', 'a template message'],
  ['imagemap', 'an imagemap message'],
]);

/** Warns of a text that LINE takes and nobody wants to read: the JSON of a message, or emoji that are drawn no more. */
export function checkTextContent(written: unknown, { report }: RuleContext): void {
  if (typeof written !== 'string') return;
  const what = messageIn(written);
  if (what !== null) {
    const message = `text is the JSON of ${what}, and people will read that JSON: write it as an object in place of this message`;
    const docs = reference('flex-message');
    report({
      rule: 'stringified-flex',
      severity: 'warning',
      at: '/text',
      message,
      limit: 'an object',
      actual: what,
      docs,
    });
  }
  const emoji = LINE_ORIGINAL_EMOJI.exec(written)?.[0].codePointAt(0);
  if (emoji === undefined) return;
  const actual = `U+${emoji.toString(16).toUpperCase()}`;
  const message = `text contains ${actual}, one of LINE's original Unicode emoji, which were discontinued in March 2022: use LINE emoji`;
  report({ rule: 'discontinued-emoji', severity: 'warning', at: '/text', message, limit: 'LINE emoji', actual });
}

/** What message a text is the JSON of; null for any other text. */
function messageIn(written: string): string | null {
  // Nearly no text gets further than its first character.
  const start = written.trimStart();
  if (!(start.startsWith('{') || start.startsWith('[')) || !start.includes('"type"')) return null;
  const value = jsonIn(start);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (!isJsonObject(first)) return null;
  if (Array.isArray(first['messages'])) return 'a request body';
  return STRUCTURED_TYPES.get(first['type']) ?? null;
}
