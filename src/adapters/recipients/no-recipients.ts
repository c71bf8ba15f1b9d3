import { LineOpsError } from '../../domain/failure.js';
import type { RecipientFormat } from '../../ports/recipients.js';
import type { CheckedEntries } from './checked-entries.js';

/** The error for a source without a single valid user ID: whether it is empty, or what is wrong with its lines. */
export function noRecipients(source: string, format: RecipientFormat | null, entries: CheckedEntries): LineOpsError {
  const { malformed } = entries;
  const [firstMalformed] = entries.malformedSamples();
  if (firstMalformed === undefined) {
    return new LineOpsError('usage', 'NO_RECIPIENTS', `${source} holds no recipients: ${emptiness(format)}`, {
      hint: 'Give at least one user ID: U and 32 of 0-9a-f.',
      details: { malformed: 0 },
    });
  }
  const { line, text } = firstMalformed;
  const count = malformed === 1 ? 'its only entry is' : `none of its ${malformed.toLocaleString('en-US')} entries is`;
  const message = `${source} holds no valid user ID: ${count} one, the first is ${JSON.stringify(text)} in line ${line}`;
  return new LineOpsError('usage', 'NO_RECIPIENTS', message, {
    hint: hintFor(text, format),
    details: { malformed, line },
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
  const message = `${source} excludes recipients and has ${count} no user ID, first ${JSON.stringify(first?.text ?? '')} in line ${first?.line ?? 0}`;
  return new LineOpsError('usage', 'EXCLUDE_MALFORMED', message, {
    hint: 'Correct or remove what is no user ID: whoever it means would get the message.',
    details: { malformed, line: first?.line ?? null },
  });
}

function emptiness(format: RecipientFormat | null): string {
  if (format === 'csv') return 'it has no rows below a header';
  return format === null ? 'it is empty' : 'it is empty, or has blank lines only';
}

function hintFor(text: string, format: RecipientFormat | null): string {
  if (format === 'txt' && /^\s*[[{]/.test(text)) return 'This looks like JSON: name it .jsonl, with one value a line.';
  if (format === 'txt' && text.includes(',')) return 'This looks like CSV: name it .csv and give --column.';
  if (format === 'txt' && /^U[0-9a-f]{32}./.test(text)) return 'Put one user ID, and nothing else, in each line.';
  if (format === 'jsonl' && text.startsWith('{')) {
    return 'Name the property that holds the user ID: --column <name>. Without it, userId is read.';
  }
  if (format === 'jsonl') return 'Each line must be a JSON string, or an object with the property userId.';
  if (/^[CR][0-9a-f]{32}$/.test(text))
    return 'This is a group or room ID. Only user IDs, which begin with U, can be sent to.';
  if (/^U[0-9a-f]{32}$/i.test(text)) return 'The letters of a user ID are lower case, except the first.';
  if (format === 'csv') return 'Check that --column names the column with the user IDs: U and 32 of 0-9a-f.';
  return 'A user ID is U and 32 of 0-9a-f, as webhooks and the follower API give it; it is not the LINE ID that people choose.';
}
