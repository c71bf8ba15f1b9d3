import { isJsonObject } from '../../../text/json-object.js';
import { type ChoiceShape, type JsonObject, MAX_OBJECT_DEPTH, type RuleContext } from '../../engine/shapes.js';
import {
  ANYTHING,
  BOOLEAN,
  choice,
  integer,
  list,
  optional,
  required,
  table,
  tablesByType,
  text,
} from '../../engine/table.js';
import { reference } from '../../line-pages.js';

const RECIPIENT_DOCS = reference('narrowcast-recipient');

/** `limit` of a narrowcast. */
export const NARROWCAST_LIMIT = table({
  name: 'narrowcast limit',
  docs: reference('send-narrowcast-message'),
  properties: {
    max: optional(integer(1)),
    upToRemainingQuota: optional(BOOLEAN),
    forbidPartialDelivery: optional(BOOLEAN),
  },
  check: ({ forbidPartialDelivery, upToRemainingQuota }, { report }) => {
    if (forbidPartialDelivery !== true || upToRemainingQuota === true) return;
    const message = 'forbidPartialDelivery can be true only if upToRemainingQuota is true';
    report({
      rule: 'narrowcast-limit',
      severity: 'error',
      at: '/forbidPartialDelivery',
      message,
      limit: 'upToRemainingQuota',
    });
  },
});

/** `filter` of a narrowcast. Demographic conditions are LINE's to judge: their values change without notice. */
export const NARROWCAST_FILTER = table({
  name: 'narrowcast filter',
  docs: reference('narrowcast-demographic-filter'),
  properties: { demographic: optional(ANYTHING) },
});

/** Audiences and redelivery objects together. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient */
export const MAX_NARROWCAST_RECIPIENTS = 10;

/** `recipient` of a narrowcast: audiences and redelivery objects, combined by operators. */
export const NARROWCAST_RECIPIENT: ChoiceShape = choice(() => NARROWCAST_RECIPIENTS, {
  what: 'narrowcast recipient',
  typeRule: 'enum',
});

const NARROWCAST_RECIPIENTS = tablesByType({
  operator: table({
    name: 'recipient operator',
    docs: RECIPIENT_DOCS,
    properties: {
      type: required(ANYTHING),
      and: optional(list(NARROWCAST_RECIPIENT, { min: 1, max: null })),
      or: optional(list(NARROWCAST_RECIPIENT, { min: 1, max: null })),
      not: optional(NARROWCAST_RECIPIENT),
    },
    check: checkOperator,
  }),
  audience: table({
    name: 'audience recipient',
    docs: RECIPIENT_DOCS,
    properties: { type: required(ANYTHING), audienceGroupId: required(integer(1)) },
  }),
  redelivery: table({
    name: 'redelivery recipient',
    docs: RECIPIENT_DOCS,
    properties: { type: required(ANYTHING), requestId: required(text(null)) },
  }),
});

function checkOperator(operator: JsonObject, { report }: RuleContext): void {
  const used = ['and', 'or', 'not'].filter((name) => operator[name] !== undefined && operator[name] !== null);
  if (used.length === 1) return;
  const message = `an operator needs exactly one of and, or, not; this one has ${used.length === 0 ? 'none' : used.join(', ')}`;
  report({
    rule: 'narrowcast-operator',
    severity: 'error',
    at: '',
    message,
    limit: 'and, or, not',
    actual: used.join(', '),
  });
}

/** Reports a narrowcast that combines more audiences and redelivery objects than LINE takes. */
export function checkRecipientCount({ recipient }: JsonObject, report: RuleContext['report']): void {
  const count = countRecipients(recipient, 0);
  if (count <= MAX_NARROWCAST_RECIPIENTS) return;
  const limit = MAX_NARROWCAST_RECIPIENTS;
  const message = `recipient has ${count} audience and redelivery objects, the limit is ${limit}`;
  report({
    rule: 'recipient-count',
    severity: 'error',
    at: '/recipient',
    message,
    limit,
    actual: count,
    docs: RECIPIENT_DOCS,
  });
}

/** Audience and redelivery objects below operators; deeper than anything that makes sense is not followed. */
function countRecipients(recipient: unknown, depth: number): number {
  if (!isJsonObject(recipient) || MAX_OBJECT_DEPTH < depth) return 0;
  if (recipient['type'] !== 'operator') return 1;
  const inside = [recipient['and'], recipient['or'], recipient['not']].flat();
  return inside.reduce<number>((count, child) => count + countRecipients(child, depth + 1), 0);
}
