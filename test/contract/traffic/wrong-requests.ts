import { ASSERTION_TYPE } from '../../emulator/platform.js';
import { messages, uuid } from '../../emulator/sdk-calls.js';

/** What a request consists of. Without `token` it carries the live one where the endpoint takes any. */
export interface RequestParts {
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a `{userId}` in the path. */
  readonly userId?: string;
}

/** What only the emulator that is asked knows. */
export interface Known {
  readonly userId: string;
  readonly strangerId: string;
  readonly channelId: string;
  readonly secret: string;
  /** A JWT assertion with these parts in place of the right ones. */
  assertion(parts?: { readonly header?: object; readonly claims?: object }): string;
}

const DAY = { date: '20261121' };
const GRANT = { grant_type: 'client_credentials' };
const GROUP = `C${'0'.repeat(32)}`;
const EMPTY_TEXT = [{ type: 'text', text: '' }];
/** Of an audience that is not there. */
export const NO_AUDIENCE = 7;
const UNKNOWN_OPAQUE = 'A'.repeat(40);

/** A request to each of the emulator's endpoints, by its short name, that has the form LINE asks for. */
export function wellFormed(known: Known): Readonly<Record<string, RequestParts>> {
  const { userId, channelId, secret } = known;
  const proof = { client_assertion_type: ASSERTION_TYPE, client_assertion: known.assertion() };
  const credentials = { client_id: channelId, client_secret: secret };
  return {
    'issue-v2.1': { form: { ...GRANT, ...proof } },
    'verify-v2.1': { query: { access_token: 'a.b.c' } },
    'key-ids': { query: proof },
    'revoke-v2.1': { form: { ...credentials, access_token: 'a.b.c' } },
    'issue-stateless': { form: { ...GRANT, ...credentials } },
    'issue-short-lived': { form: { ...GRANT, ...credentials } },
    verify: { form: { access_token: UNKNOWN_OPAQUE } },
    revoke: { form: { access_token: UNKNOWN_OPAQUE } },
    push: { json: { to: userId, messages } },
    multicast: { json: { to: [userId], messages } },
    broadcast: { json: { messages } },
    narrowcast: { json: { messages } },
    reply: { json: { replyToken: 'none', messages } },
    'narrowcast-progress': { query: { requestId: uuid('none') } },
    ...Object.fromEntries(
      ['reply', 'push', 'multicast', 'narrowcast', 'broadcast'].map((method) => [
        `validate-${method}`,
        { json: { messages } },
      ]),
    ),
    quota: {},
    consumption: {},
    ...Object.fromEntries(
      ['reply', 'push', 'multicast', 'broadcast'].map((method) => [`delivery-${method}`, { query: DAY }]),
    ),
    'aggregation-info': {},
    'aggregation-list': {},
    'insight-followers': { query: DAY },
    'insight-delivery': { query: DAY },
    'insight-message-event': { query: { requestId: uuid('none') } },
    'insight-per-unit': { query: { customAggregationUnit: 'spring', from: '20261121', to: '20261221' } },
    'follower-ids': {},
    'audience-create': { json: { description: 'spring' } },
    'audience-add': { json: { audienceGroupId: NO_AUDIENCE, audiences: [{ id: userId }] } },
    'audience-create-by-file': {},
    'audience-add-by-file': {},
    'audience-rename': { json: { description: 'spring' } },
    'audience-list': { query: { page: '1' } },
    'audience-shared-list': { query: { page: '1' } },
    audience: {},
    'audience-shared': {},
    'audience-delete': {},
    profile: { userId },
    'bot-info': {},
    'mark-as-read': { json: { markAsReadToken: 'none' } },
    'webhook-get': {},
    'webhook-set': { json: { endpoint: 'https://example.com/hook' } },
    'webhook-test': { json: {} },
  };
}

