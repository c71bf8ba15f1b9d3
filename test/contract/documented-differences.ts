import type { Deviation } from './openapi/checker.js';

/**
 * Where LINE's reference, which is newer and fuller, says otherwise than its OpenAPI files, and the emulator follows the
 * reference. Each entry has to be met by some exchange: what nothing meets is out of date. `*` stands for any index.
 */
export interface DocumentedDifference {
  readonly operations: readonly string[];
  readonly statuses: readonly number[];
  readonly what: string;
  /** The place in the reference. */
  readonly see: string;
}

const REFERENCE = 'https://developers.line.biz/en/reference/messaging-api/#';
const PLAIN_ERROR = 'answer body /: unknown property "message"';
const AUDIENCE_READS = ['list', 'shared/list', '{audienceGroupId}', 'shared/{audienceGroupId}'].map(
  (path) => `GET /v2/bot/audienceGroup/${path}`,
);
const AUDIENCE_PLACES = [
  ...AUDIENCE_READS.filter((operation) => !operation.endsWith('list')).map((operation) => ({
    operation,
    place: 'audienceGroup',
  })),
  { operation: 'GET /v2/bot/audienceGroup/shared/list', place: 'audienceGroups/*' },
  { operation: 'GET /v2/bot/audienceGroup/list', place: 'audienceGroups/*' },
];
const AUDIENCE = 'GET /v2/bot/audienceGroup/{audienceGroupId}';
const EMPTY_OBJECT = 'answer body: none is described, and there is {}';

const WITH_ASSERTION = ['GET /oauth2/v2.1/tokens/kid', 'POST /oauth2/v2.1/token', 'POST /oauth2/v3/token'];
const TOKEN_ENDPOINTS = [
  ...WITH_ASSERTION,
  'GET /oauth2/v2.1/verify',
  'POST /oauth2/v2.1/revoke',
  'POST /v2/oauth/accessToken',
  'POST /v2/oauth/revoke',
  'POST /v2/oauth/verify',
];

