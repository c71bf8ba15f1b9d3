import { namesRecipients, type SendWay } from '../../domain/broadcast/settings.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import { describeSystemError } from '../../domain/failure/system-errors.js';
import type { Tell } from './text.js';

// What is said of a broadcast that stopped, and how it goes on.

export const stopped = ({ id, why }: { readonly id: string; readonly why: string }): string => `${id} stopped: ${why}`;

export const nothingSent = (why: string): string => `nothing was sent: ${why}`;

export const resume = (id: string): string => `line-ops broadcast resume ${id}`;

/** The command that lists who has it and who has not; where LINE chose the recipients, the one that tells what it took. */
function whoHasIt({ id, via }: { readonly id: string; readonly via: SendWay }): string {
  return namesRecipients(via)
    ? `who has it and who has not: line-ops broadcast export ${id} --format csv`
    : `what LINE took of it: line-ops broadcast report ${id}`;
}

/** The hint, and that command behind it: a person who was messaged is never forgotten without being told. */
export function andWhoHasIt(hint: string, broadcast: { readonly id: string; readonly via: SendWay }): string {
  const command = whoHasIt(broadcast);
  if (hint.includes(`line-ops broadcast report ${broadcast.id}`) && !namesRecipients(broadcast.via)) return hint;
  if (hint === '' || hint.endsWith('.')) return `${hint} ${command.charAt(0).toUpperCase()}${command.slice(1)}`.trim();
  return `${hint} - ${command}`;
}

/** What to do about whoever answers in LINE's place. */
export function lookAt(stranger: string): string {
  return `See what answers at ${stranger}, and make it pass LINE's answers on unchanged.`;
}

/** Whether it tells already how a broadcast goes on. */
export function namesTheWayOn(hint: string): boolean {
  return hint.includes('line-ops broadcast');
}

export function thenResume(remedy: string, id: string): string {
  return namesTheWayOn(remedy) ? remedy : `${remedy} Then: ${resume(id)}`.trim();
}

/** What helps, in place of "the same command again": that may have been the one that creates a broadcast. */
const REMEDIES: Readonly<Record<string, string>> = {
  DISK_FULL: 'Free some space; nothing recorded was lost.',
  STATE_NOT_WRITABLE: 'Make the state folder (LINE_OPS_HOME) writable again.',
};

/** The remedy of a code where a broadcast is under way; else its own. */
export function remedyUnderWay(code: string, hint: string | undefined): string {
  return REMEDIES[code] ?? hint ?? '';
}

export function remedyOf(error: unknown, tell: Tell): string {
  const known = describeSystemError(error);
  if (known !== null) return known.hint.replace(', and run the command again', '');
  if (!(error instanceof LineOpsError))
    return 'This is a bug in line-ops; LINE_OPS_DEBUG=1 shows more. Nothing recorded was lost.';
  return remedyUnderWay(error.code, tell(error).hint);
}
