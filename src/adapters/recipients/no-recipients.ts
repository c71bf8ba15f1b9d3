import { type MalformedGroup, shownEntry } from '../../domain/broadcast/planning/malformed.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import type { MalformedEntry, RecipientFormat } from '../../ports/broadcast/recipients.js';
import type { CheckedEntries } from './checked-entries.js';

/** What was read, and as what. */
interface ReadSource {
  /** How errors call it. */
  readonly name: string;
  readonly isStdin: boolean;
  /** Null where it is no text. */
  readonly format: RecipientFormat | null;
  /** What would help if it holds no user ID, in words; null where nothing is known. */
  readonly advice: string | null;
}

/** The error for a source without a single valid user ID: whether it is empty, or what is wrong with its lines. */
export function noRecipients(source: ReadSource, entries: CheckedEntries): LineOpsError {
  const { malformed } = entries;
  const [first] = entries.malformedSamples();
  if (first === undefined) {
    return new LineOpsError(
      'usage',
      'NO_RECIPIENTS',
      `${source.name} holds no recipients: ${emptiness(source.format)}`,
      {
        hint: 'Give at least one user ID: U and 32 of 0-9a-f.',
        details: { malformed: 0 },
      },
    );
  }
  const none =
    malformed === 1 ? 'its only entry is not one' : `none of its ${malformed.toLocaleString('en-US')} entries is one`;
  const message = `${source.name} holds no valid user ID: ${none}, the first is ${quoted(first)}`;
  return new LineOpsError('usage', 'NO_RECIPIENTS', message, {
    hint: source.advice ?? hintFor(first, source),
    details: { malformed, line: first.line, kinds: entries.malformedKinds() },
  });
}

/** The error for a list of which nobody is left to send to. */
export function nobodyLeft({
  excluded,
  heldOut,
}: {
  readonly excluded: number;
  readonly heldOut: number;
}): LineOpsError {
  return new LineOpsError(
    'usage',
    'NO_RECIPIENTS',
    `nobody is left to send to: ${excluded.toLocaleString('en-US')} are excluded, ${heldOut.toLocaleString('en-US')} held out`,
    { hint: 'Check the lists of --to and --exclude, and the share of --hold-out.', details: { excluded, heldOut } },
  );
}

/** The error for a list of people to leave out in which something is no user ID: whoever was meant would get the message. */
export function unsafeExclusion(source: string, entries: CheckedEntries): LineOpsError {
  const { malformed } = entries;
  const [first] = entries.malformedSamples();
  const count = malformed === 1 ? 'an entry that is' : `${malformed.toLocaleString('en-US')} entries that are`;
  const which = first === undefined ? '' : `, first ${quoted(first)}`;
  return new LineOpsError(
    'usage',
    'EXCLUDE_MALFORMED',
    `${source} excludes recipients and has ${count} no user ID${which}`,
    {
      hint: `${first === undefined ? '' : `${REMEDY_OF[first.kind]} `}Whoever is meant by what is no user ID would get the message.`,
      details: { malformed, line: first?.line ?? null, kinds: entries.malformedKinds() },
    },
  );
}

function quoted({ line, text }: MalformedEntry): string {
  return `"${shownEntry(text)}" in line ${line}`;
}

function emptiness(format: RecipientFormat | null): string {
  if (format === 'csv') return 'it has no rows below a header';
  return format === null ? 'it is empty' : 'it is empty, or has blank lines only';
}

function hintFor({ text, kind }: MalformedEntry, { isStdin, format }: ReadSource): string {
  if (format === 'txt' && /^\s*[[{"]/.test(text))
    return 'This looks like JSON: give it in a file that ends in .json, or in .jsonl with one value a line.';
  if (kind !== 'other' && kind !== 'display-id') return REMEDY_OF[kind];
  const separator = /[,;\t]/.exec(text);
  if (format === 'txt' && separator !== null)
    return isStdin
      ? 'This looks like CSV: name the column of the user IDs with --column.'
      : 'This looks like CSV: let its name end in .csv and give --column.';
  if (format === 'txt' && /^U[0-9a-f]{32}./.test(text)) return 'Put one user ID, and nothing else, in each line.';
  if ((format === 'jsonl' || format === 'json') && text.startsWith('{'))
    return 'Name the property that holds the user IDs: --column <name>. Without it, userId is read, or an array in userIds.';
  if (format === 'jsonl' || format === 'json')
    return 'Each value must be a JSON string, or an object with the property userId.';
  if (format === 'csv') return 'Check that --column names the column with the user IDs: U and 32 of 0-9a-f.';
  return REMEDY_OF[kind];
}

/** What to do about entries of a kind. */
const REMEDY_OF: Readonly<Record<MalformedGroup['kind'], string>> = {
  'group-or-room-id': 'A group or room ID cannot be sent to in a batch: only user IDs can, which begin with U.',
  'upper-case': 'The letters of a user ID are lower case, except the first.',
  'trailing-separator': 'Take away what follows the user IDs: one ID, and nothing else, in each line.',
  'invisible-character':
    'Take away the invisible characters within the user IDs: copy them again from where they come from.',
  'display-id':
    'A user ID is U and 32 of 0-9a-f, as webhooks and the follower API give it; it is not the LINE ID that people choose.',
  other:
    'A user ID is U and 32 of 0-9a-f, as webhooks and the follower API give it; it is not the LINE ID that people choose.',
};
