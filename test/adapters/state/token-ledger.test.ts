import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTokenLedger } from '../../../src/adapters/state/token-ledger.js';
import { parseChannelId, parseSigningKeyId, parseTokenId, parseTokenKeyId } from '../../../src/domain/line/ids.js';
import type { TokenRecord } from '../../../src/domain/tokens/token.js';
import type { TokenLedger } from '../../../src/ports/store.js';
import { openBooks } from '../../support/kept-books.js';

async function openLedger(folder: string): Promise<TokenLedger> {
  const books = await openBooks(folder);
  onTestFinished(() => books.close());
  return createTokenLedger(books.engine);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const full: TokenRecord = {
  id: parseTokenId('t-0abc1def'),
  channelId: parseChannelId('1234567890'),
  type: 'v2.1',
  signingKeyId: parseSigningKeyId('signing'),
  keyId: parseTokenKeyId('key'),
  label: 'shop',
  state: 'active',
  issuedAt: 1_000,
  expiresAt: 2_000,
  endedAt: null,
  endReason: null,
  stored: true,
  fingerprint: 'f'.repeat(64),
};
const bare: TokenRecord = {
  ...full,
  id: parseTokenId('t-00000000'),
  type: 'long-lived',
  signingKeyId: null,
  keyId: null,
  label: null,
  issuedAt: null,
  expiresAt: null,
  stored: false,
  fingerprint: null,
};

it('gives back what was put, oldest first, also to another process', async () => {
  const folder = newFolder();
  const ledger = await openLedger(folder);
  await ledger.put(full);
  await ledger.put(bare);

  const other = await openLedger(folder);
  expect(await other.list(full.channelId)).toEqual([bare, full]);
  expect(await other.list(parseChannelId('9'))).toEqual([]);
  expect(await other.find(full.id)).toEqual(full);
  expect(await other.findByFingerprint('f'.repeat(64))).toEqual(full);
  expect(await other.findByFingerprint('0'.repeat(64))).toBeNull();
});

it('replaces a row of the same ID, and forgets a removed one', async () => {
  const ledger = await openLedger(newFolder());
  await ledger.put(full);
  const ended: TokenRecord = {
    ...full,
    state: 'revoked',
    endedAt: 1_500,
    endReason: 'revoked with line-ops',
    stored: false,
  };
  await ledger.put(ended);
  expect(await ledger.list(full.channelId)).toEqual([ended]);

  await ledger.remove(full.id);
  expect(await ledger.find(full.id)).toBeNull();
});
