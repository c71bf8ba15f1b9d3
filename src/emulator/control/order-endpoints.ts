import { giveContent } from '../content/content-order.js';
import { parseFault } from '../faults/fault-text.js';
import { FAULT_KINDS, type Fault, namesEndpoint } from '../faults/faults.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import { NARROWCAST_FAILURES, type NarrowcastErrorCode } from '../narrowcast/narrowcast-ledger.js';
import { opaqueString } from '../tokens/token-store.js';
import { isWebhookUrl } from '../webhook/webhook-caller.js';
import { hasReadableContent, sendEvents } from '../webhook/webhook-events.js';
import { readControlBody } from './control-body.js';

/** Issues a long-lived token, as the console does; the one before it ends. */
function plantToken({ state }: Addressed): Answer {
  const now = state.clock.now();
  return json(200, state.tokens.plantLongLived(opaqueString(), now));
}

/** Registers the public half of an assertion signing key, `{"jwk":{…}}`, as the console does, and answers its key ID. */
function registerKey({ platform, state }: Addressed, request: LineRequest): Answer {
  const { channelId = state.channel.id, jwk } = readControlBody(request) ?? {};
  const keyId = platform.channels.get(String(channelId))?.signingKeys.register(jwk) ?? null;
  return keyId === null
    ? apiError(
        400,
        `Give {"channelId":"${state.channel.id}","jwk":{…}} with a public RSA key of 2048 bits for RS256, without "kid" and private parts`,
      )
    : json(200, { keyId });
}

/** The faults in force. */
function showFaults({ state }: Addressed): Answer {
  return json(200, { faults: state.faults.faults });
}

/** Replaces the faults: `{"faults":[…]}`, each an object or a text such as `500-after=0.05@multicast`. */
function setFaults({ state, platform: { endpoints } }: Addressed, request: LineRequest): Answer {
  const entries = readControlBody(request)?.['faults'];
  if (!Array.isArray(entries)) return apiError(400, 'Give {"faults":[…]}');
  const faults = entries.map(readFault);
  const valid = faults.filter((fault) => fault !== null);
  if (valid.length < faults.length)
    return apiError(400, `A fault has one of the kinds ${FAULT_KINDS.join(', ')} and a probability from 0 to 1`);
  const misplaced = valid.find((fault) => !namesEndpoint(fault, endpoints));
  if (misplaced !== undefined) return apiError(400, `There is no endpoint "${misplaced.endpoint}"`);
  state.faults.setFaults(valid);
  return json(200, { faults: valid });
}

/** Sets the webhook as the console does: `{"endpoint":url|null,"active":bool}`, either may be left out. */
function setWebhook({ state }: Addressed, request: LineRequest): Answer {
  const body = readControlBody(request);
  const { endpoint, active } = body ?? {};
  if (endpoint !== undefined && endpoint !== null && !isWebhookUrl(endpoint))
    return apiError(400, 'Invalid webhook endpoint URL');
  if (endpoint !== undefined) state.webhook.endpoint = endpoint;
  if (typeof active === 'boolean') state.webhook.active = active;
  return json(200, state.webhook);
}

/**
 * Sends signed events to the webhook: `{"events":[…],"redeliveries":n,"mutate":true}`, one redelivery unless told otherwise.
 * Answers with the events as they were sent, so that who orders them knows their IDs.
 */
async function postEvents({ state }: Addressed, request: LineRequest): Promise<Answer> {
  const body = readControlBody(request);
  const events = body?.['events'];
  const redeliveries = body?.['redeliveries'] ?? 1;
  const mutate = body?.['mutate'] ?? null;
  const isCount = typeof redeliveries === 'number' && Number.isInteger(redeliveries) && 0 <= redeliveries;
  const areNumberAndSwitch = isCount && (mutate === null || typeof mutate === 'boolean');
  if (!Array.isArray(events) || !events.every(isJsonObject) || !areNumberAndSwitch)
    return apiError(400, 'Give {"events":[…]} and, if need be, "redeliveries":n and "mutate":true');
  if (!events.every(hasReadableContent))
    return apiError(
      400,
      'The "content" of an event is base64, or {"base64","contentType","preparingMs","transcoding"}',
    );
  const { endpoint, active } = state.webhook;
  if (endpoint === null || !active) return apiError(409, 'The webhook is not set, or not active');
  const { attempts, events: sent } = await sendEvents(state, endpoint, events, { redeliveries, mutate });
  return json(200, { delivered: attempts.at(-1)?.reason === 'OK', attempts, events: sent });
}

/** Makes the next narrowcast fail: `{"failNext":1}` to `5`, the error code of its progress; null takes it back. */
function orderNarrowcast({ state }: Addressed, request: LineRequest): Answer {
  const failNext = readControlBody(request)?.['failNext'];
  if (failNext !== null && !isNarrowcastErrorCode(failNext)) return apiError(400, 'Give {"failNext":1} to 5, or null');
  state.narrowcasts.failNext(failNext);
  return json(200, { failNext });
}

function isNarrowcastErrorCode(value: unknown): value is NarrowcastErrorCode {
  return typeof value === 'number' && value in NARROWCAST_FAILURES;
}

function readFault(entry: unknown): Fault | null {
  try {
    if (typeof entry === 'string') return parseFault(entry);
    if (!isJsonObject(entry)) return null;
    const { kind, probability = 1, endpoint, ms } = entry;
    const slowness = typeof ms === 'number' ? `:${ms}` : '';
    const place = typeof endpoint === 'string' ? `@${endpoint}` : '';
    return parseFault(`${String(kind)}${slowness}=${String(probability)}${place}`);
  } catch {
    return null;
  }
}

/** What the platform, or LINE's console, is told to do. */
export const ORDER_ROUTES: readonly Route[] = [
  control('POST', 'tokens', plantToken),
  control('POST', 'keys', registerKey),
  control('GET', 'faults', showFaults),
  control('POST', 'faults', setFaults),
  control('POST', 'webhook', setWebhook),
  control('POST', 'events', postEvents),
  control('POST', 'content', giveContent),
  control('POST', 'narrowcasts', orderNarrowcast),
];
