import { describe, expect, it } from 'vitest';
import { forwardAgain, type Rotation } from '../../../src/domain/tokens/rotation.js';

describe('a rotation that was being taken back goes forward again', () => {
  const halfBack = { state: 'rolling-back', delivered: 2, reason: 'the disk is full' } as Rotation;

  it('with its new token, delivered all over', () => {
    expect(forwardAgain(halfBack, true)).toEqual({ state: 'issued', delivered: 0, reason: null });
  });

  it('with another one where that is not kept any more', () => {
    expect(forwardAgain(halfBack, false)).toEqual({ state: 'planned', delivered: 0, reason: null });
  });

  it('and one that was not goes on where it was, even without its string: the step that needs it says so', () => {
    const verified = { ...halfBack, state: 'verified' } as const;
    expect(forwardAgain(verified, false)).toBe(verified);
  });
});
