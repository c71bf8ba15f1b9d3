import { createHash } from 'node:crypto';

/** The first half of SHA-256: enough to notice damage. */
export function checksumOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest().subarray(0, 16);
}

/** Whether the recipients are still what was stored. */
export function isIntact(bytes: Uint8Array, checksum: Uint8Array): boolean {
  return Buffer.compare(checksumOf(bytes), checksum) === 0;
}
