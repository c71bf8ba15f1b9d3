import { isUserId } from '../../../line/ids.js';
import { shown } from '../../../text/shown.js';
import type { SendMethod } from '../../engine/finding.js';
import {
  ANYTHING,
  BOOLEAN,
  type ChoiceShape,
  choice,
  type Destination,
  type Form,
  formed,
  integer,
  isObject,
  type JsonObject,
  list,
  MAX_OBJECT_DEPTH,
  object,
  optional,
  type Place,
  type Property,
  reference,
  required,
  type Table,
  table,
  tablesByType,
  text,
  wordForm,
} from '../../engine/shapes.js';
import { MESSAGES } from '../message-types.js';

/** User IDs of one multicast request. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_RECIPIENTS = 500;

const RECIPIENT_DOCS = reference('narrowcast-recipient');

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

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
const UNITS = list(formed(wordForm('aggregation-unit', 30)), { min: 0, max: 1, countRule: 'aggregation-unit' });

const MULTICAST_RECIPIENTS = list(formed(USER_ID), {
  min: 1,
  max: MAX_RECIPIENTS,
  countRule: 'recipient-count',
  check: checkDuplicates,
});

/** What every send method takes. */
const COMMON = { messages: required(MESSAGES), notificationDisabled: optional(BOOLEAN) };

const NARROWCAST_LIMIT = table({
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

/** Demographic conditions are LINE's to judge: their values change without notice. */
const NARROWCAST_FILTER = table({
  name: 'narrowcast filter',
  docs: reference('narrowcast-demographic-filter'),
  properties: { demographic: optional(ANYTHING) },
});

/** Audiences and redelivery objects together. @see https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient */
export const MAX_NARROWCAST_RECIPIENTS = 10;

/** `recipient` of a narrowcast: audiences and redelivery objects, combined by operators. */
const NARROWCAST_RECIPIENT: ChoiceShape = choice(() => NARROWCAST_RECIPIENTS, {
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

/** What belongs to some methods only. `to` and `replyToken` may be left out: a message file need not name recipients. */
const OWN_PROPERTIES: Readonly<Record<SendMethod, Readonly<Record<string, Property>>>> = {
  push: { to: optional(formed(RECIPIENT_ID)), customAggregationUnits: optional(UNITS) },
  multicast: { to: optional(MULTICAST_RECIPIENTS), customAggregationUnits: optional(UNITS) },
  broadcast: {},
  narrowcast: {
    recipient: optional(NARROWCAST_RECIPIENT),
    filter: optional(object(NARROWCAST_FILTER)),
    limit: optional(object(NARROWCAST_LIMIT)),
  },
  reply: { replyToken: optional(text(null)) },
};

const METHODS: readonly SendMethod[] = ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'];

/** The request body per send method. */
export const REQUEST_BODIES: Readonly<Record<SendMethod, Table>> = {
  push: body('push'),
  multicast: body('multicast'),
  broadcast: body('broadcast'),
  narrowcast: body('narrowcast'),
  reply: body('reply'),
};

/** What kind of chat the `to` of a request names. */
export function destinationOf(requestBody: unknown): Destination {
  const to: unknown = isObject(requestBody) ? requestBody['to'] : null;
  if (typeof to !== 'string' || !RECIPIENT_ID.accepts(to)) return 'unknown';
  if (to.startsWith('C')) return 'group';
  return to.startsWith('R') ? 'room' : 'user';
}

function body(method: SendMethod): Table {
  const own = OWN_PROPERTIES[method];
  // Properties of the other methods are known here, to be told apart from slips of the pen.
  const foreign = [...new Set(METHODS.flatMap((other) => Object.keys(OWN_PROPERTIES[other])))].filter(
    (name) => !(name in own),
  );
  const ignored = Object.fromEntries(foreign.map((name) => [name, optional(ANYTHING)]));
  return table({
    name: `${method} request body`,
    docs: reference(`send-${method}-message`),
    properties: { ...own, ...COMMON, ...ignored },
    check: (requestBody, { report }) => {
      for (const name of foreign) {
        if (Object.hasOwn(requestBody, name)) reportForeign(name, method, report);
      }
      if (method === 'narrowcast') checkRecipientCount(requestBody, report);
    },
  });
}

/** A `to` in a broadcast does not narrow it: this is the warning that an operator must not miss. */
function reportForeign(name: string, method: SendMethod, report: Place['report']): void {
  const owners = METHODS.filter((other) => name in OWN_PROPERTIES[other]).join(' and ');
  const audience = name === 'to' && method === 'broadcast' ? ': the messages go to all friends' : '';
  const message = `"${name}" belongs to ${owners}, ${method} ignores it${audience}`;
  report({ rule: 'unknown-property', severity: 'warning', at: `/${name}`, message, limit: owners, actual: name });
}

function checkOperator(operator: JsonObject, { report }: Place): void {
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

function checkRecipientCount({ recipient }: JsonObject, report: Place['report']): void {
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
  if (!isObject(recipient) || MAX_OBJECT_DEPTH < depth) return 0;
  if (recipient['type'] !== 'operator') return 1;
  const inside = [recipient['and'], recipient['or'], recipient['not']].flat();
  return inside.reduce<number>((count, child) => count + countRecipients(child, depth + 1), 0);
}

function checkDuplicates(recipients: readonly unknown[], { report }: Place): void {
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
