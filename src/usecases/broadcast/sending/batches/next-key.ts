import { createHash } from 'node:crypto';
import { derivedKey, type KeyChange } from '../../../../domain/broadcast/sending/batch/derived-key.js';
import type { RetryKey } from '../../../../domain/line/ids.js';

/** The retry key under which the people of a batch go on after such a change. */
export function nextKey(key: RetryKey, change: KeyChange): RetryKey {
  return derivedKey(key, change, (text) => createHash('sha256').update(text).digest('hex'));
}
