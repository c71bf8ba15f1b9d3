import { LineOpsError } from '../../domain/failure.js';
import { type Explanation, explainWebhookTest } from '../../domain/webhook/test-reason.js';
import type { LineApi, WebhookEndpoint, WebhookTest } from '../../ports/line-api.js';
import type { AccessTokens } from '../access-token.js';

type Line = { readonly api: LineApi; readonly tokens: AccessTokens };

/** The channel's endpoint and whether webhooks are on; null when none is set, which is an answer. */
export async function readWebhookEndpoint({ api, tokens }: Line): Promise<WebhookEndpoint | null> {
  return api.webhookEndpoint(await tokens.current());
}

/**
 * Sets the endpoint and reads it back; answers what LINE now says.
 *
 * @throws {LineOpsError} `refused` when LINE does not take the URL.
 */
export async function setWebhookEndpoint(url: string, { api, tokens }: Line): Promise<WebhookEndpoint | null> {
  try {
    await api.setWebhookEndpoint(await tokens.current(), url);
  } catch (error) {
    throw withUrlHint(error);
  }
  return api.webhookEndpoint(await tokens.current());
}

/** A test with its meaning in words. */
export interface ExplainedTest extends WebhookTest, Explanation {}

/**
 * Asks LINE to call the given URL, or the one that is set. A failed test is a result.
 *
 * @throws {LineOpsError} `refused` when no endpoint is set, or LINE does not take the URL; `limit` after 60 tests an hour.
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 */
export async function testWebhook(url: string | null, { api, tokens }: Line): Promise<ExplainedTest> {
  const test = await callTest(url, { api, tokens });
  if (test !== null) return { ...test, ...explainWebhookTest(test) };
  throw new LineOpsError('refused', 'WEBHOOK_NOT_SET', 'no webhook endpoint is set on the channel', {
    hint: 'Set one with "line-ops webhook set <url>", or test a URL without setting it: line-ops webhook test <url>',
  });
}

async function callTest(url: string | null, { api, tokens }: Line): Promise<WebhookTest | null> {
  try {
    return await api.testWebhook(await tokens.current(), url);
  } catch (error) {
    throw withUrlHint(error);
  }
}

/** LINE answers "Invalid webhook endpoint URL" also for a host name that it cannot look up, and does not say so. */
function withUrlHint(error: unknown): unknown {
  if (!(error instanceof LineOpsError) || error.kind !== 'refused' || error.details?.['status'] !== 400) return error;
  return new LineOpsError('refused', 'WEBHOOK_URL_REFUSED', error.message, {
    hint: 'LINE also says this when the host name does not resolve: check that it does in public DNS.',
    requestId: error.requestId,
    details: error.details,
    cause: error,
  });
}
