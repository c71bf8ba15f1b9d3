import { expect, it } from 'vitest';
import { parseChannelId, parseTokenId, parseTokenKeyId } from '../../../src/domain/line/ids.js';
import type { TokenRecord } from '../../../src/domain/tokens/token.js';
import { checkTokens } from '../../../src/domain/tokens/token-health.js';
import { NO_LONGER_LISTED } from '../../../src/domain/tokens/token-inventory.js';

const NOW = 1_000_000_000;
const DAY = 24 * 60 * 60 * 1000;
let made = 0;

function token(parts: Partial<TokenRecord> = {}): TokenRecord {
  made += 1;
  return {
    id: parseTokenId(`t-${String(made).padStart(8, '0')}`),
    channelId: parseChannelId('1'),
    type: 'v2.1',
    signingKeyId: null,
    keyId: parseTokenKeyId(`k${made}`),
    label: 'prod',
    state: 'active',
    issuedAt: NOW - DAY,
    expiresAt: NOW + 20 * DAY,
    endedAt: null,
    endReason: null,
    stored: true,
    fingerprint: null,
    ...parts,
  };
}

const good = token();
const vanished = token({ state: 'revoked', endReason: NO_LONGER_LISTED });
const expired = token({ expiresAt: NOW - DAY });

it.each<[string, TokenRecord[], TokenRecord[], (string | null)[]]>([
  ['a token with time left is in order', [good], [], [null]],
  ['a token that ends within the time is found', [token({ expiresAt: NOW + 7 * DAY })], [], ['ends-soon']],
  ['one that ends a moment later is not', [token({ expiresAt: NOW + 7 * DAY + 1000 })], [], [null]],
  ['a token without an end is in order', [token({ type: 'long-lived', expiresAt: null })], [], [null]],
  ['a stateless token is nobody’s concern', [token({ type: 'stateless', expiresAt: NOW + 1 })], [], []],
  [
    'a token that vanished just now is found, whatever else lives',
    [vanished, good],
    [vanished],
    ['unknown-to-line', null],
  ],
  ['one that vanished earlier is found until something takes its place', [vanished], [], ['unknown-to-line']],
  ['and no longer then', [vanished, good], [], [null]],
  ['one that we revoked is not missed', [token({ state: 'revoked', endReason: 'revoked with line-ops' })], [], []],
  ['one that LINE evicted is', [token({ type: 'short-lived', state: 'evicted' })], [], ['unknown-to-line']],
  ['a labelled token whose time was over is missed', [expired], [], ['ended']],
  ['but not once another has its label', [expired, good], [], [null]],
  ['of several generations the last is missed', [token({ expiresAt: NOW - 9 * DAY }), expired], [], ['ended']],
  ['an unlabelled one that simply ended is not missed', [token({ label: null, expiresAt: NOW - DAY })], [], []],
])('%s', (_rule, records, gone, findings) => {
  const checked = checkTokens(records, { withinMs: 7 * DAY, vanished: new Set(gone.map(({ id }) => id)) }, NOW);
  expect(checked.map(({ finding }) => finding).toSorted()).toEqual(findings.toSorted());
});
