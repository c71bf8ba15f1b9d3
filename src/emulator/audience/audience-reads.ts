import { type Answer, apiError, json } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { BOT, bearer, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { type Audience, expires, expiryOf, inactiveFrom } from './audience.js';
import { audienceError } from './audience-words.js';

/** The beginning of the paths about audiences. */
export const AUDIENCES = `${BOT}/audienceGroup`;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const MOST_JOBS_SHOWN = 50;
/** Below it LINE gives no number. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const FEWEST_COUNTED = 20;
/** Of so many users LINE gives the number, however few they are. */
const ALWAYS_COUNTED: ReadonlySet<string> = new Set(['UPLOAD', 'CHAT_TAG']);
/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
const PAGE_SIZES = { usual: 20, most: 40 } as const;
const STATUSES = ['IN_PROGRESS', 'READY', 'FAILED', 'EXPIRED', 'INACTIVE', 'ACTIVATING'];
const CREATE_ROUTES = ['OA_MANAGER', 'MESSAGING_API', 'POINT_AD', 'AD_MANAGER'];
/** @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list */
const SHARED_CREATE_ROUTES = [...CREATE_ROUTES, 'BUSINESS_MANAGER', 'YAHOO_DISPLAY_ADS'];
/** Whose an audience is, by how it was created; others belong to an `account`. @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience */
const OWNERS: Readonly<Record<string, string>> = {
  BUSINESS_MANAGER: 'bm',
  AD_MANAGER: 'lap',
  POINT_AD: 'lap',
  YAHOO_DISPLAY_ADS: 'yda',
};

/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
function show(state: EmulatorState, request: LineRequest): Answer {
  const audience = state.audiences.find(idOf(request), request.at);
  if (audience === null || audience.isShared) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
  const adaccount = expires(audience) ? {} : { adaccount: { name: 'Emulated ad account' } };
  return json(200, { ...dataOf(state, audience, request.at), ...adaccount });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience */
function showShared(state: EmulatorState, request: LineRequest): Answer {
  const audience = state.audiences.find(idOf(request), request.at);
  if (audience === null || !audience.isShared) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
  const serviceType = OWNERS[audience.createRoute] ?? 'account';
  const owner = { serviceType, id: `emulated-${serviceType}`, name: 'Emulated partner' };
  return json(200, { ...dataOf(state, audience, request.at), owner });
}

function dataOf(state: EmulatorState, audience: Audience, at: number): Readonly<Record<string, unknown>> {
  const jobs = audience.jobs.slice(-MOST_JOBS_SHOWN).map((job) => {
    const jobStatus = state.audiences.jobStatusOf(job, at);
    return {
      audienceGroupJobId: job.id,
      audienceGroupId: audience.id,
      description: job.description,
      type: 'DIFF_ADD',
      status: jobStatus,
      failedType: jobStatus === 'FAILED' ? job.failure : null,
      audienceCount: jobStatus === 'FINISHED' ? job.count : 0,
      created: seconds(job.createdAt),
      jobStatus,
    };
  });
  return { audienceGroup: groupOf(state, audience, at), jobs };
}

/** Those of this account, or of the bot's other channels and services. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
function list(state: EmulatorState, request: LineRequest): Answer {
  const includesExternal = flagOf(request, 'includesExternalPublicGroups', true);
  if (includesExternal === null) return invalid('includesExternalPublicGroups');
  const matching = state.audiences
    .all(request.at)
    .filter(({ isShared, createRoute }) => !isShared && (includesExternal || createRoute === 'MESSAGING_API'));
  return pageOf(state, request, matching, { page: null, routes: CREATE_ROUTES });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list */
function listShared(state: EmulatorState, request: LineRequest): Answer {
  const includesOwn = flagOf(request, 'includesOwnedAudienceGroups', false);
  if (includesOwn === null) return invalid('includesOwnedAudienceGroups');
  const matching = state.audiences.all(request.at).filter(({ isShared }) => isShared || includesOwn);
  return pageOf(state, request, matching, { page: 1, routes: SHARED_CREATE_ROUTES });
}

function pageOf(
  state: EmulatorState,
  { query, at }: LineRequest,
  audiences: readonly Audience[],
  usual: { readonly page: number | null; readonly routes: readonly string[] },
): Answer {
  const page = query.get('page') === null ? usual.page : Number(query.get('page'));
  if (page === null || !Number.isInteger(page)) return invalid('page');
  if (page < 1) return outOfRange('page: must be greater than or equal to 1', 'TOO_LOW');
  const size = Number(query.get('size') ?? PAGE_SIZES.usual);
  if (!Number.isInteger(size)) return invalid('size');
  if (size < 1) return outOfRange('size: must be greater than or equal to 1', 'TOO_LOW');
  if (PAGE_SIZES.most < size) return outOfRange(`size: must be less than or equal to ${PAGE_SIZES.most}`, 'TOO_HIGH');
  const status = query.get('status');
  if (status !== null && !STATUSES.includes(status)) return invalid('status');
  const routes = query.getAll('createRoute');
  if (routes.some((route) => !usual.routes.includes(route))) return invalid('createRoute');
  const part = (query.get('description') ?? '').toLowerCase();
  const matching = audiences
    .filter(({ createRoute }) => routes.length === 0 || routes.includes(createRoute))
    .filter(({ name }) => name.toLowerCase().includes(part))
    .filter((audience) => status === null || state.audiences.statusOf(audience, at) === status);
  const end = page * size;
  return json(200, {
    audienceGroups: matching.slice(end - size, end).map((audience) => listedOf(state, audience, at)),
    hasNextPage: end < matching.length,
    totalCount: matching.length,
    readWriteAudienceGroupTotalCount: matching.filter(({ permission }) => permission === 'READ_WRITE').length,
    page,
    size,
  });
}

/** In a list an audience also tells why it was never ready before it expired. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
function listedOf(state: EmulatorState, audience: Audience, at: number): Readonly<Record<string, unknown>> {
  const { audiences } = state;
  const isSpent = audiences.statusOf(audience, at) === 'EXPIRED' && audiences.isTooSmall(audience, at);
  const failedType = isSpent ? { failedType: 'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT' } : {};
  return { ...groupOf(state, audience, at), ...failedType };
}

function groupOf({ audiences }: EmulatorState, audience: Audience, at: number): Readonly<Record<string, unknown>> {
  const { id, createRoute, type, name, createdAt, permission } = audience;
  const status = audiences.statusOf(audience, at);
  const count = audiences.sizeOf(audience, at);
  return {
    audienceGroupId: id,
    createRoute,
    type,
    description: name,
    status,
    ...(status === 'FAILED' ? { failedType: audiences.failureOf(audience) } : {}),
    audienceCount: count < FEWEST_COUNTED && !ALWAYS_COUNTED.has(type) ? 0 : count,
    created: seconds(createdAt),
    permission,
    isIfaAudience: false,
    ...(expires(audience) ? { expireTimestamp: seconds(expiryOf(audience)) } : activityOf(audience)),
    ...sourceFields(audience),
  };
}

function activityOf({ activatedAt }: Audience): Readonly<Record<string, number>> {
  if (activatedAt === null) return {};
  return { activated: seconds(activatedAt), inactivatedTimestamp: seconds(inactiveFrom(activatedAt)) };
}

/** The message that an audience is about; nothing for any other. */
export function sourceFields({ source }: Audience): Readonly<Record<string, string>> {
  if (source === null) return {};
  const { requestId, interaction } = source;
  const hasUrl = interaction.kind === 'click' && interaction.url !== null;
  return { requestId, ...(hasUrl ? { clickUrl: interaction.url } : {}) };
}

/** The audience that a path names. */
export function idOf({ params }: LineRequest): number {
  return Number(params['audienceGroupId']);
}

/** Since 1970, as LINE gives times here. */
export function seconds(at: number): number {
  return Math.floor(at / 1000);
}

function flagOf({ query }: LineRequest, name: string, usual: boolean): boolean | null {
  const value = query.get(name) ?? String(usual);
  return value === 'true' || value === 'false' ? value === 'true' : null;
}

function invalid(parameter: string): Answer {
  return apiError(400, `The value for the '${parameter}' parameter is invalid`);
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
function outOfRange(message: string, code: 'TOO_LOW' | 'TOO_HIGH'): Answer {
  return json(400, { message, details: [{ message: code }] });
}

/** What is known of audiences, one by one and in lists. */
export const AUDIENCE_READ_ROUTES: readonly Route[] = [
  bearer('audience-list', 'GET', `${AUDIENCES}/list`, list),
  bearer('audience-shared-list', 'GET', `${AUDIENCES}/shared/list`, listShared),
  bearer('audience-shared', 'GET', `${AUDIENCES}/shared/{audienceGroupId}`, showShared),
  bearer('audience', 'GET', `${AUDIENCES}/{audienceGroupId}`, show),
];
