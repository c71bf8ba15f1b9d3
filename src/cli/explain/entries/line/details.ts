import type { LineSubject } from '../../entry.js';

const DETAILS_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#error-responses';

/** What stands in `details` of an answer of 400, also of the validate endpoints. */
export const DETAIL_SUBJECTS: readonly LineSubject[] = [
  {
    name: 'may-not-be-empty',
    title: 'May not be empty',
    seenAs: [/May not be empty/i],
    means: 'The property is there and holds nothing.',
    causes: ['A template filled in an empty value.', 'A text of blanks alone.'],
    next: ['See which, with line and column: `line-ops message validate sale.json`.'],
    docs: DETAILS_PAGE,
  },
  {
    name: 'must-be-specified',
    title: 'must be specified',
    seenAs: [/must be specified/i],
    means: 'A property that has to be there is missing.',
    causes: ['It was left out, or is spelled otherwise.', 'Another property of the object makes it necessary.'],
    next: [
      'See which: `line-ops message validate sale.json`.',
      'Compare with a whole message: `line-ops message new flex`.',
    ],
    docs: DETAILS_PAGE,
  },
  {
    name: 'must-not-be-specified',
    title: 'Must not be specified',
    seenAs: [/must not be specified/i],
    means: 'A property stands where LINE does not take it.',
    causes: ['It belongs to another type of message, or to another send method.', 'Two properties exclude each other.'],
    next: ['Check for the method that is used: `line-ops message validate sale.json --for multicast`.'],
    docs: DETAILS_PAGE,
  },
  {
    name: 'size-must-be-between',
    title: 'Size must be between … and …',
    seenAs: [/Size must be between \d+ and \d+/i],
    means: 'A list has fewer or more items than LINE takes: messages, columns, actions, recipients.',
    causes: ['More than 5 messages, or more than 500 recipients of a multicast.', 'A carousel with too many columns.'],
    next: [
      'See which and the limit: `line-ops message validate sale.json`.',
      'Read about it: `line-ops message rules count`.',
    ],
    docs: DETAILS_PAGE,
  },
  {
    name: 'length-must-be-between',
    title: 'Length must be between … and …',
    seenAs: [/Length must be between \d+ and \d+/i],
    means:
      'A text is too long, or too short, as LINE counts: UTF-16 units mostly, what people see as one character in labels.',
    causes: ['Emoji count twice and more.', 'A placeholder was filled with a longer text than was tried.'],
    next: [
      'See how long it is and may be: `line-ops message validate sale.json`.',
      'Read about it: `line-ops message rules max-length`.',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/text-character-count/',
  },
  {
    name: 'invalid-uri',
    title: 'invalid uri',
    seenAs: [/invalid uri\b/i],
    means: 'LINE does not take the URL at this place.',
    causes: [
      'It is http where https is needed, or has no scheme.',
      'It has characters that must be percent-encoded: blanks, Japanese, braces.',
      'It is longer than the place allows.',
    ],
    next: [
      'See what is wrong with it: `line-ops message validate sale.json`.',
      'Let it be encoded: `line-ops message fix sale.json`.',
    ],
    docs: DETAILS_PAGE,
  },
  {
    name: 'must-be-one-of',
    title: 'Must be one of the following values',
    seenAs: [/Must be one of the following values/i],
    means: 'The value is none of the words that LINE takes there; it lists them.',
    causes: ['It is spelled otherwise; capitals count.', 'It is a word of another object.'],
    next: ['See the nearest one: `line-ops message validate sale.json`.'],
    docs: DETAILS_PAGE,
  },
  {
    name: 'must-be-between',
    title: 'Must be between … and …',
    seenAs: [/(?<!\b(?:Size|Length) )must be between \d+ and \d+/i],
    means: 'A number is below or above what LINE takes.',
    causes: ['Another unit was meant: pixels, seconds, milliseconds.'],
    next: ['See the bounds: `line-ops message validate sale.json`.'],
    docs: DETAILS_PAGE,
  },
];
