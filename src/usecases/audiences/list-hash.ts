import { createHash } from 'node:crypto';
import type { RecipientList } from '../../ports/broadcast/recipients.js';

const HASHED_AT_ONCE = 50_000;

/** SHA-256 over the user IDs in their order. */
export function hashOf(list: Pick<RecipientList, 'batches'>): string {
  const hash = createHash('sha256');
  for (const packed of list.batches(HASHED_AT_ONCE)) hash.update(packed);
  return hash.digest('hex');
}
