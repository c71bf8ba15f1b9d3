import { sampleIds } from '../../../src/domain/webhook/events/sample-ids.js';
import { EVENT_ROWS } from '../../../src/domain/webhook/events/table.js';
import { startEmulator } from '../../../src/emulator/emulator.js';
import { NOON } from '../../emulator/sdk-calls.js';
import { startRecordingBot, type WebhookRequest } from './recorded-emulator.js';

const IDS = sampleIds({ run: Uint8Array.of(1, 2, 3, 4, 5), serial: 0, user: 0, now: NOON.getTime(), botUserId: null });
const GROUP = { type: 'group', groupId: `C${'1'.repeat(32)}` };

/** Every row of the table; the types of this SDK are older than `messageEdited`. */
const ROWS = EVENT_ROWS.filter(({ type }) => type !== 'messageEdited');

const STICKER = {
  type: 'sticker',
  id: '1',
  packageId: '1',
  stickerId: '2',
  stickerResourceType: 'STATIC',
  quoteToken: 'q',
};

/** Every event that the emulator fills in by itself, and others as a caller gives them. */
const EVENTS: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'message', mode: 'standby' },
  { type: 'message', message: STICKER },
  ...[...new Set(ROWS.map(({ type }) => type))].map((type) => ({ type })),
  ...ROWS.map(({ type, content }) => ({ type, ...content(IDS) })),
  { type: 'join', source: GROUP },
  { type: 'leave', source: GROUP },
];

/** Has the emulator call a webhook with every event, and once more with what was not taken. */
export async function recordWebhooks(): Promise<readonly WebhookRequest[]> {
  const bot = await startRecordingBot();
  const emulator = await startEmulator({ followers: 5, clock: NOON });
  try {
    emulator.setWebhook(bot.url);
    for (const event of EVENTS) await emulator.sendEvents([event]);
    bot.status = 503;
    await emulator.sendEvents([{ type: 'message' }, { type: 'follow' }], { redeliveries: 1 });
    return bot.requests;
  } finally {
    await emulator.stop();
    await bot.stop();
  }
}
