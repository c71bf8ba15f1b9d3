import type { SendMethod } from '../../engine/finding.js';
import type { Property, RuleContext, Table } from '../../engine/shapes.js';
import {
  ANYTHING,
  BOOLEAN,
  formed,
  list,
  object,
  optional,
  required,
  table,
  text,
  wordForm,
} from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { MESSAGES } from '../message-types.js';
import { checkRecipientCount, NARROWCAST_FILTER, NARROWCAST_LIMIT, NARROWCAST_RECIPIENT } from './narrowcast.js';
import { MULTICAST_RECIPIENTS, PUSH_RECIPIENT } from './recipients.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
const UNITS = list(formed(wordForm('aggregation-unit', 30)), { min: 0, max: 1, countRule: 'aggregation-unit' });

/** What every send method takes. */
const COMMON = { messages: required(MESSAGES), notificationDisabled: optional(BOOLEAN) };

/** What belongs to some methods only. `to` and `replyToken` may be left out: a message file need not name recipients. */
const OWN_PROPERTIES: Readonly<Record<SendMethod, Readonly<Record<string, Property>>>> = {
  push: { to: optional(PUSH_RECIPIENT), customAggregationUnits: optional(UNITS) },
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
function reportForeign(name: string, method: SendMethod, report: RuleContext['report']): void {
  const owners = METHODS.filter((other) => name in OWN_PROPERTIES[other]).join(' and ');
  const audience = name === 'to' && method === 'broadcast' ? ': the messages go to all friends' : '';
  const message = `"${name}" belongs to ${owners}, ${method} ignores it${audience}`;
  report({ rule: 'unknown-property', severity: 'warning', at: `/${name}`, message, limit: owners, actual: name });
}
