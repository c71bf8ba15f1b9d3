import type { Field } from './fields.js';

/** Which log it is: of the webhooks that a server received, or of the requests that it made to LINE. */
export type ServerLogKind = 'webhooks' | 'requests';

/** One of the five columns that LINE recommends. @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs */
export interface Column {
  readonly id: 'sender-ip' | 'request-id' | 'time' | 'method' | 'path' | 'url' | 'status';
  readonly title: string;
  readonly isIn: (field: Field) => boolean;
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
/** Nobody writes a time with that many colons and letters. */
const IPV6 = /^(?=.*::|(?:[0-9a-f]+:){7})[0-9a-f:]*(?::\d{1,3}(?:\.\d{1,3}){3})?$/i;

const SENDER_IP: Column = {
  id: 'sender-ip',
  title: 'sender IP',
  isIn: ({ text }) => {
    const address = text.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '');
    return IPV4.test(address) || (text.includes(':') && IPV6.test(text));
  },
};

/** LINE writes UUIDs. */
const REQUEST_ID: Column = {
  id: 'request-id',
  title: 'x-line-request-id',
  isIn: ({ text }) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
};

/** HTTP dates, ISO 8601, the combined log's form, and milliseconds since 1970 under a name that says so: each has its day. */
const TIMES: readonly RegExp[] = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z| ?[+-]\d{2}:?\d{2})?$/,
  /^\d{1,2}\/\w{3}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$/,
];

const TIME: Column = {
  id: 'time',
  title: 'time',
  isIn: ({ name, text }) =>
    TIMES.some((form) => form.test(text)) ||
    (name !== null && /time|date|^ts$|^at$/i.test(name) && /^\d{10}(?:\d{3})?(?:\.\d+)?$/.test(text)),
};

const METHOD: Column = {
  id: 'method',
  title: 'HTTP method',
  isIn: ({ text }) => /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)$/.test(text),
};

const PATH: Column = {
  id: 'path',
  title: 'request path',
  isIn: ({ text }) => /^\/\S*$/.test(text) || /^https?:\/\/[^/\s]+\/\S*$/.test(text),
};

const URL_OF_LINE: Column = {
  id: 'url',
  title: 'endpoint URL',
  isIn: ({ text }) => /^https?:\/\/[^/\s]+\/\S*$/.test(text),
};

const STATUS: Column = {
  id: 'status',
  title: 'status code',
  isIn: ({ name, text }) => /^[1-5]\d\d$/.test(text) && (name === null || /status|code/i.test(name)),
};

/** In LINE's order. */
export const COLUMNS: Readonly<Record<ServerLogKind, readonly Column[]>> = {
  webhooks: [SENDER_IP, TIME, METHOD, PATH, STATUS],
  requests: [REQUEST_ID, TIME, METHOD, URL_OF_LINE, STATUS],
};

/** Words with a date or an address in them are put together from their neighbours first: `2026-11-21 08:10:00`. */
export function joinedTimes(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field, index) => {
    const next = fields[index + 1];
    const isDay = field.name === null && /^\d{4}-\d{2}-\d{2}$/.test(field.text);
    return isDay && next?.name === null && /^\d{2}:\d{2}/.test(next.text)
      ? [field, { name: null, text: `${field.text} ${next.text}` }]
      : [field];
  });
}
