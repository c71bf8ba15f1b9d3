import { followerId } from '../../../src/emulator/bot/followers.js';
import { messages, uuid } from '../../emulator/sdk-calls.js';
import type { Exchange } from './recording-proxy.js';
import { SAMPLE_MESSAGES } from './sample-messages.js';

interface Parts {
  readonly query?: string;
  readonly json?: unknown;
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly answer?: unknown;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

const TOKEN = { authorization: 'Bearer a-token' };
const REQUEST_ID = { 'x-line-request-id': uuid('request') };

/** An exchange as it would be recorded, with 200 and `{}` for an answer unless told otherwise. */
function exchange(method: string, path: string, parts: Parts = {}): Exchange {
  const { query = '', json, form, headers = TOKEN, status = 200, answer = {}, answerHeaders = REQUEST_ID } = parts;
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  const hasBody = json !== undefined || form !== undefined;
  return {
    client: 'line-ops',
    method,
    path,
    query: new URLSearchParams(query),
    headers: { host: '127.0.0.1', ...(hasBody ? { 'content-type': type } : {}), ...headers },
    body: Buffer.from(form ?? (json === undefined ? '' : JSON.stringify(json))),
    answer: {
      status,
      headers: { 'content-type': 'application/json', ...answerHeaders },
      body: Buffer.from(JSON.stringify(answer)),
    },
  };
}

const to = [followerId(0)];
const multicast = (json: object, parts: Parts = {}) =>
  exchange('POST', '/v2/bot/message/multicast', { json, ...parts });
const narrowcast = (json: object) => exchange('POST', '/v2/bot/message/narrowcast', { json, status: 202 });
const followers = (query: string) => exchange('GET', '/v2/bot/followers/ids', { query, answer: { userIds: to } });
const quota = (answer: object, parts: Parts = {}) => exchange('GET', '/v2/bot/message/quota', { answer, ...parts });
const token = { access_token: 'a', expires_in: 900, token_type: 'Bearer' };
const stateless = (form: string, parts: Parts = {}) =>
  exchange('POST', '/oauth2/v3/token', { form, headers: {}, answer: token, ...parts });

/** The second bubble of a carousel with one property more, two levels down. */
function flexWith(property: string): object {
  const flex = JSON.parse(JSON.stringify(SAMPLE_MESSAGES['flex']?.[1]));
  flex.contents.contents[1].body.contents[2].contents[1][property] = true;
  return flex;
}

function flexWithHeader(header: object): object {
  const [bubble] = JSON.parse(JSON.stringify(SAMPLE_MESSAGES['flex']));
  bubble.contents.header = header;
  return bubble;
}

const MULTICAST = 'POST /v2/bot/message/multicast';
const STATELESS = 'POST /oauth2/v3/token';
const DEEP = '/messages/0/contents/contents/1/body/contents/2/contents/1';
const UNKNOWN = 'Object literal may only specify known properties, and';
const TYPES = [
  'text',
  'textV2',
  'sticker',
  'image',
  'video',
  'audio',
  'location',
  'imagemap',
  'template',
  'flex',
  'coupon',
];
const CREDENTIALS = 'grant_type=client_credentials&client_id=1&client_secret=s';

/** Exchanges with nothing wrong in them. */
export const RIGHT_EXCHANGES: readonly Exchange[] = [
  multicast({ to, messages }),
  multicast({ to, messages: [flexWith('wrap')] }, { headers: { ...TOKEN, 'x-line-retry-key': uuid('key') } }),
  followers('limit=10&start=x'),
  quota({ type: 'limited', value: 1000 }),
  narrowcast({ messages, limit: { max: 10 } }),
  stateless(CREDENTIALS),
  stateless(CREDENTIALS, { status: 400, answer: { error: 'invalid_request' } }),
  multicast({ to, messages }, { status: 429, answer: { message: 'You have reached your monthly limit.' } }),
];

/** An exchange with one thing wrong in it, and what each of the checkers has to say of it. */
export interface WrongExchange {
  readonly exchange: Exchange;
  readonly openApi: readonly string[];
  /** Empty where types cannot tell. */
  readonly sdk: readonly string[];
}

/** By what is wrong. */
export const WRONG_EXCHANGES: Readonly<Record<string, WrongExchange>> = {
  'an unknown query parameter': {
    exchange: followers('limit=10&page=2'),
    openApi: ['GET /v2/bot/followers/ids 200: request query page: unknown'],
    sdk: [
      `GET /v2/bot/followers/ids 200: request parameters: "page": Type 'string' is not assignable to type 'never'.`,
    ],
  },
  'a word where a number is asked for': {
    exchange: followers('limit=all'),
    openApi: ['GET /v2/bot/followers/ids 200: request query limit: /: must be integer'],
    sdk: [`GET /v2/bot/followers/ids 200: request: Type 'string' is not assignable to type 'number'.`],
  },
  'a missing query parameter': {
    exchange: exchange('GET', '/v2/bot/message/delivery/push', { answer: { status: 'unready' } }),
    openApi: ['GET /v2/bot/message/delivery/push 200: request query date: missing'],
    sdk: ['GET /v2/bot/message/delivery/push 200: request: Source has 0 element(s) but target requires 1.'],
  },
  'a missing "to"': {
    exchange: multicast({ messages }),
    openApi: [`${MULTICAST} 200: request body /: must have required property 'to'`],
    sdk: [`${MULTICAST} 200: request: Property 'to' is missing in type '{…}' but required in type '{…}'.`],
  },
  'an integer as a string, in a request': {
    exchange: narrowcast({ messages, limit: { max: '10' } }),
    openApi: ['POST /v2/bot/message/narrowcast 202: request body /limit/max: must be integer'],
    sdk: [`POST /v2/bot/message/narrowcast 202: request: "max": Type 'string' is not assignable to type 'number'.`],
  },
  'an integer as a string, in an answer': {
    exchange: quota({ type: 'limited', value: '1000' }),
    openApi: ['GET /v2/bot/message/quota 200: answer body /value: must be integer'],
    sdk: [`GET /v2/bot/message/quota 200: answer: "value": Type 'string' is not assignable to type 'number'.`],
  },
  'an unknown property deep in a flex message': {
    exchange: multicast({ to, messages: [flexWith('colour')] }),
    openApi: [`${MULTICAST} 200: request body ${DEEP}: unknown property "colour"`],
    sdk: [`${MULTICAST} 200: request: "colour": ${UNKNOWN} '"colour"' does not exist in type '{…}'.`],
  },
  'a message without what its type asks for': {
    exchange: multicast({ to, messages: [{ type: 'sticker', packageId: '1' }] }),
    openApi: [`${MULTICAST} 200: request body /messages/0: must have required property 'stickerId'`],
    sdk: [`${MULTICAST} 200: request: Property 'stickerId' is missing in type '{…}' but required in type '{…}'.`],
  },
  'a part of a flex message where another one belongs': {
    exchange: multicast({ to, messages: [flexWithHeader({ type: 'carousel', layout: 'vertical', contents: [] })] }),
    openApi: [
      `${MULTICAST} 200: request body /messages/0/contents/header/type: must be equal to one of the allowed values: box`,
    ],
    sdk: [`${MULTICAST} 200: request: "type": Type '"carousel"' is not assignable to type '"box"'.`],
  },
  'an unknown type of message': {
    exchange: multicast({ to, messages: [{ type: 'telegram' }] }),
    openApi: [
      `${MULTICAST} 200: request body /messages/0/type: must be equal to one of the allowed values: ${TYPES.join(', ')}`,
    ],
    sdk: [
      `${MULTICAST} 200: request: "type": Type '"telegram"' is not assignable to type '${TYPES.map(
        (type) => `"${type}"`,
      )
        .sort()
        .join(' | ')}'.`,
    ],
  },
  'an unknown property in an answer': {
    exchange: quota({ type: 'none', left: 5 }),
    openApi: ['GET /v2/bot/message/quota 200: answer body /: unknown property "left"'],
    sdk: [`GET /v2/bot/message/quota 200: answer: "left": ${UNKNOWN} '"left"' does not exist in type '{…}'.`],
  },
  'something in an answer that holds nothing': {
    exchange: multicast({ to, messages }, { answer: { sent: 1 } }),
    openApi: [`${MULTICAST} 200: answer body /: unknown property "sent"`],
    sdk: [`${MULTICAST} 200: answer: "sent": Type 'number' is not assignable to type 'never'.`],
  },
  'an undocumented status': {
    exchange: multicast({ to, messages }, { status: 201 }),
    openApi: [`${MULTICAST} 201: answer status: not described`],
    sdk: [],
  },
  'an error of another form': {
    exchange: multicast({ to, messages }, { status: 400, answer: { error: 'no' } }),
    openApi: [
      `${MULTICAST} 400: answer body /: must have required property 'message'`,
      `${MULTICAST} 400: answer body /: unknown property "error"`,
    ],
    sdk: [`${MULTICAST} 400: answer: "error": ${UNKNOWN} '"error"' does not exist in type '{…}'.`],
  },
  'a header that the endpoint does not know': {
    exchange: quota({ type: 'none' }, { headers: { ...TOKEN, 'x-line-retry-key': uuid('key') } }),
    openApi: ['GET /v2/bot/message/quota 200: request header x-line-retry-key: unknown'],
    sdk: [
      `GET /v2/bot/message/quota 200: request parameters: "x-line-retry-key": Type 'string' is not assignable to type 'never'.`,
    ],
  },
  'a retry key that is no UUID': {
    exchange: multicast({ to, messages }, { headers: { ...TOKEN, 'x-line-retry-key': 'again' } }),
    openApi: [`${MULTICAST} 200: request header x-line-retry-key: /: must match format "uuid"`],
    sdk: [],
  },
  'no token': {
    exchange: multicast({ to, messages }, { headers: {} }),
    openApi: [`${MULTICAST} 200: request header authorization: missing`],
    sdk: [],
  },
  'a token where none is asked for': {
    exchange: stateless(CREDENTIALS, { headers: TOKEN }),
    openApi: [`${STATELESS} 200: request header authorization: no token is asked for`],
    sdk: [],
  },
  'another content type': {
    exchange: multicast({ to, messages }, { headers: { ...TOKEN, 'content-type': 'text/plain' } }),
    openApi: [`${MULTICAST} 200: request header content-type: "text/plain", not application/json`],
    sdk: [],
  },
  'an unknown field of a form': {
    exchange: stateless(`${CREDENTIALS}&scope=all`),
    openApi: [`${STATELESS} 200: request body /: unknown property "scope"`],
    sdk: [`${STATELESS} 200: request parameters: "scope": Type 'string' is not assignable to type 'never'.`],
  },
  'no request ID': {
    exchange: quota({ type: 'none' }, { answerHeaders: {} }),
    openApi: ['GET /v2/bot/message/quota 200: answer header x-line-request-id: missing'],
    sdk: [],
  },
};
