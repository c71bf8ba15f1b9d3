import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import type { WebhookCalls } from '../../../ports/line-api.js';
import type { HttpRequest } from '../http.js';
import { readWebhookEndpoint, readWebhookTest } from '../replies.js';
import { expectDone, expectOk } from '../verdict.js';
import { type Call, isNo } from './transport.js';

/** The webhook test waits for the bot server, which has 2 s. */
const TEST_TIMEOUT_MS = 15_000;

export function webhookCalls(call: Call): WebhookCalls {
  return {
    webhookEndpoint: async (token) => {
      const reply = await call(ENDPOINTS.webhookEndpoint, { token });
      if (isNo(reply, 404)) return null;
      return readWebhookEndpoint(expectOk(reply, 'read the webhook endpoint').text);
    },
    setWebhookEndpoint: async (token, endpoint) => {
      const reply = await call(ENDPOINTS.setWebhookEndpoint, { token, body: json({ endpoint }) });
      expectDone(reply, 'set the webhook endpoint');
    },
    testWebhook: async (token, endpoint) => {
      const body = json(endpoint === null ? {} : { endpoint });
      const reply = await call(ENDPOINTS.testWebhook, { token, body, timeoutMs: TEST_TIMEOUT_MS });
      if (isNo(reply, 404)) return null;
      return readWebhookTest(expectOk(reply, 'test the webhook').text);
    },
  };
}

function json(value: Readonly<Record<string, string>>): HttpRequest['body'] & object {
  return { type: 'json', text: JSON.stringify(value) };
}
