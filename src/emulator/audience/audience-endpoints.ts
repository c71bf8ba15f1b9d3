import { type Answer, apiError, json, OK, RATE_LIMITED } from '../http/answer.js';
import { type LineRequest, type Read, readJsonBody } from '../http/line-request.js';
import { BOT, bearer, large, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { type Audience, countOf, expiryOf } from './audience-book.js';
import { audienceError } from './audience-words.js';
import { readFileUpload, readJsonUpload, type Upload } from './upload-body.js';

const AUDIENCES = `${BOT}/audienceGroup`;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LONGEST_NAME = 120;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const MOST_JOBS_SHOWN = 50;
/** Below it LINE gives no number. @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
const FEWEST_COUNTED = 20;
/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
const PAGE_SIZES = { usual: 20, most: 40 } as const;
const STATUSES = ['IN_PROGRESS', 'READY', 'FAILED', 'EXPIRED', 'INACTIVE', 'ACTIVATING'];
const CREATE_ROUTES = ['OA_MANAGER', 'MESSAGING_API', 'POINT_AD', 'AD_MANAGER'];
/** Of so many users LINE gives the number, however few they are. */
const ALWAYS_COUNTED: ReadonlySet<string> = new Set(['UPLOAD', 'CHAT_TAG']);
// biome-ignore lint/suspicious/noControlCharactersInRegex: LINE refuses them in a name.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** Too many uploads are open for one audience; LINE gives no text of its own. @see https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
const TOO_MANY_OPEN = RATE_LIMITED;

type ReadUpload = (state: EmulatorState, request: LineRequest) => Read<Upload>;

/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
function create(read: ReadUpload) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const upload = read(state, request);
    if (!upload.ok) return upload.answer;
    const name = nameIn(upload.value.name);
    if (!name.ok) return name.answer;
    const { words, description } = upload.value;
    const audience = state.audiences.create(name.value, request.at);
    if (audience === null) return audienceError('AUDIENCE_GROUP_COUNT_MAX_OVER');
    if (0 < words.length) state.audiences.upload(audience, words, description, request.at);
    const { audienceGroupId, createRoute, type, created, permission, expireTimestamp, isIfaAudience } = groupOf(
      state,
      audience,
      request.at,
    );
    return json(202, {
      audienceGroupId,
      createRoute,
      type,
      description: audience.name,
      created,
      permission,
      expireTimestamp,
      isIfaAudience,
    });
  };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group */
function add(read: ReadUpload) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const upload = read(state, request);
    if (!upload.ok) return upload.answer;
    const { audienceId, words, description } = upload.value;
    const audience = audienceId === null ? null : ownAudience(state, audienceId, request.at);
    if (audience === null) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
    if (state.audiences.statusOf(audience, request.at) === 'EXPIRED')
      return audienceError('AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED');
    if (words.length === 0) return audienceError('UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS', 'audiences');
    if (!state.audiences.upload(audience, words, description, request.at)) return TOO_MANY_OPEN;
    return json(202, {});
  };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#set-description-audience-group */
