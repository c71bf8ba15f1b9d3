import type { messagingApi } from '@line/bot-sdk';
import { EVENT_ROWS } from '../../../src/domain/webhook/events/table.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { ASSERTION_TYPE } from '../../emulator/platform.js';
import {
  jwt,
  messages,
  NOON,
  PLAIN_CALLS,
  PREPARED_CALLS,
  RETRYABLE_CALLS,
  type Sdk,
  sdkFor,
  TOKEN_CALLS,
  uuid,
} from '../../emulator/sdk-calls.js';
import {
  type RecordingBot,
  startRecordedEmulator,
  startRecordingBot,
  type WebhookRequest,
} from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';

/** What passed between the official SDK and the emulator, and what a bot got from the emulator. */
export interface SdkRecording {
  readonly exchanges: readonly Exchange[];
  readonly webhooks: readonly WebhookRequest[];
}

const QUOTA = 1000;
const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
/** Followers of whom so many do everything that it is shown. */
const STATISTICS_FROM = 500;

/** Every type of the table; the types of this SDK are older than `messageEdited`. */
const FILLED_IN = [...new Set(EVENT_ROWS.map(({ type }) => type))].filter((type) => type !== 'messageEdited');

/** Every event that the emulator fills in by itself, and others as a caller gives them. */
const EVENTS: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'message', mode: 'standby' },
  {
    type: 'message',
    message: {
      type: 'sticker',
      id: '1',
      packageId: '1',
      stickerId: '2',
      stickerResourceType: 'STATIC',
      quoteToken: 'q',
    },
  },
  ...FILLED_IN.map((type) => ({ type })),
  { type: 'join', source: { type: 'group', groupId: `C${'1'.repeat(32)}` } },
  { type: 'leave', source: { type: 'group', groupId: `C${'1'.repeat(32)}` } },
];

/** Makes every call of the SDK that the emulator serves, with success, and has it call a webhook. */
export async function recordSdk(): Promise<SdkRecording> {
  const bot = await startRecordingBot();
  const exchanges: Exchange[] = [];
  try {
    for (const play of [everyCall, withLimits, ofEveryAge, withStatistics, withAudiences]) {
      const recorded = await startRecordedEmulator('sdk', {
        followers: play === withStatistics ? STATISTICS_FROM : 5,
        clock: NOON,
        longLived: true,
        quota: play === withLimits ? QUOTA : null,
      });
      try {
        await play(sdkFor(recorded.emulator), bot);
      } finally {
        await recorded.stop();
      }
      exchanges.push(...recorded.exchanges);
    }
    return { exchanges, webhooks: bot.requests };
  } finally {
    await bot.stop();
  }
}

async function everyCall(sdk: Sdk, bot: RecordingBot): Promise<void> {
  const { emulator, line, tokens } = sdk;
  for (const call of Object.values(TOKEN_CALLS)) await call(sdk);
  await tokens.issueStatelessChannelToken('client_credentials', ASSERTION_TYPE, jwt(sdk));
  for (const [name, call] of Object.entries(RETRYABLE_CALLS)) {
    await call(sdk, uuid(name));
    await call(sdk, uuid(name)).catch(() => undefined); // Answered 409.
  }
  for (const call of Object.values(PLAIN_CALLS)) await call(sdk);

  emulator.setWebhook(bot.url);
  await PREPARED_CALLS['getWebhookEndpoint']?.(sdk);
  await PREPARED_CALLS['testWebhookEndpoint']?.(sdk);
  for (const event of EVENTS) await emulator.sendEvents([event]);
  bot.status = 503;
  await emulator.sendEvents([{ type: 'message' }, { type: 'follow' }], { redeliveries: 1 });
  await PREPARED_CALLS['testWebhookEndpoint']?.(sdk);
  bot.status = 200;
  await emulator.sendEvents([{ type: 'message' }]);
  const { replyToken, message } = lastEventOf(bot);
  await line.replyMessage({ replyToken, messages });
  await line.markMessagesAsReadByToken({ markAsReadToken: message.markAsReadToken });
  emulator.setWebhook(null);
}

async function withLimits(sdk: Sdk): Promise<void> {
  const { line } = sdk;
  await PLAIN_CALLS['getMessageQuota']?.(sdk);
  await PLAIN_CALLS['getAggregationUnitUsage']?.(sdk);
  const to = sdk.emulator.followerId(0);
  for (const unit of ['one', 'two']) await line.pushMessage({ to, messages, customAggregationUnits: [unit] });
  const { next } = await line.getAggregationUnitNameList('1');
  await line.getAggregationUnitNameList('1', next);
  const page = await line.getFollowers(undefined, 4);
  await line.getFollowers(page.next, 4);
}

