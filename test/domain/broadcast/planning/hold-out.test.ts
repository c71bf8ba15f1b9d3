import { describe, expect, it } from 'vitest';
import { holdOutRule, parseHoldOutShare } from '../../../../src/domain/broadcast/planning/hold-out.js';
import { packUserId } from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { parseUserId } from '../../../../src/domain/line/ids.js';

describe('parseHoldOutShare', () => {
  it.each([
    ['5%', 0.05],
    ['0.5%', 0.005],
    ['99.9%', 0.999],
  ])('%s', (text, share) => {
    expect(parseHoldOutShare(text)).toBeCloseTo(share, 12);
  });

  it.each(['', '5', '0%', '0.0%', '100%', '-1%', '5 %', '%', '1e1%'])('refuses "%s"', (text) => {
    expect(() => parseHoldOutShare(text)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_HOLD_OUT' }));
  });
});

describe('holdOutRule', () => {
  const packed = (number: number) => packUserId(parseUserId(`U${number.toString(16).padStart(32, '0')}`));
  const chosen = (share: number, seed: string, count = 20_000) => {
    const rule = holdOutRule({ share, seed });
    return Array.from({ length: count }, (_, number) => number).filter((number) => rule(packed(number), 0));
  };

  it.each([0.001, 0.05, 0.5, 0.95])('chooses about the share %d, also of IDs that count upwards', (share) => {
    const expected = share * 20_000;
    // Five times the spread that chance has: a rule worth its name stays within.
    const spread = 5 * Math.sqrt(expected * (1 - share));
    expect(Math.abs(chosen(share, 'seed').length - expected)).toBeLessThan(spread);
  });

  it('chooses the same people for ever: a later version must not hold out others', () => {
    expect(chosen(0.01, 'line-ops', 600)).toEqual([217, 432]);
  });

  it('chooses other people with another seed, and keeps them with a larger share', () => {
    const small = chosen(0.05, 'a');
    const other = new Set(chosen(0.05, 'b'));
    const large = new Set(chosen(0.1, 'a'));
    expect(small.filter((number) => other.has(number)).length).toBeLessThan(small.length * 0.2);
    expect(small.every((number) => large.has(number))).toBe(true);
  });

  it('looks at the ID at the given byte and nothing else', () => {
    const rule = holdOutRule({ share: 0.5, seed: '' });
    const list = Buffer.concat(Array.from({ length: 50 }, (_, number) => packed(number)));
    for (let number = 0; number < 50; number += 1) expect(rule(list, number * 16)).toBe(rule(packed(number), 0));
  });
});
