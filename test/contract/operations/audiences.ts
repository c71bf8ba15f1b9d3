import type { messagingApi } from '@line/bot-sdk';
import { expect } from 'vitest';
import { messages, uuid } from '../../emulator/sdk-calls.js';
import type { World } from '../table/area.js';
import { area } from '../table/record-area.js';

/** Long, so that each phase is seen by whoever is slow too. */
const AUDIENCE_MS = 60_000;
const BASE = '/v2/bot/audienceGroup';
const GROUP = `C${'0'.repeat(32)}`;
/** Of an audience that is not there. */
const NONE = { path: { audienceGroupId: 7 } };
const refusal = (code: string) => expect.objectContaining({ details: [{ message: code }] });
const userIds = ({ emulator }: World, index: number) => [{ id: emulator.followerId(index) }];
const fileOf = ({ emulator }: World, index: number) => `${emulator.followerId(index)}\n`;

export const AUDIENCES = area({
  name: 'audiences',
  account: { audienceMs: AUDIENCE_MS },
  /** One audience in every phase, one that failed, one by file, and one of another account. */
  prepare: async (world) => {
    const { emulator, audiences, audienceFiles, line } = world;
    const order = (body: object) =>
      fetch(`${emulator.url}/_emulator/audiences`, { method: 'POST', body: JSON.stringify(body) });
    const { audienceGroupId = 0 } = await audiences.createAudienceGroup({
      description: 'one',
      audiences: userIds(world, 0),
    });
    const file = (index: number) => new Blob([fileOf(world, index)], { type: 'text/plain' });
    await audienceFiles.createAudienceForUploadingUserIds(file(0), 'by file', false, 'a file');
    for (const _phase of ['QUEUED', 'WORKING', 'FINISHED']) {
      await audiences.getAudienceData(audienceGroupId);
      emulator.moveClock(AUDIENCE_MS / 2);
    }
    await audiences.addAudienceToAudienceGroup({
      audienceGroupId,
      uploadDescription: 'more',
      audiences: userIds(world, 1),
    });
    await order({ failNext: true });
    await audienceFiles.addUserIdsToAudience(file(2), audienceGroupId, 'a file');
    emulator.moveClock(2 * AUDIENCE_MS);
    await line.narrowcast({ messages, recipient: { type: 'audience', audienceGroupId } as messagingApi.Recipient });
    emulator.moveClock(AUDIENCE_MS); // It has been sent before anything is refused.
    await order({ create: { name: 'shared', shared: true } });
    const { audienceGroups = [] } = await audiences.getSharedAudienceGroups(1);
    const sent = await line.broadcastWithHttpInfo({ messages });
    const requestId = sent.httpResponse.headers.get('x-line-request-id') ?? '';
    await audiences.createClickBasedAudienceGroup({ description: 'any link', requestId });
    return { audienceGroupId, requestId, sharedId: audienceGroups[0]?.audienceGroupId ?? 0 };
  },
  rows: {
    [`POST ${BASE}/upload`]: {
      request: { json: { description: 'spring' } },
      refusals: [
        { description: 'n'.repeat(121) },
        { description: ' ' },
        { description: 'spring', audiences: [{ id: GROUP }] },
        { description: 'spring', audiences: Array(10_001).fill({ id: `U${'0'.repeat(32)}` }) },
        { description: 'spring', uploadDescription: 'd'.repeat(301) },
      ].map((json) => [400, null, { json }]),
    },
    [`PUT ${BASE}/upload`]: {
      request: (world) => ({ json: { audienceGroupId: world.audienceGroupId, audiences: userIds(world, 1) } }),
      refusals: [[400, null, (world) => ({ json: { audienceGroupId: 7, audiences: userIds(world, 0) } })]],
    },
    [`POST ${BASE}/upload/byFile`]: {
      request: (world) => ({ formData: { description: 'file', isIfaAudience: false, file: fileOf(world, 0) } }),
      refusals: [[415, null, { bytes: { type: 'text/plain', content: Buffer.from('x') } }]],
    },
    [`PUT ${BASE}/upload/byFile`]: {
      request: (world) => ({ formData: { audienceGroupId: world.audienceGroupId, file: fileOf(world, 0) } }),
      refusals: [[415, null, { bytes: { type: 'text/plain', content: Buffer.from('x') } }]],
    },
    [`POST ${BASE}/click`]: {
      request: ({ requestId }) => ({ json: { description: 'one link', requestId, clickUrl: 'https://example.com/' } }),
      refusals: [
        [400, refusal('REQUEST_NOT_FOUND'), { json: { description: 'of nothing', requestId: uuid('none') } }],
        [
          400,
          refusal('AUDIENCE_GROUP_REQUESTID_DUPLICATE'),
          ({ requestId }) => ({ json: { description: 'again', requestId } }),
        ],
        [400, null, ({ requestId }) => ({ json: { description: 'c', requestId, clickUrl: 'u'.repeat(2001) } })],
        [400, refusal('AUDIENCE_GROUP_NAME_EMPTY'), ({ requestId }) => ({ json: { description: ' ', requestId } })],
      ],
    },
    [`POST ${BASE}/imp`]: {
      request: ({ requestId }) => ({ json: { description: 'readers', requestId } }),
      refusals: [[400, refusal('REQUEST_NOT_FOUND'), { json: { description: 'of nothing', requestId: uuid('none') } }]],
    },
    [`PUT ${BASE}/{audienceGroupId}/updateDescription`]: {
      request: ({ audienceGroupId }) => ({ path: { audienceGroupId }, json: { description: 'two' } }),
      refusals: [[400, null, { ...NONE, json: { description: 'spring' } }]],
    },
    [`GET ${BASE}/{audienceGroupId}`]: {
      request: ({ audienceGroupId }) => ({ path: { audienceGroupId } }),
      refusals: [[400, null, NONE]],
    },
    [`GET ${BASE}/list`]: {
      request: {
        query: {
          page: 1,
          description: 'two',
          status: 'READY',
          size: 20,
          includesExternalPublicGroups: true,
          createRoute: 'MESSAGING_API',
        },
      },
      refusals: [
        [400, null, {}],
        [400, null, { query: { page: 1, size: 41 } }],
      ],
    },
    [`GET ${BASE}/shared/{audienceGroupId}`]: {
      request: ({ sharedId }) => ({ path: { audienceGroupId: sharedId } }),
      refusals: [[400, null, NONE]],
    },
    [`GET ${BASE}/shared/list`]: {
      request: { query: { page: 1 } },
      refusals: [[400, null, { query: { page: 0 } }]],
    },
    [`DELETE ${BASE}/{audienceGroupId}`]: {
      request: ({ audienceGroupId }) => ({ path: { audienceGroupId } }),
      refusals: [[400, null, NONE]],
    },
  },
});
