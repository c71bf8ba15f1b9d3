import { createHash, type Hash } from 'node:crypto';
import type { SendWay } from '../../../domain/broadcast/settings.js';
import type { AudienceId } from '../../../domain/line/ids.js';
import type { RecipientList } from '../../../ports/broadcast/recipients.js';

/** SHA-256, shortened to what a person can compare. Independent of pace and of how recipients are cut into batches. */
export function planHash(
  list: Pick<RecipientList, 'batches'> | null,
  bodyTail: string,
  sizes: readonly number[],
  via: SendWay = 'multicast',
  audience: AudienceId | null = null,
): string {
  const hash: Hash = createHash('sha256');
  hash.update(JSON.stringify({ via, bodyTail, stages: sizes, ...(audience === null ? {} : { audience }) }));
  for (const packed of list?.batches(HASHED_AT_ONCE) ?? []) hash.update(packed);
  return hash.digest('hex').slice(0, 16);
}

/** Copies of 64 KB: larger ones gather before they are given back. */
const HASHED_AT_ONCE = 4_000;