/** Requests that LINE documents a refusal for: name of the endpoint, status, request. */
export function refused(known: Known): readonly (readonly [endpoint: string, status: number, request: RequestParts])[] {
  const { userId, strangerId, channelId, secret, assertion } = known;
  const proof = (parts: Parameters<typeof assertion>[0]) => ({
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion(parts),
  });
  const anotherChannel = proof({ claims: { iss: '9', sub: '9' } });
  const pastAssertion = proof({ claims: { exp: 1 } });
  const unknownKey = proof({ header: { kid: 'x' } });
  return [
    ['issue-v2.1', 400, { form: { ...GRANT, ...anotherChannel } }],
    ['issue-v2.1', 404, { form: { ...GRANT, ...unknownKey } }],
    ['key-ids', 400, { query: pastAssertion }],
    ['key-ids', 404, { query: unknownKey }],
    ['issue-stateless', 404, { form: { ...GRANT, ...unknownKey } }],
    ['issue-stateless', 400, { form: { ...GRANT, client_id: channelId, client_secret: 'x' } }],
    ['issue-short-lived', 400, { form: { ...GRANT, client_id: '1', client_secret: secret } }],
    ['issue-short-lived', 400, { form: { ...GRANT, client_id: channelId, client_secret: 'x' } }],
    ['issue-short-lived', 400, { form: {} }],
    ['verify-v2.1', 400, { query: { access_token: UNKNOWN_OPAQUE } }],
    ['verify-v2.1', 400, { query: { access_token: 'a.b.c' } }],
    ['revoke-v2.1', 400, { form: { client_id: channelId, client_secret: secret, access_token: UNKNOWN_OPAQUE } }],
    ['revoke-v2.1', 400, { form: { client_id: channelId, client_secret: 'x', access_token: 'a.b.c' } }],
    ['verify', 400, { form: { access_token: UNKNOWN_OPAQUE } }],
    ['verify', 400, { form: { access_token: 'a.b.c' } }],
    ['revoke', 400, { form: { access_token: 'a.b.c' } }],

    ['push', 400, { json: { to: userId, messages: EMPTY_TEXT } }],
    ['push', 400, { json: { to: GROUP, messages } }],
    ['push', 400, { json: { to: userId, messages }, headers: { 'x-line-retry-key': 'not-a-uuid' } }],
    ['push', 400, { json: { to: userId, messages, notificationDisabled: 'yes', customAggregationUnits: ['a-b'] } }],
    ['multicast', 400, { json: { to: [userId, GROUP], messages } }],
    ['multicast', 400, { json: { messages } }],
    ['multicast', 400, { json: { to: Array(501).fill(userId), messages } }],
    ['broadcast', 400, { json: { messages: Array(6).fill(messages[0]) } }],
    ['narrowcast', 400, { json: { messages, recipient: { type: 'audience', audienceGroupId: 7 } } }],
    ['narrowcast', 400, { json: { messages, recipient: { type: 'redelivery', requestId: uuid('x') } } }],
    ['narrowcast', 400, { json: { messages, limit: { max: 0 } } }],
    ['narrowcast', 400, { json: { messages, limit: { forbidPartialDelivery: true } } }],
    ['narrowcast', 400, { json: { messages, filter: { demographic: { type: 'gender', oneOf: ['no'] } } } }],
    ['narrowcast', 403, { json: { messages, filter: { demographic: { type: 'gender', oneOf: ['male'] } } } }],
    ['narrowcast-progress', 400, { query: { requestId: 'x' } }],
    ['narrowcast-progress', 404, { query: { requestId: uuid('none') } }],
    ['reply', 400, { json: { replyToken: 'none', messages } }],
    ...['reply', 'push', 'multicast', 'narrowcast', 'broadcast'].map(
      (method) => [`validate-${method}`, 400, { json: { messages: [...EMPTY_TEXT, { type: 'no' }] } }] as const,
    ),
    ...['reply', 'push', 'multicast', 'broadcast'].map(
      (method) => [`delivery-${method}`, 400, { query: { date: '2026-11-21' } }] as const,
    ),
    ['aggregation-list', 400, { query: { start: 'x' } }],
    ['aggregation-list', 400, { query: { limit: '0' } }],
    ['insight-followers', 400, {}],
    ['insight-followers', 400, { query: { date: 'today' } }],
    ['insight-delivery', 400, {}],
    ['insight-message-event', 400, {}],
    ['insight-message-event', 404, { query: { requestId: uuid('none') } }],
    ...[
      {},
      { customAggregationUnit: 'spring', from: '20261121' },
      { customAggregationUnit: 'spring-sale', from: '20261121', to: '20261121' },
      { customAggregationUnit: 'spring', from: '20261121', to: '20261222' },
      { customAggregationUnit: 'spring', from: '20261121', to: '20261120' },
      { customAggregationUnit: 'spring', from: '20260230', to: '20260230' },
    ].map((query) => ['insight-per-unit', 400, { query }] as const),
    ['follower-ids', 400, { query: { start: 'x' } }],
    ['follower-ids', 400, { query: { limit: '1001' } }],
    ['audience-create', 400, { json: { description: 'n'.repeat(121) } }],
    ['audience-create', 400, { json: { description: ' ' } }],
    ['audience-create', 400, { json: { description: 'spring', audiences: [{ id: GROUP }] } }],
    ['audience-create', 400, { json: { description: 'spring', audiences: Array(10_001).fill({ id: userId }) } }],
    ['audience-create', 400, { json: { description: 'spring', uploadDescription: 'd'.repeat(301) } }],
    ['audience-add', 400, { json: { audienceGroupId: NO_AUDIENCE, audiences: [{ id: userId }] } }],
    ['audience-create-by-file', 415, {}],
    ['audience-add-by-file', 415, {}],
    ['audience-rename', 400, { json: { description: 'spring' } }],
    ['audience-list', 400, {}],
    ['audience-list', 400, { query: { page: '1', size: '41' } }],
    ['audience-shared-list', 400, { query: { page: '0' } }],
    ['audience', 400, {}],
    ['audience-shared', 400, {}],
    ['audience-delete', 400, {}],
    ['profile', 404, { userId: strangerId }],
    ['profile', 400, { userId: 'nobody' }],
    ['mark-as-read', 400, { json: { markAsReadToken: 'none' } }],
    ['mark-as-read', 400, { json: {} }],
    ['webhook-get', 404, {}],
    ['webhook-set', 400, { json: { endpoint: 'http://example.com' } }],
    ['webhook-test', 404, { json: {} }],
    ['webhook-test', 400, { json: { endpoint: 'http://example.com' } }],
  ];
}