export const OPENAPI_DIFFERENCES: readonly DocumentedDifference[] = [
  // An assertion key that the channel does not have is told in a plain message, not as an OAuth error.
  {
    operations: WITH_ASSERTION,
    statuses: [404],
    what: PLAIN_ERROR,
    see: `${REFERENCE}issue-channel-access-token-v2-1`,
  },
  // A retry key where none is taken.
  { operations: TOKEN_ENDPOINTS, statuses: [400], what: PLAIN_ERROR, see: `${REFERENCE}retry-api-request` },
  // The errors that any endpoint can have.
  { operations: TOKEN_ENDPOINTS, statuses: [429, 500], what: PLAIN_ERROR, see: `${REFERENCE}error-responses` },
  ...['reply', 'push', 'multicast', 'narrowcast', 'broadcast'].map((method) => ({
    operations: [`POST /v2/bot/message/validate/${method}`],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}validate-message-objects-of-${method}-message`,
  })),
  {
    operations: ['PUT /v2/bot/channel/webhook/endpoint'],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}set-webhook-endpoint-url`,
  },
  ...(['group', 'room'] as const).map((kind) => ({
    operations: [`POST /v2/bot/${kind}/{${kind}Id}/leave`],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}leave-${kind}`,
  })),
  {
    operations: ['POST /v2/bot/chat/markAsRead'],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}mark-as-read`,
  },
  {
    operations: ['PUT /v2/bot/coupon/{couponId}/close'],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}discontinue-coupon`,
  },
  {
    operations: ['PUT /v2/bot/audienceGroup/upload', 'PUT /v2/bot/audienceGroup/upload/byFile'],
    statuses: [202],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}update-upload-audience-group`,
  },
  {
    operations: ['PUT /v2/bot/audienceGroup/{audienceGroupId}/updateDescription'],
    statuses: [200],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}set-description-audience-group`,
  },
  {
    operations: ['DELETE /v2/bot/audienceGroup/{audienceGroupId}'],
    statuses: [202],
    what: 'answer status: not described',
    see: `${REFERENCE}delete-audience-group`,
  },
  // Rich menus: the reference shows an empty object.
  ...(
    [
      ['POST /v2/bot/richmenu/validate', 200, 'validate-rich-menu-object'],
      ['POST /v2/bot/richmenu/{richMenuId}/content', 200, 'upload-rich-menu-image'],
      ['DELETE /v2/bot/richmenu/{richMenuId}', 200, 'delete-rich-menu'],
      ['POST /v2/bot/user/all/richmenu/{richMenuId}', 200, 'set-default-rich-menu'],
      ['DELETE /v2/bot/user/all/richmenu', 200, 'clear-default-rich-menu'],
      ['POST /v2/bot/user/{userId}/richmenu/{richMenuId}', 200, 'link-rich-menu-to-user'],
      ['DELETE /v2/bot/user/{userId}/richmenu', 200, 'unlink-rich-menu-from-user'],
      ['POST /v2/bot/richmenu/bulk/link', 202, 'link-rich-menu-to-users'],
      ['POST /v2/bot/richmenu/bulk/unlink', 202, 'unlink-rich-menu-from-users'],
      ['POST /v2/bot/richmenu/batch', 202, 'batch-control-rich-menus-of-users'],
      ['POST /v2/bot/richmenu/validate/batch', 200, 'validate-batch-control-rich-menus-request'],
      ['POST /v2/bot/richmenu/alias', 200, 'create-rich-menu-alias'],
      ['POST /v2/bot/richmenu/alias/{richMenuAliasId}', 200, 'update-rich-menu-alias'],
      ['DELETE /v2/bot/richmenu/alias/{richMenuAliasId}', 200, 'delete-rich-menu-alias'],
    ] as const
  ).map(([operation, status, anchor]) => ({
    operations: [operation],
    statuses: [status],
    what: EMPTY_OBJECT,
    see: `${REFERENCE}${anchor}`,
  })),
  // While it is being prepared.
  {
    operations: ['GET /v2/bot/message/{messageId}/content'],
    statuses: [202],
    what: 'answer status: not described',
    see: `${REFERENCE}get-content`,
  },
  ...AUDIENCE_PLACES.map(({ operation, place }) => ({
    operations: [operation],
    statuses: [200],
    what: `answer body /${place}: unknown property "expireTimestamp"`,
    see: `${REFERENCE}get-audience-group`,
  })),
  // The old status of a job, and null for what it has not got.
  ...[
    '/jobs/*: unknown property "status"',
    '/jobs/*/failedType: must be string',
    '/jobs/*/failedType: must be equal to one of the allowed values: INTERNAL_ERROR, AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT',
    '/jobs/*/description: must be string',
  ].map((what) => ({
    operations: [AUDIENCE],
    statuses: [200],
    what: `answer body ${what}`,
    see: `${REFERENCE}get-audience-group`,
  })),
  // Null while the figures of a day are not ready.
  ...['followers', 'targetedReaches', 'blocks'].map((property) => ({
    operations: ['GET /v2/bot/insight/followers'],
    statuses: [200],
    what: `answer body /${property}: must be integer`,
    see: `${REFERENCE}get-number-of-followers`,
  })),
  ...['stepMessage', 'ccAutoReply', 'ccManualReply', 'pnpNoticeMessage', 'pnpCallToLine', 'thirdPartyChatTool'].map(
    (property) => ({
      operations: ['GET /v2/bot/insight/message/delivery'],
      statuses: [200],
      what: `answer body /: unknown property "${property}"`,
      see: `${REFERENCE}get-number-of-delivery-messages`,
    }),
  ),
  ...['createRoute', 'permission', 'expireTimestamp', 'isIfaAudience'].map((property) => ({
    operations: ['POST /v2/bot/audienceGroup/imp'],
    statuses: [202],
    what: `answer body /: unknown property "${property}"`,
    see: `${REFERENCE}create-imp-audience-group`,
  })),
  // Null until all of it is sent.
  {
    operations: ['GET /v2/bot/insight/message/event'],
    statuses: [200],
    what: 'answer body /overview/delivered: must be integer',
    see: `${REFERENCE}get-message-event`,
  },
  // A refusal that says nothing.
  ...[
    ...['key', 'stacktrace', 'code'].map((property) => `answer body /: unknown property "${property}"`),
    'answer body /message: must be string',
  ].map((what) => ({
    operations: ['GET /v2/bot/insight/message/event/aggregation'],
    statuses: [400],
    what,
    see: `${REFERENCE}get-statistics-per-unit`,
  })),
];

/** The same for the types of the official SDK. */
export const SDK_TYPE_DIFFERENCES: readonly DocumentedDifference[] = [
  {
    operations: AUDIENCE_READS,
    statuses: [200],
    what: `answer: "expireTimestamp": Object literal may only specify known properties, and '"expireTimestamp"' does not exist in type '{…}'.`,
    see: `${REFERENCE}get-audience-group`,
  },
  ...[
    `"description": Type 'null' is not assignable to type 'string | undefined'.`,
    `"failedType": Type 'null' is not assignable to type 'AudienceGroupJobFailedType | undefined'.`,
    `"status": Object literal may only specify known properties, and '"status"' does not exist in type '{…}'.`,
  ].map((what) => ({
    operations: [AUDIENCE],
    statuses: [200],
    what: `answer: ${what}`,
    see: `${REFERENCE}get-audience-group`,
  })),
  ...['followers', 'targetedReaches', 'blocks'].map((property) => ({
    operations: ['GET /v2/bot/insight/followers'],
    statuses: [200],
    what: `answer: "${property}": Type 'null' is not assignable to type 'number | undefined'.`,
    see: `${REFERENCE}get-number-of-followers`,
  })),
  {
    operations: ['GET /v2/bot/insight/message/delivery'],
    statuses: [200],
    what: `answer: "stepMessage": Object literal may only specify known properties, and '"stepMessage"' does not exist in type '{…}'.`,
    see: `${REFERENCE}get-number-of-delivery-messages`,
  },
  {
    operations: ['POST /v2/bot/audienceGroup/imp'],
    statuses: [202],
    what: `answer: "createRoute": Object literal may only specify known properties, and '"createRoute"' does not exist in type '{…}'.`,
    see: `${REFERENCE}create-imp-audience-group`,
  },
  {
    operations: ['GET /v2/bot/insight/message/event'],
    statuses: [200],
    what: `answer: "delivered": Type 'null' is not assignable to type 'number | undefined'.`,
    see: `${REFERENCE}get-message-event`,
  },
  {
    operations: ['GET /v2/bot/insight/message/event/aggregation'],
    statuses: [400],
    what: `answer: "message": Type 'null' is not assignable to type 'string'.`,
    see: `${REFERENCE}get-statistics-per-unit`,
  },
];

/** The deviations that no entry stands for, and what of the table no deviation needed. */
export function compareWithTable(
  found: readonly Deviation[],
  table: readonly DocumentedDifference[],
): { readonly unexplained: readonly string[]; readonly unused: readonly string[] } {
  const expected = new Set(
    table.flatMap(({ operations, statuses, what }) =>
      operations.flatMap((operation) => statuses.map((status) => textOf({ operation, status, what }))),
    ),
  );
  const met = new Set(found.map((deviation) => textOf({ ...deviation, what: anyIndex(deviation.what) })));
  return {
    unexplained: [...met].filter((text) => !expected.has(text)),
    unused: [...expected].filter((text) => !met.has(text)),
  };
}

/** What is true of an entry of a list is true of each. */
function anyIndex(what: string): string {
  return what.replace(/\/\d+(?=[/:])/g, '/*');
}

/** A deviation in one line. */
export function textOf({ operation, status, what }: Deviation): string {
  return `${operation} ${status}: ${what}`;
}
