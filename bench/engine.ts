// One run of the broadcast engine with the real client and the real ledger, without the rate limiter.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/adapters/host/host.js';
import { createLineApi } from '../src/adapters/line/line-api.js';
import { createRedactor } from '../src/adapters/redaction/redactor.js';
import { parseBroadcastId, parseRetryKey } from '../src/domain/line/ids.js';
import { openEngine } from './unlimited.js';

const [url = '', batchCount = '0', folder = ''] = process.argv.slice(2);
const batches = Number(batchCount);
const { ledger, run, close } = await openEngine({ folder, journal: `${folder}-journal` });
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
const startedAt = performance.now();
await run(id, real);
process.stdout.write(JSON.stringify({ perSecond: batches / ((performance.now() - startedAt) / 1000) }));
await real.close();
close();
