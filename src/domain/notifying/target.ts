import { failure } from '../failure/failure.js';
import { isLoopbackHost } from '../host/hosts.js';

/** Who is told: a command that gets the document on its stdin, or a server that gets it as a POST. */
export type NotifyTarget =
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'url'; readonly url: string };

/**
 * `cmd:<command>`, or an https URL; plain http goes to this machine only, because anybody on the way could read it.
 *
 * @throws {LineOpsError} `usage` for anything else.
 */
export function parseNotifyTarget(text: string): NotifyTarget {
  const command = /^cmd:(.+)$/s.exec(text)?.[1]?.trim();
  if (command) return { type: 'command', command };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw failure('INVALID_NOTIFY', { which: 'form', text });
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw failure('INVALID_NOTIFY', { which: 'insecure', text });
  // It would be in the ledger, and no answer tells that it was not understood.
  if (url.username !== '' || url.password !== '') throw failure('INVALID_NOTIFY', { which: 'credentials', text });
  return { type: 'url', url: url.href };
}

/** Whom, in words that may be kept and printed: the path of a URL is a secret with many chat services. */
export function targetWords(target: NotifyTarget): string {
  return target.type === 'command' ? 'a command' : new URL(target.url).host;
}
