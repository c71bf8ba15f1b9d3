import { expect, it } from 'vitest';
import type { SendMethod } from '../../../../../src/domain/messages/engine/finding.js';
import { found } from '../../found.js';

it.each([
  ['push', []],
  ['reply', []],
  ['multicast', ['error quote-token-method /quoteToken']],
  ['broadcast', ['error quote-token-method /quoteToken']],
  ['narrowcast', ['error quote-token-method /quoteToken']],
] as const)('quoting by %s', (method: SendMethod, expected) => {
  expect(found({ type: 'text', text: 'yes', quoteToken: 'q3Plxr4AgKd' }, method)).toEqual(expected);
});