function rename(state: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const name = nameIn(read.value['description']);
  if (!name.ok) return name.answer;
  const audience = ownAudience(state, idOf(request), request.at);
  if (audience === null) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
  audience.name = name.value;
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#delete-audience-group */
function remove(state: EmulatorState, request: LineRequest): Answer {
  const audience = ownAudience(state, idOf(request), request.at);
  if (audience === null) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
  state.audiences.delete(audience.id);
  return json(202, {});
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-group */
function show(isShared: boolean) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const audience = state.audiences.find(idOf(request), request.at);
    if (audience === null || audience.isShared !== isShared) return audienceError('AUDIENCE_GROUP_NOT_FOUND');
    const jobs = audience.jobs.slice(-MOST_JOBS_SHOWN).map((job) => {
      const jobStatus = state.audiences.jobStatusOf(job, request.at);
      return {
        audienceGroupJobId: job.id,
        audienceGroupId: audience.id,
        description: job.description,
        type: 'DIFF_ADD',
        status: jobStatus,
        failedType: jobStatus === 'FAILED' ? 'INTERNAL_ERROR' : null,
        audienceCount: jobStatus === 'FINISHED' ? job.count : 0,
        created: seconds(job.createdAt),
        jobStatus,
      };
    });
    return json(200, { audienceGroup: groupOf(state, audience, request.at), jobs });
  };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups */
function list(isShared: boolean) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const { query, at } = request;
    const page = Number(query.get('page'));
    if (!Number.isInteger(page) || page < 1) return invalid('page');
    const size = Number(query.get('size') ?? PAGE_SIZES.usual);
    if (!Number.isInteger(size) || size < 1 || PAGE_SIZES.most < size) return invalid('size');
    const status = query.get('status');
    if (status !== null && !STATUSES.includes(status)) return invalid('status');
    const routes = query.getAll('createRoute');
    if (routes.some((route) => !CREATE_ROUTES.includes(route))) return invalid('createRoute');
    const part = (query.get('description') ?? '').toLowerCase();
    const includesOwn = query.get('includesOwnedAudienceGroups') === 'true';
    const matching = state.audiences
      .all(at)
      .filter((audience) => audience.isShared === isShared || (isShared && includesOwn))
      .filter(({ name, createRoute }) => {
        const isOfRoute = routes.length === 0 || routes.includes(createRoute);
        return isOfRoute && name.toLowerCase().includes(part);
      })
      .filter((audience) => status === null || state.audiences.statusOf(audience, at) === status);
    const end = page * size;
    return json(200, {
      audienceGroups: matching.slice(end - size, end).map((audience) => groupOf(state, audience, at)),
      hasNextPage: end < matching.length,
      totalCount: matching.length,
      readWriteAudienceGroupTotalCount: matching.filter(({ permission }) => permission === 'READ_WRITE').length,
      page,
      size,
    });
  };
}

function groupOf({ audiences }: EmulatorState, audience: Audience, at: number) {
  const { id, createRoute, type, name, createdAt, permission } = audience;
  const status = audiences.statusOf(audience, at);
  const count = countOf(audience.members);
  return {
    audienceGroupId: id,
    createRoute,
    type,
    description: name,
    status,
    ...(status === 'FAILED' ? { failedType: 'INTERNAL_ERROR' } : {}),
    audienceCount: count < FEWEST_COUNTED && !ALWAYS_COUNTED.has(type) ? 0 : count,
    created: seconds(createdAt),
    permission,
    isIfaAudience: false,
    expireTimestamp: seconds(expiryOf(audience)),
  };
}

/** One that this account may change. */
function ownAudience({ audiences }: EmulatorState, id: number, at: number): Audience | null {
  const audience = audiences.find(id, at);
  return audience?.permission === 'READ_WRITE' ? audience : null;
}

function nameIn(name: unknown): Read<string> {
  if (typeof name !== 'string' || name.trim() === '') return refused(audienceError('AUDIENCE_GROUP_NAME_EMPTY'));
  if (LONGEST_NAME < name.length) return refused(audienceError('AUDIENCE_GROUP_NAME_SIZE_OVER'));
  if (CONTROL_CHARACTER.test(name)) return refused(audienceError('AUDIENCE_GROUP_NAME_WRONG'));
  return { ok: true, value: name };
}

function idOf({ params }: LineRequest): number {
  return Number(params['audienceGroupId']);
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}

function invalid(parameter: string): Answer {
  return apiError(400, `The value for the '${parameter}' parameter is invalid`);
}

function refused(answer: Answer): Read<never> {
  return { ok: false, answer };
}

/** Audiences: uploaded, listed, renamed, deleted. The data host's endpoints are here too. */
export const AUDIENCE_ROUTES: readonly Route[] = [
  bearer('audience-create', 'POST', `${AUDIENCES}/upload`, create(readJsonUpload)),
  bearer('audience-add', 'PUT', `${AUDIENCES}/upload`, add(readJsonUpload)),
  large('audience-create-by-file', 'POST', `${AUDIENCES}/upload/byFile`, create(readFileUpload)),
  large('audience-add-by-file', 'PUT', `${AUDIENCES}/upload/byFile`, add(readFileUpload)),
  bearer('audience-rename', 'PUT', `${AUDIENCES}/{audienceGroupId}/updateDescription`, rename),
  bearer('audience-list', 'GET', `${AUDIENCES}/list`, list(false)),
  bearer('audience-shared-list', 'GET', `${AUDIENCES}/shared/list`, list(true)),
  bearer('audience-shared', 'GET', `${AUDIENCES}/shared/{audienceGroupId}`, show(true)),
  bearer('audience', 'GET', `${AUDIENCES}/{audienceGroupId}`, show(false)),
  bearer('audience-delete', 'DELETE', `${AUDIENCES}/{audienceGroupId}`, remove),
];
