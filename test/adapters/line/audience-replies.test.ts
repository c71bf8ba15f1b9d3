import { describe, expect, it } from 'vitest';
import { readAudienceData, readAudiencePage } from '../../../src/adapters/line/replies.js';
import { failedJobs, openJobs, whyUnusable } from '../../../src/domain/audience/audience-group.js';

const GROUP = { audienceGroupId: 5614991017776, description: 'spring', status: 'READY', audienceCount: 30 };

describe('what LINE says of an audience', () => {
  it('is read with what LINE may leave out, and tolerates what it adds', () => {
    const answer = {
      audienceGroup: { ...GROUP, type: 'SOMETHING_NEW', permission: 'READ', anything: { new: true } },
      jobs: [{ jobStatus: 'PAUSED', audienceCount: null }, 'no job', { status: 'FINISHED' }],
      owner: { serviceType: 'lap' },
    };
    const data = readAudienceData(JSON.stringify(answer), true);
    expect(data).toEqual({
      group: {
        id: 5614991017776,
        name: 'spring',
        type: 'SOMETHING_NEW',
        status: 'READY',
        failedType: null,
        count: 30,
        permission: 'READ',
        createRoute: null,
        isIfa: false,
        createdAt: null,
        expiresAt: null,
      },
      jobs: [
        { id: null, description: null, status: 'PAUSED', failedType: null, count: null, createdAt: null },
        { id: null, description: null, status: 'FINISHED', failedType: null, count: null, createdAt: null },
      ],
      isShared: true,
    });
    expect([openJobs(data), failedJobs(data), whyUnusable(data)]).toEqual([0, 0, null]);
  });

  it('has its times in seconds', () => {
    const answer = { audienceGroup: { ...GROUP, created: 1_608_617_466, expireTimestamp: 1_624_342_266 }, jobs: [] };
    expect(readAudienceData(JSON.stringify(answer), false).group).toMatchObject({
      createdAt: 1_608_617_466_000,
      expiresAt: 1_624_342_266_000,
    });
  });

  it.each([
    ['no audience', {}],
    ['an audience without an ID', { audienceGroup: { ...GROUP, audienceGroupId: undefined } }],
    ['an ID that no number can hold', { audienceGroup: { ...GROUP, audienceGroupId: 2 ** 60 } }],
    ['an audience without a status', { audienceGroup: { ...GROUP, status: undefined } }],
  ])('is never guessed from %s', (_what, answer) => {
    expect(() => readAudienceData(JSON.stringify(answer), false)).toThrow(
      expect.objectContaining({ code: 'LINE_ANSWER_UNREADABLE' }),
    );
  });

  it.each([
    ['a status that is new', { status: 'DREAMING' }, 'notReady'],
    ['a permission that is new', { permission: 'LOOK' }, 'noRight'],
    ['no count', { audienceCount: undefined }, 'notCounted'],
  ])('is not sent to with %s', (_what, other, which) => {
    const data = readAudienceData(JSON.stringify({ audienceGroup: { ...GROUP, ...other } }), false);
    expect(whyUnusable(data)).toMatchObject({ which });
  });
});

it('a page of audiences that says nothing of a next one is the last', () => {
  expect(readAudiencePage(JSON.stringify({ audienceGroups: [GROUP] }))).toMatchObject({
    groups: [{ id: 5614991017776 }],
    hasNext: false,
  });
});
