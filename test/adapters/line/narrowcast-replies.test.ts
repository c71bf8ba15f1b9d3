import { describe, expect, it } from 'vitest';
import { readNarrowcastProgress, readTargetReach } from '../../../src/adapters/line/replies.js';

const acceptedTime = '2026-11-21T15:10:30.121Z';

describe('the progress of a narrowcast', () => {
  it.each<[string, object, object]>([
    ['waiting', { phase: 'waiting', acceptedTime }, { phase: 'waiting' }],
    ['sending', { phase: 'sending', successCount: 1, failureCount: 0, targetCount: 9 }, { phase: 'sending' }],
    [
      'succeeded',
      { phase: 'succeeded', successCount: 8, failureCount: 1, targetCount: 9, acceptedTime },
      { phase: 'succeeded', successCount: 8, failureCount: 1 },
    ],
    [
      'failed',
      { phase: 'failed', errorCode: 2, failedDescription: 'too few', successCount: 0 },
      { phase: 'failed', errorCode: 2, description: 'too few', successCount: 0 },
    ],
    [
      'failed without a word',
      { phase: 'failed' },
      { phase: 'failed', errorCode: null, description: null, successCount: null },
    ],
  ])('%s', (_case, answer, progress) => {
    expect(readNarrowcastProgress(JSON.stringify(answer))).toEqual(progress);
  });

  it.each<[string, string]>([
    ['a phase that is new', '{"phase":"paused"}'],
    ['success without a count', '{"phase":"succeeded","failureCount":0}'],
    ['no object', 'OK'],
  ])('is never guessed from %s', (_case, answer) => {
    expect(() => readNarrowcastProgress(answer)).toThrow(expect.objectContaining({ code: 'LINE_ANSWER_UNREADABLE' }));
  });
});

it.each<[string, object, number | null]>([
  ['is there', { status: 'ready', followers: 12, targetedReaches: 10, blocks: 2 }, 10],
  ['is not ready', { status: 'unready', followers: null, targetedReaches: null, blocks: null }, null],
  ['is out of service', { status: 'out_of_service' }, null],
  ['is withheld', { status: 'ready', targetedReaches: null }, null],
])('the target reach %s', (_case, answer, reach) => {
  expect(readTargetReach(JSON.stringify(answer))).toBe(reach);
});
