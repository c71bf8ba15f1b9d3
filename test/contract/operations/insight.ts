import { expect } from 'vitest';
import { messages, uuid } from '../../emulator/sdk-calls.js';
import { area } from '../table/record-area.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Followers of whom so many do everything that it is shown. */
const FOLLOWERS = 500;
const DAY = '20261121';
const unit = (from: string, to: string, customAggregationUnit = 'spring') => ({
  query: { customAggregationUnit, from, to },
});

export const INSIGHT = area({
  name: 'insight',
  // A narrowcast is still under way when it is asked for.
  account: { followers: FOLLOWERS, narrowcastMs: 60_000 },
  /** What nobody has opened yet, and what many have: with a video, and links in two bubbles. */
  prepare: async ({ emulator, line, insight }) => {
    const video = {
      type: 'video' as const,
      originalContentUrl: 'https://example.com/video.mp4',
      previewImageUrl: 'https://example.com/preview.jpg',
    };
    const links = { type: 'text' as const, text: 'https://example.com/one and https://example.com/two' };
    const to = Array.from({ length: FOLLOWERS }, (_, index) => emulator.followerId(index));
    const sent = await line.broadcastWithHttpInfo({ messages: [video, links, links] });
    await line.multicast({ to, messages: [video, links], customAggregationUnits: ['spring'] });
    const narrowcast = await line.narrowcastWithHttpInfo({ messages, limit: { max: 3 } });
    const requestId = sent.httpResponse.headers.get('x-line-request-id') ?? '';
    for (const id of [requestId, narrowcast.httpResponse.headers.get('x-line-request-id') ?? ''])
      await insight.getMessageEvent(id);
    await insight.getStatisticsPerUnit('spring', DAY, '20261205');
    await insight.getNumberOfFollowers(DAY);
    emulator.moveClock(3 * DAY_MS);
    return { requestId };
  },
  rows: {
    'GET /v2/bot/insight/followers': {
      request: { query: { date: DAY } },
      answer: { status: 'ready', followers: FOLLOWERS, targetedReaches: FOLLOWERS, blocks: 0 },
      also: [{ query: { date: '20100101' } }, { query: { date: '20300101' } }],
      refusals: [
        [400, 'date is required', {}],
        [400, null, { query: { date: 'today' } }],
      ],
    },
    'GET /v2/bot/insight/message/delivery': {
      request: { query: { date: DAY } },
      answer: expect.objectContaining({ status: 'ready', apiPush: 0 }),
      also: [{ query: { date: '20100101' } }, { query: { date: '20300101' } }],
      refusals: [[400, null, {}]],
    },
    'GET /v2/bot/insight/demographic': { request: {}, answer: expect.objectContaining({ available: true }) },
    'GET /v2/bot/insight/message/event': {
      request: ({ requestId }) => ({ query: { requestId } }),
      refusals: [
        [400, null, {}],
        [404, null, { query: { requestId: uuid('none') } }],
      ],
    },
    'GET /v2/bot/insight/message/event/aggregation': {
      request: unit(DAY, '20261205'),
      refusals: [
        [400, null, {}],
        [400, null, { query: { customAggregationUnit: 'spring', from: DAY } }],
        [400, null, unit(DAY, DAY, 'spring-sale')],
        [400, null, unit(DAY, '20261222')],
        [400, null, unit(DAY, '20261120')],
        [400, null, unit('20260230', '20260230')],
      ],
    },
  },
});
