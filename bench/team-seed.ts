// Channels, each with a broadcast that a worker may begin, in the state that the environment names. Prints the IDs.
//
//   node team-seed.mjs <channels> <batches of each> <requests a second, 0: LINE's limit>
import { randomBytes, randomUUID } from 'node:crypto';
import { createDeps } from '../src/composition/deps.js';
import {
  parseBroadcastId,
  parseChannelId,
  parseChannelName,
  parseRetryKey,
  parseUserId,
} from '../src/domain/line/ids.js';
import { secretOf } from '../src/usecases/channels/secret-names.js';

const RECIPIENTS = 500;

const [channelCount = 0, batches = 0, perSecond = 0] = process.argv.slice(2).map(Number);
const deps = createDeps(process.env, { onFirst: () => () => {} });
const channels = Array.from({ length: channelCount }, (_, index) => ({
  name: parseChannelName(`c${index}`),
  channelId: parseChannelId(String(2_000_000_000 + index)),
  signingKeyId: null,
  botUserId: parseUserId(`U${String(2_000_000_000 + index).padStart(32, '0')}`),
  botName: null,
  production: false,
  timeZone: null,
  formerNames: [],
  answers: [],
  triedWebhooks: [],
}));
await (await deps.configuration()).change((configuration) => ({ ...configuration, channels }));
const secrets = channels.map(({ channelId }) => [secretOf(channelId), randomBytes(16).toString('hex')]);
await (await deps.secrets()).set(Object.fromEntries(secrets));

const ledger = await deps.broadcastLedger();
const now = Date.now();
const unique = batches * RECIPIENTS;
const ids: string[] = [];
for (const [channel, { channelId, botUserId }] of channels.entries()) {
  const id = parseBroadcastId(`b-20260101-${channel.toString(36).padStart(6, '0')}`);
  await ledger.create({
    settings: {
      id,
      name: null,
      channelId,
      botUserId,
      via: 'multicast',
      bodyTail: '],"messages":[{"type":"text","text":"hello"}]}',
      batchSize: RECIPIENTS,
      intervalMs: 0,
      requestsPerSecond: perSecond === 0 ? null : perSecond,
      recipientsPerMinute: null,
      agreedPerSecond: null,
      allowPartialQuota: false,
      startAt: now,
      notAfterMs: 3_600_000,
      avoidPeak: false,
      quietHours: null,
      gate: null,
      maxRefused: null,
      notify: null,
      keepTryingMs: 600_000,
      toWord: null,
      again: true,
      isKeyGiven: false,
      planHash: 'bench',
      createdAt: now,
    },
    recipients: { total: unique, unique, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
    runsBy: 'worker',
    stages: [unique],
    heldOut: [],
    batches: (function* () {
      for (let index = 0; index < batches; index += 1) {
        const recipients = new Uint8Array(RECIPIENTS * 16);
        for (let at = 0; at < RECIPIENTS; at += 1)
          new DataView(recipients.buffer).setUint32(at * 16, index * RECIPIENTS + at);
        yield { stage: 0, retryKey: parseRetryKey(randomUUID()), recipients };
      }
    })(),
  });
  ids.push(id);
}
await deps.close();
process.stdout.write(JSON.stringify(ids));