/** A narrowcast in every phase and with every failure, and statistics of days that are too early or too late. */
async function ofEveryAge({ emulator, line, insight }: Sdk): Promise<void> {
  const begin = async () => {
    const { httpResponse } = await line.narrowcastWithHttpInfo({ messages, limit: { max: 3 } });
    return httpResponse.headers.get('x-line-request-id') ?? '';
  };
  const requestId = await begin();
  await line.getNarrowcastProgress(requestId);
  await insight.getMessageEvent(requestId);
  emulator.moveClock(SECOND_MS / 2);
  await line.getNarrowcastProgress(requestId);
  emulator.moveClock(SECOND_MS);
  await line.getNarrowcastProgress(requestId);
  for (const errorCode of [1, 2, 3, 4, 5]) {
    await order(emulator, 'narrowcasts', { failNext: errorCode });
    const failing = await begin();
    emulator.moveClock(SECOND_MS);
    await line.getNarrowcastProgress(failing);
  }
  for (const day of ['20100101', '20300101']) {
    await line.getNumberOfSentPushMessages(day);
    await insight.getNumberOfFollowers(day);
    await insight.getNumberOfMessageDeliveries(day);
  }
}

/** What nobody has opened yet, and what many have: with a video, and links in two bubbles. */
async function withStatistics({ emulator, line, insight }: Sdk): Promise<void> {
  const video = {
    type: 'video' as const,
    originalContentUrl: 'https://example.com/video.mp4',
    previewImageUrl: 'https://example.com/preview.jpg',
  };
  const links = { type: 'text' as const, text: 'https://example.com/one and https://example.com/two' };
  const to = Array.from({ length: STATISTICS_FROM }, (_, index) => emulator.followerId(index));
  const sent = await line.broadcastWithHttpInfo({ messages: [video, links, links] });
  await line.multicast({ to, messages: [video, links], customAggregationUnits: ['spring'] });
  const requestId = sent.httpResponse.headers.get('x-line-request-id') ?? '';
  for (const days of [0, 3]) {
    emulator.moveClock(days * DAY_MS);
    await insight.getMessageEvent(requestId);
    await insight.getStatisticsPerUnit('spring', '20261121', '20261205');
  }
}

/** An audience from its creation to its end, one by file, and one of another account. */
async function withAudiences({ emulator, audiences, audienceFiles, line }: Sdk): Promise<void> {
  const ids = (index: number) => [{ id: emulator.followerId(index) }];
  const file = (index: number) => new Blob([`${emulator.followerId(index)}\n`], { type: 'text/plain' });
  const { audienceGroupId = 0 } = await audiences.createAudienceGroup({ description: 'one', audiences: ids(0) });
  await audienceFiles.createAudienceForUploadingUserIds(file(0), 'by file', false, 'a file');
  for (const _phase of ['QUEUED', 'WORKING', 'FINISHED']) {
    await audiences.getAudienceData(audienceGroupId);
    emulator.moveClock(SECOND_MS / 4);
  }
  await audiences.addAudienceToAudienceGroup({ audienceGroupId, uploadDescription: 'more', audiences: ids(1) });
  await order(emulator, 'audiences', { failNext: true });
  await audienceFiles.addUserIdsToAudience(file(2), audienceGroupId, 'a file');
  emulator.moveClock(SECOND_MS);
  await audiences.getAudienceData(audienceGroupId);
  await audiences.getAudienceGroups(1, 'one', 'READY', 20, true, 'MESSAGING_API');
  await audiences.updateAudienceGroupDescription(audienceGroupId, { description: 'two' });
  await order(emulator, 'audiences', { create: { name: 'shared', shared: true } });
  const { audienceGroups = [] } = await audiences.getSharedAudienceGroups(1);
  for (const shared of audienceGroups) await audiences.getSharedAudienceData(shared.audienceGroupId ?? 0);
  await line.narrowcast({ messages, recipient: { type: 'audience', audienceGroupId } as messagingApi.Recipient });
  await audiences.deleteAudienceGroup(audienceGroupId);
}

async function order({ url }: Emulator, what: string, body: object): Promise<void> {
  await fetch(`${url}/_emulator/${what}`, { method: 'POST', body: JSON.stringify(body) });
}

interface MessageEvent {
  readonly replyToken: string;
  readonly message: { readonly markAsReadToken: string };
}

function lastEventOf({ requests }: RecordingBot): MessageEvent {
  const { events } = JSON.parse(requests.at(-1)?.body.toString() ?? '{}');
  return events[0];
}
