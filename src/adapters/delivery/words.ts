import { systemCodeOf, whyOf } from '../../domain/failure/system-errors.js';

/** Where a file is replaced, some of them mean something of their own. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EPERM: 'no permission to keep its owner',
  EBUSY: 'it is mounted by itself',
};

/** The system's reason, for people. */
export function whyFailed(cause: unknown): string {
  return WORDS[systemCodeOf(cause) ?? ''] ?? whyOf(cause);
}
