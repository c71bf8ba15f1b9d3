import { type Answer, apiError, json, NOT_FOUND, OK } from '../../http/answer.js';
import type { LineRequest } from '../../http/line-request.js';
import { BOT, bearer, type Route } from '../../http/route.js';
import type { EmulatorState } from '../../state/state.js';
import { readBatch } from './batch-body.js';

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** LINE shows no words of its own; these are of the parameters of other endpoints. */
const WRONG_REQUEST_ID = apiError(400, "The value for the 'requestId' parameter is invalid");

/** @see https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users */
function begin({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readBatch(menus, request);
  if (!read.ok) return read.answer;
  const { changes, resumeKey } = read.value;
  menus.changeLater(changes, { requestId: request.id, resumeKey }, request.at);
  return json(202, {});
}

/** @see https://developers.line.biz/en/reference/messaging-api/#validate-batch-control-rich-menus-request */
function validate({ menus }: EmulatorState, request: LineRequest): Answer {
  const read = readBatch(menus, request);
  return read.ok ? OK : read.answer;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-batch-control-rich-menus-progress-status */
function progress({ menus }: EmulatorState, request: LineRequest): Answer {
  const requestId = request.query.get('requestId') ?? '';
  if (!REQUEST_ID.test(requestId)) return WRONG_REQUEST_ID;
  menus.batches.settle(request.at);
  const batch = menus.batches.find(requestId);
  if (batch === null) return NOT_FOUND;
  const { phase, acceptedAt, completedAt } = batch;
  return json(200, {
    phase,
    acceptedTime: new Date(acceptedAt).toISOString(),
    ...(phase === 'ongoing' ? {} : { completedTime: new Date(completedAt).toISOString() }),
  });
}

const MENUS = `${BOT}/richmenu`;

/** Changes for everybody who is linked to a menu. */
export const BATCH_ROUTES: readonly Route[] = [
  bearer('rich-menu-batch', 'POST', `${MENUS}/batch`, begin),
  bearer('rich-menu-validate-batch', 'POST', `${MENUS}/validate/batch`, validate),
  bearer('rich-menu-batch-progress', 'GET', `${MENUS}/progress/batch`, progress),
];
