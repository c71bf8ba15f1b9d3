import { expect, it } from 'vitest';
import {
  mayBeAboutRecipients,
  namedRecipients,
} from '../../../../../src/domain/broadcast/sending/batch/named-recipients.js';

const about = (property: string | null, message: string | null = null) => ({ property, message });
const ERRORS = 'The request body has 2 error(s)';

it.each<[string, ReturnType<typeof about>[], number[]]>([
  ['The property, to[1], in the request body is invalid (line: -, column: -)', [], [1]],
  [ERRORS, [about('to[7]'), about('to[3]')], [3, 7]],
  [ERRORS, [about('to[3]'), about('messages[0].text')], []],
  [ERRORS, [about(null, 'The property, to[4], is invalid')], [4]],
  [ERRORS, [about('to[3]', 'Invalid user ID'), about(null, 'to[4] is no user ID')], [3, 4]],
  [ERRORS, [about('messages[0].text', 'See to[4]')], []],
  [ERRORS, [about(null, 'to[500] is invalid')], []],
  ['The property, to[1], is invalid', [about(null, 'Try again')], [1]],
  ['to[500] is invalid', [], []],
  ['The property, messages[0], is invalid', [], []],
])('%s with %j names %j', (problem, details, expected) => {
  expect(namedRecipients(problem, details, 500).map(({ position }) => position)).toEqual(expected);
});

it("keeps LINE's own words on each recipient, and the problem where it has none", () => {
  const details = [about('to[3]', 'Invalid user ID'), about('to[5]'), about(null, 'to[1] is blocked')];
  expect(namedRecipients(ERRORS, details, 10)).toEqual([
    { position: 1, reason: 'to[1] is blocked' },
    { position: 3, reason: 'Invalid user ID' },
    { position: 5, reason: ERRORS },
  ]);
});

it.each<[string, ReturnType<typeof about>[], boolean]>([
  ['Failed to send messages', [], true],
  ["The property, 'to', in the request body is invalid (line: -, column: -)", [], true],
  ['The property, to, in the request body is invalid (line: -, column: -)', [], true],
  [ERRORS, [about('to')], true],
  [ERRORS, [about(null, 'Something is wrong')], true],
  ['The property, messages[0].text, in the request body is invalid (line: -, column: -)', [], false],
  ['The property, customAggregationUnits, in the request body is invalid (line: -, column: -)', [], false],
  [ERRORS, [about('to'), about('customAggregationUnits')], false],
])('%s with %j may be about recipients: %s', (problem, details, expected) => {
  expect(mayBeAboutRecipients(problem, details)).toBe(expected);
});
