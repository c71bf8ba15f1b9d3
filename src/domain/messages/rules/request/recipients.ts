import { isUserId } from '../../../line/ids.js';
import { isJsonObject } from '../../../text/json-object.js';
import { shown } from '../../../text/shown.js';
import type { Destination, Form, RuleContext } from '../../engine/shapes.js';
import { formed, list } from '../../engine/table.js';

/** User IDs of one multicast request. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_RECIPIENTS = 500;

const USER_ID: Form = {
  rule: 'recipient-format',
  expected: 'a user ID: U and 32 of 0-9a-f',
  accepts: isUserId,
};

const RECIPIENT_ID: Form = {
  rule: 'recipient-format',
  expected: 'a user, group or room ID: U, C or R and 32 of 0-9a-f',
  accepts: (id) => /^[UCR][0-9a-f]{32}$/.test(id),
};

/** `to` of a multicast. */
export const MULTICAST_RECIPIENTS = list(formed(USER_ID), {
  min: 1,
  max: MAX_RECIPIENTS,
  countRule: 'recipient-count',
  check: checkDuplicates,
});

/** `to` of a push. */
export const PUSH_RECIPIENT = formed(RECIPIENT_ID);

/** What kind of chat the `to` of a request names. */
export function destinationOf(requestBody: unknown): Destination {
  const to: unknown = isJsonObject(requestBody) ? requestBody['to'] : null;
  if (typeof to !== 'string' || !RECIPIENT_ID.accepts(to)) return 'unknown';
  if (to.startsWith('C')) return 'group';
  return to.startsWith('R') ? 'room' : 'user';
}

function checkDuplicates(recipients: readonly unknown[], { report }: RuleContext): void {
  const first = new Map<unknown, number>();
  for (const [index, id] of recipients.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      continue;
    }
    const message = `to[${index}] is the same as to[${earlier}]`;
    report({ rule: 'duplicate-recipient', severity: 'warning', at: `/${index}`, message, actual: shown(String(id)) });
  }
}
