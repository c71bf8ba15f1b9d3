import { describe, expect, it } from 'vitest';
import { parseChannelId, parseTokenId, parseTokenKeyId } from '../../../src/domain/line/ids.js';
import {
  countsAgainstLimit,
  matchesLabel,
  secondsLeft,
  type TokenRecord,
  tokenStatus,
} from '../../../src/domain/tokens/token.js';
import {
  evictedByOneMore,
  isFull,
  NEVER_ISSUED,
  NO_LONGER_LISTED,
  takeInventory,
} from '../../../src/domain/tokens/token-inventory.js';

const NOW = 1_000_000;
const keyId = parseTokenKeyId;

function token(changes: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id: parseTokenId('t-00000000'),
    channelId: parseChannelId('1'),
    type: 'v2.1',
    signingKeyId: null,
    keyId: keyId('a'),
    label: null,
    state: 'active',
    issuedAt: 0,
    expiresAt: NOW + 1,
    endedAt: null,
    endReason: null,
    stored: false,
    fingerprint: null,
    ...changes,
  };
}

describe('what a token is at a time', () => {
  it.each([
    ['an active token before its end', token(), 'active', true],
    ['an active token at its end', token({ expiresAt: NOW }), 'expired', false],
    ['a token in doubt', token({ state: 'unknown' }), 'unknown', true],
    ['a token in doubt that must have expired', token({ state: 'unknown', expiresAt: NOW - 1 }), 'expired', false],
    ['a revoked token past its end', token({ state: 'revoked', expiresAt: NOW - 1 }), 'revoked', false],
    ['a token without an end', token({ expiresAt: null }), 'active', true],
  ] as const)('%s', (_what, record, status, counts) => {
    expect([tokenStatus(record, NOW), countsAgainstLimit(record, NOW)]).toEqual([status, counts]);
  });

  it('never has less than no time left', () => {
    expect([
      secondsLeft(token({ expiresAt: NOW - 5000 }), NOW),
      secondsLeft(token({ expiresAt: NOW + 1999 }), NOW),
      secondsLeft(token({ expiresAt: null }), NOW),
    ]).toEqual([0, 1, null]);
  });
});

describe("the ledger against LINE's key-ID list", () => {
  const inDoubt = token({ state: 'unknown', keyId: null });
  it.each([
    ['not asked: the ledger stands', token(), null, 'active', null],
    ['listed: alive', token(), ['a'], 'active', null],
    ['not listed: ended by someone', token(), [], 'revoked', NO_LONGER_LISTED],
    ['not listed and over: expired, nothing else', token({ expiresAt: NOW }), [], 'active', null],
    [
      'listed again: alive again',
      token({ state: 'revoked', endedAt: 5, endReason: NO_LONGER_LISTED }),
      ['a'],
      'active',
      null,
    ],
    ['in doubt, and LINE lists an orphan: still in doubt', inDoubt, ['other'], 'unknown', null],
    ['in doubt, and LINE lists no orphan: never issued', inDoubt, [], 'revoked', NEVER_ISSUED],
    ['of another type: no list says anything', token({ type: 'short-lived', keyId: null }), [], 'active', null],
    ['imported without its key ID: the list says nothing', token({ keyId: null }), [], 'active', null],
  ] as const)('%s', (_rule, record, listed, state, endReason) => {
    const inventory = takeInventory([record], listed === null ? null : listed.map(keyId), NOW);

    expect(inventory.tokens[0]).toMatchObject({ state, endReason });
    expect(inventory.changes).toEqual(inventory.tokens[0] === record ? [] : inventory.tokens);
  });

  it('counts an issue in doubt and its orphan key ID once', () => {
    const inventory = takeInventory([inDoubt], [keyId('orphan')], NOW);

    expect(inventory.active['v2.1']).toBe(1);
    expect(inventory.unknownKeyIds).toEqual(['orphan']);
  });
});

describe('the limit', () => {
  const shortLived = (issuedAt: number | null, state: TokenRecord['state'] = 'active') =>
    token({ type: 'short-lived', keyId: null, issuedAt, state });

  it('is reached by tokens in doubt as by live ones, and not by expired ones', () => {
    const live = Array.from({ length: 29 }, (_, index) => shortLived(index));
    expect(isFull(takeInventory([...live, { ...shortLived(30), expiresAt: NOW }], null, NOW), 'short-lived')).toBe(
      false,
    );
    expect(isFull(takeInventory([...live, shortLived(30, 'unknown')], null, NOW), 'short-lived')).toBe(true);
    expect(isFull(takeInventory(live, null, NOW), 'stateless')).toBe(false);
  });

  it('makes LINE end the oldest; a token of unknown age counts as the oldest', () => {
    const live = [...Array.from({ length: 29 }, (_, index) => shortLived(index + 10)), shortLived(null)];

    expect(evictedByOneMore(takeInventory(live, null, NOW), 'short-lived', NOW)).toMatchObject({
      perhaps: [{ issuedAt: null }],
      surely: [{ issuedAt: null }],
    });
    expect(evictedByOneMore(takeInventory(live.slice(0, 29), null, NOW), 'short-lived', NOW).perhaps).toEqual([]);
  });

  const issued = (issuedAt: number) => ({ ...shortLived(issuedAt), fingerprint: `of ${issuedAt}` });
  const lost = (issuedAt: number) => shortLived(issuedAt, 'unknown');
  const row = (from: number, howMany: number) => Array.from({ length: howMany }, (_, index) => issued(from + index));
  it.each([
    ['30 that were issued', row(0, 30), 30, [0], [0]],
    ['29 that were issued, and a lost answer after them', [...row(0, 29), lost(99)], 30, [0], []],
    ['30 that were issued, and two lost answers after them', [...row(0, 30), lost(98), lost(99)], 30, [0, 1, 2], [0]],
    ['a lost answer before 30 that were issued', [lost(0), ...row(1, 30)], 30, [0, 1], [0, 1]],
  ])('of %s is never passed, and one more ends for sure only what must go', (_what, live, active, perhaps, surely) => {
    const inventory = takeInventory(live, null, NOW);
    const evicted = evictedByOneMore(inventory, 'short-lived', NOW);

    expect(inventory.active['short-lived']).toBe(active);
    expect(evicted.perhaps.map(({ issuedAt }) => issuedAt)).toEqual(perhaps);
    expect(evicted.surely.map(({ issuedAt }) => issuedAt)).toEqual(surely);
  });
});

describe('labels that were asked for', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop-web', false],
    ['shop*', 'shop', true],
    ['*', 'anything', true],
    ['*-web', 'shop-web', true],
    ['s*p-*b', 'shop-web', true],
    ['a*a', 'a', false],
    ['a**b', 'ab', true],
    ['*b*', 'abc', true],
    ['[ab]*', 'a', false],
    ['a.c', 'abc', false],
    ['50*off', '50*off', true],
  ])('%s of %s: %s', (asked, label, isIt) => {
    expect(matchesLabel(token({ label }), asked)).toBe(isIt);
  });

  it('are never those of a token without one', () => {
    expect(matchesLabel(token(), '*')).toBe(false);
  });
});
