import type { RetryKey } from '../../../line/ids.js';
import { countUserIds, PACKED_USER_ID_BYTES, unpackUserId } from '../../planning/user-id-bytes.js';
import type { NextKey } from './keys/derived-key.js';
import type { NamedRecipient } from './named-recipients.js';

/** Takes the named recipients out; the others keep their order. */
export function setAside(recipients: Uint8Array, named: readonly NamedRecipient[]) {
  const positions = new Set(named.map(({ position }) => position));
  const remaining = new Uint8Array(recipients.length - positions.size * PACKED_USER_ID_BYTES);
  let at = 0;
  for (let position = 0; position < countUserIds(recipients); position += 1) {
    if (positions.has(position)) continue;
    const start = position * PACKED_USER_ID_BYTES;
    remaining.set(recipients.subarray(start, start + PACKED_USER_ID_BYTES), at);
    at += PACKED_USER_ID_BYTES;
  }
  return {
    remaining,
    refused: named.map(({ position, reason }) => ({ userId: unpackUserId(recipients, position), reason })),
  };
}

/** Both halves of a batch, the first of them the larger, each under the key that follows from the batch's own. */
export function halvesOf(recipients: Uint8Array, retryKey: RetryKey, nextKey: NextKey) {
  return partsOf(
    recipients,
    Math.ceil(countUserIds(recipients) / 2),
    nextKey(retryKey, { type: 'half', half: 'first' }),
    nextKey(retryKey, { type: 'half', half: 'second' }),
  );
}

/** The first so many of a batch, and the rest of it; each under the key that follows from the batch's own. */
export function cutOf(recipients: Uint8Array, after: number, retryKey: RetryKey, nextKey: NextKey) {
  return partsOf(
    recipients,
    after,
    nextKey(retryKey, { type: 'cut', after, part: 'first' }),
    nextKey(retryKey, { type: 'cut', after, part: 'rest' }),
  );
}

function partsOf(recipients: Uint8Array, after: number, keyOfFirst: RetryKey, keyOfSecond: RetryKey) {
  const end = after * PACKED_USER_ID_BYTES;
  return {
    first: { recipients: recipients.subarray(0, end), retryKey: keyOfFirst },
    second: { recipients: recipients.subarray(end), retryKey: keyOfSecond },
  };
}
