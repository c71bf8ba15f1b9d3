import { expect, it } from 'vitest';
import type { BatchState } from '../../../../../src/domain/broadcast/batch.js';
import { meetYes } from '../../../../../src/domain/broadcast/sending/batch/acceptance.js';

type Met = ReturnType<typeof meetYes>;

it.each<[BatchState, accepted: Met, delivering: Met]>([
  ['in-doubt', 'settles', 'settles'],
  ['unknown', 'settles', 'settles'],
  ['skipped', 'settles', 'known'],
  ['accepted', 'known', 'known'],
  ['delivering', 'known', 'known'],
  ['pending', 'settles', 'settles'],
  ['refused', 'misplaced', 'misplaced'],
  ['left-out', 'misplaced', 'misplaced'],
])(
  'what LINE has accepted meets a batch that is %s under the same key: %s, as a narrowcast %s',
  (state, accepted, delivering) => {
    expect(meetYes('accepted', { state, isSameKey: true })).toBe(accepted);
    expect(meetYes('delivering', { state, isSameKey: true })).toBe(delivering);
    for (const yes of ['accepted', 'delivering'] as const)
      expect(meetYes(yes, { state, isSameKey: false })).toBe('misplaced');
  },
);
