import type { Command } from 'commander';
import type { ErrorBudget } from '../../../domain/broadcast/broadcast.js';
import { parseMaxMalformed } from '../../../domain/broadcast/planning/conditions.js';
import { parseDelimiter, parseEncoding, type TextEncoding } from '../../../domain/broadcast/planning/recipient-text.js';
import type { RecipientSource, TextReading } from '../../../ports/broadcast/recipients.js';
import type { RecipientsWish } from '../../../usecases/broadcast/planning/audience.js';
import type { ListBounds } from '../../../usecases/broadcast/planning/list-bounds.js';
import { by, wholeNumber } from '../../input.js';

/** Whom to send to, and how their lists are read. */
export interface ListOptions {
  readonly to: string;
  readonly friends?: number;
  readonly column?: string;
  readonly delimiter?: string;
  readonly encoding?: TextEncoding;
  readonly exclude?: readonly string[];
  readonly maxMalformed?: ErrorBudget;
  readonly rejects?: string;
  readonly minRecipients?: number;
  readonly maxRecipients?: number;
}

/** More is a list of another kind, or a wrong column. */
const MAX_MALFORMED = '1%';

export function addListOptions(command: Command): Command {
  const atLeastOne = { min: 1, max: Number.MAX_SAFE_INTEGER };
  return command
    .option('--column <name>', 'column of the user IDs in a .csv or .tsv, by header name or number; property in JSON')
    .option(
      '--delimiter <character>',
      'what separates the cells: ",", ";", tab; told from the header',
      by(parseDelimiter),
    )
    .option(
      '--encoding <name>',
      'utf-8, utf-16le, utf-16be, shift_jis or euc-jp; told from the text',
      by(parseEncoding),
    )
    .option('--exclude <file>', 'leave out whoever is in this list; may be repeated', collected)
    .option(
      '--max-malformed <share>',
      `refuse a list with more lines that are no user IDs than this share, or number (default: ${MAX_MALFORMED})`,
      by(parseMaxMalformed),
    )
    .option('--rejects <file>', 'keep every line that is no user ID as CSV; never over a file that exists')
    .option(
      '--min-recipients <n>',
      'refuse a list with fewer recipients than this',
      wholeNumber('--min-recipients', atLeastOne),
    )
    .option(
      '--max-recipients <n>',
      'refuse a list with more recipients than this',
      wholeNumber('--max-recipients', atLeastOne),
    );
}

export function recipientsFrom(options: ListOptions): RecipientsWish {
  const { to, friends } = options;
  if (to === 'followers') return { type: 'followers' };
  if (to === 'friends') return { type: 'friends', count: friends ?? null };
  // Where a list to leave out has the columns, a plain list of --to has none to be named.
  const isNamedForOthers = !hasColumns(to) && (options.exclude ?? []).some(hasColumns);
  return { type: 'list', source: isNamedForOthers ? plainSourceOf(to, options) : sourceOf(to, readingFrom(options)) };
}

export function excludedFrom(options: ListOptions): readonly RecipientSource[] {
  // A plain list has no columns, and --column may be meant for the list of --to alone.
  return (options.exclude ?? []).map((path) =>
    hasColumns(path) ? sourceOf(path, readingFrom(options)) : plainSourceOf(path, options),
  );
}

export function boundsFrom({ maxMalformed, minRecipients, maxRecipients }: ListOptions): ListBounds {
  return {
    maxMalformed: maxMalformed ?? parseMaxMalformed(MAX_MALFORMED),
    minRecipients: minRecipients ?? null,
    maxRecipients: maxRecipients ?? null,
  };
}

function readingFrom({ column, delimiter, encoding }: ListOptions): TextReading {
  return { format: null, column: column ?? null, delimiter: delimiter ?? null, encoding: encoding ?? null };
}

function sourceOf(path: string, reading: TextReading): RecipientSource {
  return path === '-' ? { type: 'stdin', ...reading } : { type: 'file', path, ...reading };
}

/** One user ID a line, whatever is said of columns. */
function plainSourceOf(path: string, options: ListOptions): RecipientSource {
  return sourceOf(path, { ...readingFrom(options), column: null, delimiter: null });
}

function hasColumns(path: string): boolean {
  return /\.(csv|tsv|json|jsonl|ndjson)(\.gz)?$/i.test(path);
}

function collected(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), text];
}
