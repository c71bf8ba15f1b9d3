import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import { parseAudienceId, parseChannelId, parseRetryKey, parseUserId } from '../../../src/domain/line/ids.js';
import { assertion, channelAccessToken, channelSecret } from '../../../src/domain/line/secret.js';
import type { LineApi } from '../../../src/ports/line-api.js';
import { uuid } from '../../emulator/sdk-calls.js';
import { endpointOf } from '../openapi/operations.js';
import { startRecordedEmulator } from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';

type Call = (api: LineApi) => Promise<unknown>;

const TOKEN = channelAccessToken('a-token');
const AUDIENCE = parseAudienceId('7');
const PART = { description: 'd', people: new Uint8Array(16) };
const ASSERTION = assertion('a.b.c');
const CREDENTIALS = { channelId: parseChannelId('1234567890'), secret: channelSecret('a-secret') };
const RETRY_KEY = parseRetryKey(uuid('retry'));
const BODY = '{}';

/** What asks LINE nothing, what asks LINE Login, which no document describes, and what asks whatever it is told to. */
const OTHERS = ['close', 'clockSkewMs', 'lineTime', 'verifyIdToken', 'callAny', 'sendAny'] as const;

/** Every form of request that each other method of the port can make. */
const CALLS: Readonly<Record<Exclude<keyof LineApi, (typeof OTHERS)[number]>, readonly Call[]>> = {
  issueV21Token: [(api) => api.issueV21Token(ASSERTION)],
  issueStatelessToken: [(api) => api.issueStatelessToken(ASSERTION), (api) => api.issueStatelessToken(CREDENTIALS)],
  issueShortLivedToken: [(api) => api.issueShortLivedToken(CREDENTIALS)],
  listV21KeyIds: [(api) => api.listV21KeyIds(ASSERTION)],
  verifyV21Token: [(api) => api.verifyV21Token(TOKEN)],
  verifyToken: [(api) => api.verifyToken(TOKEN)],
  revokeV21Token: [(api) => api.revokeV21Token(CREDENTIALS, TOKEN)],
  revokeToken: [(api) => api.revokeToken(TOKEN)],
  botInfo: [(api) => api.botInfo(TOKEN)],
  quota: [(api) => api.quota(TOKEN)],
  consumption: [(api) => api.consumption(TOKEN)],
  followerIds: [null, 'next'].map((start) => (api) => api.followerIds(TOKEN, { limit: 1, start })),
  profile: [(api) => api.profile(TOKEN, parseUserId(`U${'0'.repeat(32)}`))],
  targetReach: [(api) => api.targetReach(TOKEN, '20261121')],
  aggregationUnitCount: [(api) => api.aggregationUnitCount(TOKEN)],
  aggregationUnits: [null, 'next'].map((start) => (api) => api.aggregationUnits(TOKEN, start)),
  messageEvent: [(api) => api.messageEvent(TOKEN, uuid('request'))],
  unitStatistics: [(api) => api.unitStatistics(TOKEN, 'spring', { from: '20261121', to: '20261121' })],
  audience: [(api) => api.audience(TOKEN, AUDIENCE)],
  sharedAudience: [(api) => api.sharedAudience(TOKEN, AUDIENCE)],
  audiences: [null, 'spring'].map((name) => (api) => api.audiences(TOKEN, { page: 1, name })),
  sharedAudiences: [(api) => api.sharedAudiences(TOKEN, { page: 1 })],
  createAudience: [(api) => api.createAudience(TOKEN, 'spring', PART)],
  createAudienceByFile: [(api) => api.createAudienceByFile(TOKEN, 'spring', PART)],
  addToAudience: [(api) => api.addToAudience(TOKEN, AUDIENCE, PART)],
  deleteAudience: [(api) => api.deleteAudience(TOKEN, AUDIENCE)],
  multicast: [(api) => api.multicast(TOKEN, RETRY_KEY, BODY)],
  push: [(api) => api.push(TOKEN, RETRY_KEY, BODY)],
  narrowcast: [(api) => api.narrowcast(TOKEN, RETRY_KEY, BODY)],
  broadcast: [(api) => api.broadcast(TOKEN, RETRY_KEY, BODY)],
  narrowcastProgress: [(api) => api.narrowcastProgress(TOKEN, uuid('request'))],
  validate: (['reply', 'push', 'multicast', 'narrowcast', 'broadcast'] as const).map(
    (method) => (api) => api.validate(TOKEN, method, BODY),
  ),
  webhookEndpoint: [(api) => api.webhookEndpoint(TOKEN)],
  setWebhookEndpoint: [(api) => api.setWebhookEndpoint(TOKEN, 'https://example.com/')],
  testWebhook: [null, 'https://example.com/'].map((endpoint) => (api) => api.testWebhook(TOKEN, endpoint)),
};

/** What the adapter can send. */
export interface AdapterRequests {
  /** Methods of the adapter that are not in the list above, or the other way round. */
  readonly unlisted: readonly string[];
  /** One text for each form of request. */
  readonly forms: ReadonlySet<string>;
}

/** Has the adapter make every form of request that it can, whatever becomes of it. */
export async function adapterRequests(): Promise<AdapterRequests> {
  const recorded = await startRecordedEmulator('line-ops', { followers: 0 });
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const { env } = recorded.emulator;
  const api = await createLineApi({ env, clock, redactor: createRedactor(), observe: () => {} });
  try {
    for (const call of Object.values(CALLS).flat()) await call(api).catch(refusedByLine);
    const methods = new Set<string>([...OTHERS, ...Object.keys(CALLS)]);
    return {
      unlisted: [...methods]
        .filter((name) => !(name in api))
        .concat(Object.keys(api).filter((name) => !methods.has(name))),
      forms: new Set(recorded.exchanges.map(formOf)),
    };
  } finally {
    await api.close();
    await recorded.stop();
  }
}

function refusedByLine(error: unknown): void {
  if (!(error instanceof LineOpsError)) throw error;
}

/** The endpoint, and the names of everything that the adapter itself puts into the request. */
export function formOf(exchange: Exchange): string {
  const { path, query, headers, body } = exchange;
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  const fields = isForm ? [...new URLSearchParams(body.toString()).keys()] : [];
  // Bodies of sends and validations are made elsewhere.
  const properties =
    path.startsWith('/v2/bot/channel/') && 0 < body.length ? Object.keys(JSON.parse(body.toString())) : [];
  const retryKey = headers['x-line-retry-key'] === undefined ? '' : ' with a retry key';
  return `${endpointOf(exchange)} ?${[...query.keys()]} form(${fields}) json(${properties})${retryKey}`;
}
