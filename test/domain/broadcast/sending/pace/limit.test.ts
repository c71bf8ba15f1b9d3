import { expect, it } from 'vitest';
import {
  type Limit,
  type LimitEvidence,
  limitBehind429,
} from '../../../../../src/domain/broadcast/sending/pace/limit.js';

const RATE = 'The API rate limit has been exceeded. Try again later.';
const MONTH = 'You have reached your monthly limit.';
const left = (messages: number): LimitEvidence['quota'] => ({ type: 'limited', left: messages });

it.each<[string, LimitEvidence, Limit]>([
  ['quota left, and LINE speaks of the rate', { quota: left(1_000), needed: 500, problem: RATE }, { type: 'rate' }],
  [
    'quota left, and LINE says something new',
    { quota: left(1_000), needed: 500, problem: 'Slow down' },
    { type: 'rate' },
  ],
  [
    'quota left, and LINE speaks of the month',
    { quota: left(1_000), needed: 500, problem: MONTH },
    { type: 'reserved', left: 1_000 },
  ],
  ['none left', { quota: left(0), needed: 500, problem: MONTH }, { type: 'usedUp', left: 0 }],
  ['none left, whatever LINE says', { quota: left(0), needed: 500, problem: RATE }, { type: 'usedUp', left: 0 }],
  ['too little left for the batch', { quota: left(499), needed: 500, problem: MONTH }, { type: 'usedUp', left: 499 }],
  [
    'none left for a batch that LINE may have counted',
    { quota: left(0), needed: 0, problem: MONTH },
    { type: 'usedUp', left: 0 },
  ],
  ['none left, but LINE may have counted the batch', { quota: left(0), needed: 0, problem: RATE }, { type: 'rate' }],
  ['an account without a limit', { quota: { type: 'none' }, needed: 500, problem: MONTH }, { type: 'rate' }],
  ['a quota that cannot be read', { quota: { type: 'unread' }, needed: 500, problem: MONTH }, { type: 'rate' }],
])('a 429 with %s', (_case, evidence, limit) => {
  expect(limitBehind429(evidence)).toEqual(limit);
});
