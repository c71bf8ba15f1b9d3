import { LineOpsError } from '../../domain/failure.js';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'no permission',
  EPERM: 'no permission to keep its owner',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EBUSY: 'it is mounted by itself',
};

/** The system's reason, for people. */
export function whyFailed(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return WORDS[cause.code] ?? cause.message;
  return cause instanceof Error ? cause.message : String(cause);
}

/** The place did not take the token. */
export function notDelivered(message: string, cause: unknown): LineOpsError {
  return new LineOpsError('failure', 'DELIVERY_FAILED', message, { hint: 'Check the file and its folder.', cause });
}
