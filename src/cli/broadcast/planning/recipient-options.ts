import { isAudienceWord } from '../../../domain/audience/audience-group.js';
import { parseMaxMalformed } from '../../../domain/broadcast/planning/conditions.js';
import { parseDelimiter, parseEncoding } from '../../../domain/broadcast/planning/recipient-text.js';
import type { BroadcastWay } from '../../../domain/broadcast/settings.js';
import { isBroadcastId, parseAudienceId } from '../../../domain/line/ids.js';
import type { RecipientSource, TextWish } from '../../../ports/broadcast/recipients.js';
import type { Exclusion } from '../../../usecases/broadcast/people/exclusions.js';
import type { RecipientsWish } from '../../../usecases/broadcast/planning/audience.js';
import type { ListBounds } from '../../../usecases/broadcast/planning/list-bounds.js';
import { wholeNumber } from '../../input.js';
import {
  choice,
  completing,
  grouped,
  type OptionValues,
  option,
  repeatableOption,
  requiredOption,
} from '../../verb.js';

const WAYS: readonly BroadcastWay[] = ['multicast', 'narrowcast', 'broadcast'];

/** More is a list of another kind, or a wrong column. */
const MAX_MALFORMED = '1%';

const AT_LEAST_ONE = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** Whom to send to, and how their lists are read. */
export const RECIPIENT_OPTIONS = {
  ...grouped('Recipients', {
    to: completing(
      requiredOption(
        '<source>',
        'recipients: a .txt, .csv, .tsv, .json or .jsonl file (also .gz), "-" for stdin, "followers", "friends" (all, without user IDs), or audience:<id>',
      ),
      'file',
      ['followers', 'friends'],
      'audience word',
    ),
    via: choice(
      '<way>',
      'multicast for user IDs; for friends narrowcast, which has stages, or broadcast, which is one request; narrowcast for an audience',
      WAYS,
    ),
    friends: option(
      '<n>',
      'how many friends there are, where LINE does not say',
      wholeNumber('--friends', AT_LEAST_ONE),
    ),
    column: option('<name>', 'column of the user IDs in a .csv or .tsv, by header name or number; property in JSON'),
    delimiter: option('<character>', 'what separates the cells: ",", ";", tab; told from the header', parseDelimiter),
    encoding: completing(
      option('<name>', 'utf-8, utf-16le, utf-16be, shift_jis or euc-jp; told from the text', parseEncoding),
      ['utf-8', 'utf-16le', 'utf-16be', 'shift_jis', 'euc-jp'],
    ),
    exclude: completing(
      repeatableOption(
        '<file>',
        'leave out whoever is in this list, or whom the broadcast of this ID reached or may have; may be repeated',
      ),
      'file',
      'broadcast',
    ),
    rejects: option('<file>', 'keep every line that is no user ID as CSV; never over a file that exists'),
  }),
  ...grouped('Safety', {
    maxMalformed: option(
      '<share>',
      `refuse a list with more lines that are no user IDs than this share, or number (default: ${MAX_MALFORMED})`,
      parseMaxMalformed,
    ),
    minRecipients: option(
      '<n>',
      'refuse a list with fewer recipients than this',
      wholeNumber('--min-recipients', AT_LEAST_ONE),
    ),
    maxRecipients: option(
      '<n>',
      'refuse a list with more recipients than this',
      wholeNumber('--max-recipients', AT_LEAST_ONE),
    ),
  }),
};

type RecipientOptions = OptionValues<typeof RECIPIENT_OPTIONS>;

export function recipientsFrom(options: RecipientOptions): RecipientsWish {
  const { to, friends } = options;
  if (to === 'followers') return { type: 'followers' };
  if (to === 'friends') return { type: 'friends', count: friends ?? null };
  if (isAudienceWord(to)) return { type: 'audience', id: parseAudienceId(to.slice(to.indexOf(':') + 1)) };
  // Where a list to leave out has the columns, a plain list of --to has none to be named.
  const isNamedForOthers = !hasColumns(to) && (options.exclude ?? []).some(hasColumns);
  return { type: 'list', source: isNamedForOthers ? plainSourceOf(to, options) : sourceOf(to, readingFrom(options)) };
}

export function excludedFrom(options: RecipientOptions): readonly Exclusion[] {
  return (options.exclude ?? []).map((word) => {
    if (isBroadcastId(word)) return { type: 'broadcast', id: word };
    // A plain list has no columns, and --column may be meant for the list of --to alone.
    return hasColumns(word) ? sourceOf(word, readingFrom(options)) : plainSourceOf(word, options);
  });
}

export function boundsFrom({ maxMalformed, minRecipients, maxRecipients }: RecipientOptions): ListBounds {
  return {
    maxMalformed: maxMalformed ?? parseMaxMalformed(MAX_MALFORMED),
    minRecipients: minRecipients ?? null,
    maxRecipients: maxRecipients ?? null,
  };
}

function readingFrom({ column, delimiter, encoding }: RecipientOptions): TextWish {
  return { format: null, column: column ?? null, delimiter: delimiter ?? null, encoding: encoding ?? null };
}

function sourceOf(path: string, reading: TextWish): RecipientSource {
  return path === '-' ? { type: 'stdin', ...reading } : { type: 'file', path, ...reading };
}

/** One user ID a line, whatever is said of columns. */
function plainSourceOf(path: string, options: RecipientOptions): RecipientSource {
  return sourceOf(path, { ...readingFrom(options), column: null, delimiter: null });
}

function hasColumns(path: string): boolean {
  return /\.(csv|tsv|json|jsonl|ndjson)(\.gz)?$/i.test(path);
}
