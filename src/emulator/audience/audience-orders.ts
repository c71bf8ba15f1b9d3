import { readControlBody } from '../control/control-body.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import type { AudienceFailure, PlantedAudience } from './audience.js';

const AD_STATUSES = ['READY', 'INACTIVE', 'ACTIVATING'] as const;

/**
 * Makes the next upload to an audience, or the next audience of who saw or clicked a message, fail: `{"failNext":true}`, or
 * a `failedType` in place of `true`. Or an audience as LINE Official Account Manager or another account makes one:
 * `{"create":{"name":"vips","type":"CHAT_TAG","createRoute":"OA_MANAGER","followers":100}}`, with `"shared":true` for one of
 * the Business Manager.
 */
function orderAudience({ state }: Addressed, request: LineRequest): Answer {
  const { failNext, create } = readControlBody(request) ?? {};
  const failure = failureIn(failNext);
  if (failure !== undefined) {
    state.audiences.failNext(failure);
    return json(200, { failNext });
  }
  if (!isJsonObject(create) || typeof create['name'] !== 'string')
    return apiError(400, 'Give {"failNext":true} or {"create":{"name":"…"}}');
  const audience = state.audiences.plant(plantedAudience(create['name'], create), state.clock.now());
  return json(200, { audienceGroupId: audience.id });
}

function failureIn(failNext: unknown): AudienceFailure | null | undefined {
  if (failNext === 'INTERNAL_ERROR' || failNext === 'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT') return failNext;
  return typeof failNext !== 'boolean' ? undefined : failNext ? 'INTERNAL_ERROR' : null;
}

function plantedAudience(name: string, order: JsonObject): PlantedAudience {
  const { type = 'UPLOAD', createRoute = 'OA_MANAGER', followers = 0, shared = false } = order;
  const { permission = shared === true ? 'READ' : 'READ_WRITE', status } = order;
  return {
    name,
    type: String(type),
    createRoute: String(createRoute),
    permission: permission === 'READ' ? 'READ' : 'READ_WRITE',
    isShared: shared === true,
    followers: Number(followers),
    status: AD_STATUSES.find((known) => known === status) ?? 'READY',
  };
}

/** What LINE Official Account Manager, and other accounts, do with audiences. */
export const AUDIENCE_ORDER_ROUTES: readonly Route[] = [control('POST', 'audiences', orderAudience)];
