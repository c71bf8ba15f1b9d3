import type { MalformedGroup, MalformedKind } from '../../failure/facts.js';
import { isUserId } from '../../line/ids.js';
import { grouped } from '../../text/grouped.js';
import { shown } from '../../text/shown.js';

/** What stands around a copied ID and cannot be seen: blanks of every width, format characters, fillers, selectors. */
const BLANK = /[\p{White_Space}\p{Cf}\p{Variation_Selector}\u115f\u1160\u2800\u3164\uffa0]/u;
/** These and control characters; a space is seen. */
const EVERY_INVISIBLE = /[^\P{White_Space} ]|[\p{Cf}\p{Cc}\p{Variation_Selector}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** Separators of lists, with their full-width forms. */
const SEPARATED = /^["']?(U[0-9a-f]{32})["']?\s*[,;|:、，；]+$/;
/** @see https://developers.line.biz/en/faq/#what-are-userid-groupid-and-roomid */
const GROUP_OR_ROOM = /^[CR][0-9a-f]{32}$/i;
const ANY_CASE = /^U[0-9a-f]{32}$/i;
/** Nearly one of LINE's IDs: cut off, or written small; nobody chose it. */
const NEARLY_AN_ID = /^[UCR][0-9a-f]{8,}$/i;
/** LINE IDs of people and of accounts, which have no capital letters; an e-mail address or a telephone number is none. */
const CHOSEN = /^@?(?=.*[a-z])[a-z0-9][a-z0-9._-]{1,19}$/;

/** Tells what an entry is, once it is known to be no user ID. */
export function malformedKindOf(entry: string): MalformedKind {
  const seen = entry.replace(EVERY_INVISIBLE, '').trim();
  if (seen !== entry && isUserId(seen)) return 'invisible-character';
  if (GROUP_OR_ROOM.test(seen)) return 'group-or-room-id';
  if (ANY_CASE.test(seen) && seen.startsWith('U')) return 'upper-case';
  if (SEPARATED.test(seen)) return 'trailing-separator';
  return CHOSEN.test(seen) && !NEARLY_AN_ID.test(seen) ? 'display-id' : 'other';
}

const WORDS: Readonly<Record<MalformedKind, readonly [one: string, many: string]>> = {
  'group-or-room-id': ['group or room ID', 'group or room IDs'],
  'upper-case': ['user ID with upper-case letters', 'user IDs with upper-case letters'],
  'trailing-separator': ['user ID with a comma or the like behind it', 'user IDs with a comma or the like behind them'],
  'invisible-character': ['user ID with an invisible character in it', 'user IDs with invisible characters in them'],
  'display-id': ['LINE ID that people choose', 'LINE IDs that people choose'],
  other: ['other entry', 'other entries'],
};

/** Malformed entries by kind, for people: `2 group or room IDs (lines 7, 9)`. */
export function malformedWords(groups: readonly MalformedGroup[]): string {
  return groups
    .map(({ kind, count, lines }) => {
      const more = lines.length < count ? ', …' : '';
      return `${grouped(count)} ${WORDS[kind][count === 1 ? 0 : 1]} (${count === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more})`;
    })
    .join(', ');
}

/** Names that a first line gives to what stands below it; anything that is not ASCII is no ID and no separator. */
const NAMING = /(^|[^a-z])(line|users?|uid|ids?|recipients?|followers?|friends?)([^a-z]|$)|user[ _-]?id|[^\p{ASCII}]/iu;

/** Whether the first line of a list that has one entry a line names the list and is no recipient, not even a broken one. */
export function isTitle(line: string): boolean {
  const seen = line.replace(EVERY_INVISIBLE, '').trim();
  return NAMING.test(seen) && !/[0-9a-f]{8}|[@,;]/i.test(seen.normalize('NFKC')) && !line.includes('\t');
}

/** The text without what cannot be seen around it: blanks of every width, zero-width characters, byte order marks. */
export function withoutBlanksAround(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (start < end && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** An entry on one short line, for people: also blanks that look like a space, or like nothing, become escapes such as `\u3000`. */
export function shownEntry(text: string): string {
  return shown(text.replace(/[^\P{Zs} ]/gu, (blank) => `\\u${blank.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
