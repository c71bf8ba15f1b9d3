import { failure, LineOpsError, within } from '../../domain/failure/failure.js';
import { type Explanation, explainWebhookTest } from '../../domain/webhook/test-reason.js';
import type { LineApi, WebhookEndpoint, WebhookTest } from '../../ports/line-api.js';
import type { AccessTokens } from '../channels/channel-at-line.js';

type Line = { readonly api: LineApi; readonly tokens: AccessTokens };

/** The channel's endpoint and whether webhooks are on; null when none is set, which is an answer. */
export async function readWebhookEndpoint({ api, tokens }: Line): Promise<WebhookEndpoint | null> {
  return api.webhookEndpoint(await tokens.current());
}

/**
 * Sets the endpoint and reads it back; answers what LINE now says.
 *
 * @throws {LineOpsError} `refused` when LINE does not take the URL. When only the reading failed, the message says that
 *   the endpoint is set.
 */
export async function setWebhookEndpoint(url: string, line: Line): Promise<WebhookEndpoint | null> {
  try {
    await line.api.setWebhookEndpoint(await line.tokens.current(), url);
  } catch (error) {
    throw withUrlHint(error);
  }
  return readWebhookEndpoint(line).catch((error: unknown) => {
    throw error instanceof LineOpsError ? within(error, 'notReadBack', {}) : error;
  });
}

/** A test with its meaning in words. */
export interface ExplainedTest extends WebhookTest, Explanation {
  /** What was called. */
  readonly endpoint: string;
}

/**
 * Asks LINE to call the given URL, or the one that is `set`. A failed test is a result.
 *
 * @throws {LineOpsError} `refused` when no endpoint is set, or LINE does not take the URL; `limit` after 60 tests an hour.
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 */
export async function testWebhook(url: string | null, line: Line, set: WebhookEndpoint | null): Promise<ExplainedTest> {
  // LINE allows few tests an hour: none is spent on an endpoint that is not set.
  const endpoint = url ?? set?.endpoint;
  if (endpoint === undefined) throw notSet();
  const test = await callTest(url, line);
  if (test === null) throw notSet();
  return { endpoint, ...test, ...explainWebhookTest(test) };
}

/** @throws {LineOpsError} `refused` when no endpoint is set. */
export async function requireEndpoint(line: Line): Promise<string> {
  const found = await readWebhookEndpoint(line);
  if (found === null) throw notSet();
  return found.endpoint;
}

function notSet(): LineOpsError {
  return failure('WEBHOOK_NOT_SET', {});
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
  const { requestId, details } = error;
  return failure('WEBHOOK_URL_REFUSED', { problem: error }, { requestId, details, cause: error });
}
