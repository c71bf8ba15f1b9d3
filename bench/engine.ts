// One run of the broadcast engine with the real client and the real ledger, without the rate limiter.
import { randomUUID } from 'node:crypto';
import { systemClock, systemRandomness, systemTicker } from '../src/adapters/host/host.js';
import { createAttemptJournal } from '../src/adapters/journal/attempt-journal.js';
import { createLineApi } from '../src/adapters/line/line-api.js';
import { createRedactor } from '../src/adapters/redaction/redactor.js';
import { createRequestLogReader } from '../src/adapters/request-log/log-reader.js';
import { createBroadcastLedger } from '../src/adapters/state/broadcasts/ledger.js';
import { createBroadcastTotals } from '../src/adapters/state/broadcasts/reads/totals-reader.js';
import { createLocks } from '../src/adapters/state/locks.js';
import { openStateDatabase } from '../src/adapters/state/sqlite/database.js';
import { describeStop } from '../src/cli/failures/text-of.js';
import { parseBroadcastId, parseRetryKey, parseUserId } from '../src/domain/line/ids.js';
import { channelAccessToken } from '../src/domain/line/secret.js';
import { runBroadcast } from '../src/usecases/broadcast/sending/run-broadcast.js';

const [url = '', batchCount = '0', folder = ''] = process.argv.slice(2);
const batches = Number(batchCount);
const state = await openStateDatabase(folder);
const { database, path } = state;
const ledger = createBroadcastLedger(database, path);
const id = parseBroadcastId('b-20260101-bench0');
const unique = batches * 500;
await ledger.create({
  settings: {
    id,
    name: null,
    channelId: null,
    botUserId: null,
    via: 'multicast',
    bodyTail: '],"messages":[{"type":"text","text":"hello"}]}',
    batchSize: 500,
    intervalMs: 0,
    requestsPerSecond: null,
    recipientsPerMinute: null,
    agreedPerSecond: null,
    allowPartialQuota: false,
    startAt: null,
    notAfterMs: 3_600_000,
    avoidPeak: false,
    quietHours: null,
    gate: null,
    maxRefused: null,
    notify: null,
    keepTryingMs: 0,
    toWord: null,
    again: false,
    isKeyGiven: false,
    planHash: 'bench',
    createdAt: Date.now(),
  },
  recipients: { total: unique, unique, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
  stages: [unique],
  heldOut: [],
  batches: (function* () {
    for (let index = 0; index < batches; index += 1) {
      const recipients = new Uint8Array(500 * 16);
      new DataView(recipients.buffer).setUint32(0, index);
      yield { stage: 0, retryKey: parseRetryKey(randomUUID()), recipients };
    }
  })(),
});
const real = await createLineApi({
  env: { LINE_OPS_API_URL: url },
  clock: systemClock,
  redactor: createRedactor(),
  observe: () => {},
});
const bot = parseUserId(`U${'0'.repeat(32)}`);
const api = {
  ...real,
  botInfo: async () => ({
    userId: bot,
    basicId: null,
    premiumId: null,
    displayName: null,
    chatMode: null,
    markAsReadMode: null,
  }),
  quota: async () => ({ type: 'none' as const }),
  consumption: async () => 0,
};
const startedAt = performance.now();
const token = channelAccessToken('bench');
const { broadcast } = await runBroadcast(
  id,
  {
    broadcastLedger: async () => ledger,
    broadcastTotals: async () => createBroadcastTotals(state),
    paceLimiter: async () => ({ take: async () => {} }),
    locks: async () => createLocks(folder, systemClock),
    clock: systemClock,
    ticker: systemTicker,
    random: systemRandomness,
    attemptJournal: async () => createAttemptJournal(`${folder}-journal`, systemClock, systemRandomness),
    requestLog: async () => createRequestLogReader(`${folder}-logs`),
    api,
    tokens: { current: async () => token, replace: async () => {} },
    describeStop,
  },
  { stop: new AbortController().signal, onProgress: () => {}, passGate: async () => null },
);
if (broadcast.state !== 'completed') throw new Error(`the run ended ${broadcast.state}: ${broadcast.reason}`);
process.stdout.write(JSON.stringify({ perSecond: batches / ((performance.now() - startedAt) / 1000) }));
await real.close();
database.close();
