import { shellWord } from '../../domain/text/shell-word.js';
import type { Session } from '../session.js';

/** What somebody is likely to do next, and the command line that does it as it stands, without `line-ops`. */
export interface NextCommand {
  /** Goes on after "Next, ". */
  readonly why: string;
  readonly words: readonly string[];
  /** Whether it works on the channel that is chosen where none is named. */
  readonly isOfChannel?: boolean;
}

type IdOf = { readonly id: string | number };
type FilesOf = { readonly files: readonly string[] };
type Nothing = Readonly<Record<string, never>>;

const ofChannel = (why: string, ...words: readonly string[]): NextCommand => ({ why, words, isOfChannel: true });
const next = (why: string, ...words: readonly string[]): NextCommand => ({ why, words });

const toSeeTokens = (_facts: Nothing) => ofChannel('to see what is alive', 'token', 'list');
const toCheck = ({ files }: FilesOf) =>
  files.length === 0 ? null : next('to check what is there now', 'message', 'validate', ...files);
const toReport = ({ id }: IdOf) => next('to see what was accepted when', 'broadcast', 'report', String(id));
const toResume = ({ id }: IdOf) => ofChannel('to send what is left', 'broadcast', 'resume', String(id));

/** What follows each verb that changes something; null where nothing does: it has changed nothing, or shown what it was asked for. */
export const NEXT_COMMANDS = {
  api: ({ isChange }: { readonly isChange: boolean }) =>
    isChange ? ofChannel('to see it in the log', 'log', 'list', '--since', '1h') : null,
  'audience create': ({ id }: IdOf) => ofChannel('to see how far LINE is', 'audience', 'show', String(id)),
  'audience delete': (_facts: Nothing) => ofChannel('to see what is left', 'audience', 'list'),
  'broadcast cancel': toReport,
  'broadcast create': ({
    id,
    hash,
    worker,
  }: IdOf & { readonly hash: string; readonly worker: readonly string[] | null }) =>
    worker === null
      ? ofChannel('to send it', 'broadcast', 'resume', String(id), '--confirm-plan', hash)
      : next('for a worker that begins it at its time', 'worker', ...worker),
  'broadcast export': ({ id, isFile }: IdOf & { readonly isFile: boolean }) =>
    isFile ? next('to count them again', 'broadcast', 'verify', String(id)) : null,
  'broadcast insight': toReport,
  'broadcast pause': toResume,
  'broadcast prune': (_facts: Nothing) => next('to see what is kept', 'broadcast', 'list'),
  'broadcast report': ({ id, isFile }: IdOf & { readonly isFile: boolean }) =>
    isFile ? next('to count them again', 'broadcast', 'verify', String(id)) : null,
  'broadcast resolve': ({ id, isLeft }: IdOf & { readonly isLeft: boolean }) =>
    isLeft ? toResume({ id }) : toReport({ id }),
  'broadcast resume': toReport,
  'broadcast send': toReport,
  'channel add': ({ name, hasKey }: { readonly name: string; readonly hasKey: boolean }) =>
    hasKey
      ? next('to see how it stands', 'status', '-c', name)
      : next('to make a signing key, with which tokens can be listed', 'key', 'generate', '-c', name),
  'channel remove': (_facts: Nothing) => next('to see what is left', 'channel', 'list'),
  'channel rename': ({ name }: { readonly name: string }) => next('to see it', 'channel', 'show', name),
  'channel use': ({ name }: { readonly name: string }) => next('to see how it stands', 'status', '-c', name),
  doctor: (_facts: Nothing) => ofChannel('to see how it stands', 'status'),
  'emulator stop': (_facts: Nothing) => next('to see which still run', 'emulator', 'list'),
  init: (_facts: Nothing) => ofChannel('to see how it stands', 'status'),
  'key generate': ({ name }: { readonly name: string | null }) =>
    name === null ? null : next('with the key ID that the console answers', 'init', name),
  'key set-id': (_facts: Nothing) => ofChannel('to issue a token with it', 'token', 'issue'),
  'log prune': ({ isOfWebhooks }: { readonly isOfWebhooks: boolean }) =>
    next('to see what is kept', 'log', 'list', ...(isOfWebhooks ? ['--webhooks'] : [])),
  'message fix': toCheck,
  'message new': toCheck,
  'message preview': toCheck,
  'message push': ({ id }: IdOf) => next('to see it again', 'broadcast', 'show', String(id)),
  'state export': (_facts: Nothing) => null,
  'state move': (_facts: Nothing) => next('to see how it stands there', 'state', 'show'),
  'token forget': toSeeTokens,
  'token get': toSeeTokens,
  'token import': (_facts: Nothing) => ofChannel('to hear of its end in time', 'token', 'check', '--within', '7d'),
  'token issue': toSeeTokens,
  'token revoke': toSeeTokens,
  'token rotate': toSeeTokens,
  'user list': (_facts: Nothing) => next('for a message to them', 'message', 'new', 'text', '--out', 'message.json'),
  'webhook check': (_facts: Nothing) => ofChannel('to go through the release checklist', 'doctor'),
  'webhook send': ({ url }: { readonly url: string }) => ofChannel('to examine the server', 'webhook', 'check', url),
  'webhook set': (_facts: Nothing) => ofChannel('to examine it', 'webhook', 'check'),
  'webhook test': ({ url }: { readonly url: string | null }) =>
    ofChannel('to examine the server', 'webhook', 'check', ...(url === null ? [] : [url])),
  worker: (_facts: Nothing) => next('to see what there is', 'broadcast', 'list'),
} as const satisfies Readonly<Record<string, (facts: never) => NextCommand | null>>;

type Facts = { readonly [Path in keyof typeof NEXT_COMMANDS]: Parameters<(typeof NEXT_COMMANDS)[Path]>[0] };

const FOLLOWS: { readonly [Path in keyof Facts]: (facts: Facts[Path]) => NextCommand | null } = NEXT_COMMANDS;

/**
 * Says what somebody is likely to do next, in one line: to a person who reads answer and notes at a terminal, and to
 * nobody else. Only after what was asked for is done.
 */
export function sayNext<Path extends keyof Facts>(
  { terminal, globals }: Pick<Session, 'terminal' | 'globals'>,
  path: Path,
  facts: Facts[Path],
): void {
  if (!terminal.isWatched || globals.json || globals.dryRun) return;
  const command = FOLLOWS[path](facts);
  if (command !== null) terminal.note(`Next, ${command.why}: ${commandLine(command, globals.channel)}`);
}

/** As it is typed; a channel that was named is named again. */
export function commandLine({ words, isOfChannel = false }: NextCommand, channel: string | null): string {
  const named = isOfChannel && channel !== null ? ['-c', channel] : [];
  return ['line-ops', ...words, ...named].map(shellWord).join(' ');
}
