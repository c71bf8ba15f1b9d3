import { type Answer, bodyErrors, json, NOT_AVAILABLE, OK, RATE_LIMITED } from '../http/answer.js';
import { type JsonObject, type LineRequest, type Read, readJsonBody } from '../http/line-request.js';
import { bearer, large, type Route } from '../http/route.js';
import type { Interaction } from '../insight/crowd.js';
import type { EmulatorState } from '../state/state.js';
import { type Audience, expiryOf } from './audience.js';
import { AUDIENCE_READ_ROUTES, AUDIENCES, idOf, seconds, sourceFields } from './audience-reads.js';
import { audienceError } from './audience-words.js';
import { readFileUpload, readJsonUpload, type Upload } from './upload-body.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LONGEST_NAME = 120;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group */
const LONGEST_CLICK_URL = 2000;
/** An audience of who saw or clicked a message can be made for so long after it was sent. @see https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group */
const RETARGETED_FOR_MS = 60 * 24 * 60 * 60 * 1000;
/** Only accounts that were made there may create audiences. @see https://developers.line.biz/en/docs/messaging-api/using-audience/ */
const COUNTRIES_WITH_AUDIENCES: ReadonlySet<string> = new Set(['JP', 'TH', 'TW']);
// biome-ignore lint/suspicious/noControlCharactersInRegex: LINE refuses them in a name.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** Too many uploads are open for one audience; LINE gives no text of its own. @see https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
const TOO_MANY_OPEN = RATE_LIMITED;

type ReadUpload = (state: EmulatorState, request: LineRequest) => Read<Upload>;

/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
function create(read: ReadUpload) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    if (!mayCreate(state)) return NOT_AVAILABLE;
    const upload = read(state, request);
    if (!upload.ok) return upload.answer;
    const name = nameIn(upload.value.name);
    if (!name.ok) return name.answer;
    const { words, description } = upload.value;
    const audience = state.audiences.create(name.value, request.at);
    if (audience === null) return audienceError('AUDIENCE_GROUP_COUNT_MAX_OVER');
    if (0 < words.length) state.audiences.upload(audience, words, description, request.at);
    return created(audience);
  };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#create-click-audience-group */
function createOfClicks(state: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const url = read.value['clickUrl'] ?? '';
  if (typeof url !== 'string') return bodyErrors([{ message: 'must be a string', property: 'clickUrl' }]);
  if (LONGEST_CLICK_URL < url.length)
    return bodyErrors([{ message: `Length must be between 0 and ${LONGEST_CLICK_URL}`, property: 'clickUrl' }]);
  return retarget(state, request, read.value, { kind: 'click', url: url === '' ? null : url });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#create-imp-audience-group */
function createOfImpressions(state: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  return read.ok ? retarget(state, request, read.value, { kind: 'imp' }) : read.answer;
}

function retarget(state: EmulatorState, { at }: LineRequest, body: JsonObject, interaction: Interaction): Answer {
  if (!mayCreate(state)) return NOT_AVAILABLE;
  const { retargeting, audiences } = state;
  const name = nameIn(body['description']);
  if (!name.ok) return name.answer;
  const requestId = String(body['requestId'] ?? '');
  const sentAt = retargeting.sentAt(requestId, at);
  if (sentAt === null) return audienceError('REQUEST_NOT_FOUND');
  if (RETARGETED_FOR_MS < at - sentAt) return audienceError('TOO_OLD_MESSAGES');
  if (audiences.hasSource({ requestId, interaction }, at)) return audienceError('AUDIENCE_GROUP_REQUESTID_DUPLICATE');
  const audience = audiences.createFrom(retargeting.sourceOf(requestId, interaction), name.value, at);
  return audience === null ? audienceError('AUDIENCE_GROUP_COUNT_MAX_OVER') : created(audience);
}

function mayCreate({ attributes }: EmulatorState): boolean {
  return COUNTRIES_WITH_AUDIENCES.has(attributes.country);
}

function created(audience: Audience): Answer {
  return json(202, {
    audienceGroupId: audience.id,
    createRoute: audience.createRoute,
    type: audience.type,
    description: audience.name,
    created: seconds(audience.createdAt),
    permission: audience.permission,
    expireTimestamp: seconds(expiryOf(audience)),
    isIfaAudience: false,
    ...sourceFields(audience),
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#update-upload-audience-group */
function add(read: ReadUpload) {
  return (state: EmulatorState, request: LineRequest): Answer => {
    const upload = read(state, request);
    if (!upload.ok) return upload.answer;
    const { audienceId, words, description } = upload.value;
    const audience = audienceId === null ? null : ownAudience(state, audienceId, request.at);
    if (audience?.type !== 'UPLOAD') return audienceError('AUDIENCE_GROUP_NOT_FOUND');
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

function refused(answer: Answer): Read<never> {
  return { ok: false, answer };
}

/** Audiences: uploaded, of who saw or clicked a message, listed, renamed, deleted. The data host's endpoints are here too. */
export const AUDIENCE_ROUTES: readonly Route[] = [
  bearer('audience-create', 'POST', `${AUDIENCES}/upload`, create(readJsonUpload)),
  bearer('audience-add', 'PUT', `${AUDIENCES}/upload`, add(readJsonUpload)),
  large('audience-create-by-file', 'POST', `${AUDIENCES}/upload/byFile`, create(readFileUpload)),
  large('audience-add-by-file', 'PUT', `${AUDIENCES}/upload/byFile`, add(readFileUpload)),
  bearer('audience-create-click', 'POST', `${AUDIENCES}/click`, createOfClicks),
  bearer('audience-create-imp', 'POST', `${AUDIENCES}/imp`, createOfImpressions),
  bearer('audience-rename', 'PUT', `${AUDIENCES}/{audienceGroupId}/updateDescription`, rename),
  bearer('audience-delete', 'DELETE', `${AUDIENCES}/{audienceGroupId}`, remove),
  ...AUDIENCE_READ_ROUTES,
];
