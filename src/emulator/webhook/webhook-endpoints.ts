import { type Answer, apiError, json, OK } from '../http/answer.js';
import { type LineRequest, readJsonBody, readOptionalJsonBody } from '../http/line-request.js';
import { BOT, bearer, type Route } from '../http/route.js';
import type { EmulatorState } from '../state/state.js';
import { callWebhook, isWebhookUrl } from './webhook-caller.js';

const NOT_SET = apiError(404, 'Webhook endpoint not found');
const INVALID_URL = apiError(400, 'Invalid webhook endpoint URL');

/** @see https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information */
function getWebhookEndpoint({ webhook }: EmulatorState): Answer {
  return webhook.endpoint === null ? NOT_SET : json(200, { endpoint: webhook.endpoint, active: webhook.active });
}

/** Takes effect at once; at LINE it may take a minute. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
function putWebhookEndpoint(state: EmulatorState, request: LineRequest): Answer {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const { endpoint } = read.value;
  if (!isWebhookUrl(endpoint)) return INVALID_URL;
  state.webhook.endpoint = endpoint;
  return OK;
}

/** Really calls the bot server, with a signed empty list of events. @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint */
async function testWebhookEndpoint(state: EmulatorState, request: LineRequest): Promise<Answer> {
  const read = readOptionalJsonBody(request);
  if (!read.ok) return read.answer;
  const url = read.value['endpoint'] ?? state.webhook.endpoint;
  if (url === null) return NOT_SET;
  if (!isWebhookUrl(url)) return INVALID_URL;
  const { channel } = state;
  const call = await callWebhook(channel, url, JSON.stringify({ destination: channel.botUserId, events: [] }));
  if (!call.isHostKnown) return INVALID_URL;
  const { reason, detail, statusCode } = call;
  const attempts = [{ reason, detail, statusCode, isRedelivery: false }];
  state.settings.recorder?.webhook(state, { at: request.at, url, events: [], attempts });
  return json(200, {
    success: reason === 'OK',
    timestamp: new Date(request.at).toISOString(),
    statusCode,
    reason,
    detail,
  });
}

/** The webhook of the channel. */
export const WEBHOOK_ROUTES: readonly Route[] = [
  bearer('webhook-get', 'GET', `${BOT}/channel/webhook/endpoint`, getWebhookEndpoint),
  bearer('webhook-set', 'PUT', `${BOT}/channel/webhook/endpoint`, putWebhookEndpoint),
  bearer('webhook-test', 'POST', `${BOT}/channel/webhook/test`, testWebhookEndpoint),
];
