import { doubtful, failing, passed, type Verdict } from '../../examination/examination.js';
import { durationWord } from '../../text/duration.js';
import { grouped } from '../../text/grouped.js';
import { sizeWords } from '../../text/size-words.js';
import type { FolderFacts, KeepingFacts, RuntimeFacts } from '../facts.js';

/** TLS below 1.2 is refused by every connection of the program itself; what is left to look at is what Node is told. */
export function runtimeVerdict({ node, lowest, openssl, checksCertificates }: RuntimeFacts): Verdict {
  if (!checksCertificates)
    return failing(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off',
      'Unset it; NODE_EXTRA_CA_CERTS adds a certificate authority of your own.',
    );
  if (isBelow(node, lowest)) return failing(`Node ${node}`, `Use Node ${lowest} or later.`);
  return passed(`Node ${node}, OpenSSL ${openssl}; nothing below TLS 1.2 is spoken`);
}

function isBelow(version: string, lowest: string): boolean {
  const [one, other] = [partsOf(version), partsOf(lowest)];
  const at = other.findIndex((part, index) => part !== (one[index] ?? 0));
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

/** What others may do with a folder, in the bits of its mode. */
const OTHERS_WRITE = 0o022;
const OTHERS_LOOK = 0o055;

export function foldersVerdict(folders: readonly FolderFacts[]): Verdict {
  for (const { path, kind, isWritable } of folders) {
    if (kind === 'no folder')
      return failing(`${path} is not a folder`, 'Move what lies there, or name another folder.');
    if (!isWritable && kind === 'missing')
      return failing(`${path} cannot be made`, 'Make it for this user, or name another folder.');
    if (!isWritable) return failing(`${path} cannot be written to`, `Give it to this user, or name another folder.`);
  }
  const open = (bits: number) => folders.filter(({ mode }) => mode !== null && (mode & bits) !== 0);
  const [writable, readable] = [open(OTHERS_WRITE), open(OTHERS_LOOK)];
  if (0 < writable.length) return failing(`others on this computer can change ${modesOf(writable)}`, closing(writable));
  if (0 < readable.length)
    return doubtful(`others on this computer can look into ${modesOf(readable)}`, closing(readable));
  const missing = folders.filter(({ kind }) => kind === 'missing');
  const made = missing.length === 0 ? '' : `; ${missing.map(({ holds }) => holds).join(', ')}: made when first needed`;
  return passed(`${folders.map(({ path }) => path).join(', ')}${made}`);
}

function modesOf(folders: readonly FolderFacts[]): string {
  return folders.map(({ path, mode }) => `${path} (mode ${(mode ?? 0).toString(8).padStart(4, '0')})`).join(', ');
}

function closing(folders: readonly FolderFacts[]): string {
  return `chmod 700 ${folders.map(({ path }) => path).join(' ')}`;
}

/** How large the folders are, and how long the largest part of them is kept. */
export function sizeVerdict(folders: readonly FolderFacts[], { keepsMs, overdue }: KeepingFacts): Verdict {
  const sizes = folders
    .filter(({ kind }) => kind === 'folder')
    .map(({ path, bytes }) => `${path} has ${sizeWords(bytes)}`);
  const said = sizes.length === 0 ? 'nothing is stored yet' : sizes.join(', ');
  if (keepsMs === null) return passed(`${said}; the recipients of broadcasts are kept for ever`);
  const kept = `${said}; the recipients of ended broadcasts are kept for ${durationWord(keepsMs)}`;
  if (overdue === 0) return passed(kept);
  return doubtful(
    `${kept}, and ${overdue === 1 ? 'one broadcast is' : `${grouped(overdue)} broadcasts are`} older`,
    'Nothing is forgotten by itself: line-ops broadcast prune, now and then',
  );
}

/** How the stored secrets are protected. */
type Protection =
  | { readonly type: 'keyring' | 'key-variable' }
  | { readonly type: 'server'; readonly name: string }
  | { readonly type: 'plain'; readonly why: string };

export function protectionVerdict(protection: Protection): Verdict {
  switch (protection.type) {
    case 'keyring':
      return passed("a file encrypted under a key in this computer's keyring");
    case 'key-variable':
      return passed('a file encrypted under LINE_OPS_SECRET_KEY');
    case 'server':
      return passed(`encrypted here under LINE_OPS_SECRET_KEY, in ${protection.name}`);
    case 'plain':
      return doubtful(
        `a plain file, not encrypted, that only this user can read (${protection.why})`,
        'Set LINE_OPS_SECRET_KEY (at least 16 characters), or use a computer with a keyring.',
      );
  }
}

/** The days that the request log holds, as `2026-11-27`, the oldest first. */
export function logVerdict(days: readonly string[]): Verdict {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return passed('empty so far; requests are kept for 90 days');
  const said = first === last ? `of ${first}` : `of ${days.length} days, ${first} to ${last}`;
  return passed(`requests ${said}; kept for 90 days`);
}
