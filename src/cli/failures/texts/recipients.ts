import { TEXT_ENCODINGS } from '../../../domain/broadcast/planning/recipient-text.js';
import type { RECIPIENTS_FAILURES } from '../../../domain/failure/codes/recipients.js';
import { durationWord } from '../../../domain/text/duration.js';
import { grouped } from '../../../domain/text/grouped.js';
import {
  adviceOnColumns,
  adviceOnEntry,
  columnProblem,
  emptiness,
  NOT_TEXT,
  quoted,
  REMEDY_OF,
  SHOWN_COLUMNS,
  UNREADABLE,
} from '../entries.js';
import { type Catalogue, each } from '../text.js';

export const RECIPIENTS_TEXTS = {
  INVALID_DELIMITER: ({ text }) => ({
    message: `"${text}" cannot separate the cells of a CSV`,
    hint: 'Give one character: --delimiter ";" or --delimiter tab',
  }),
  INVALID_ENCODING: ({ text }) => ({
    message: `"${text}" is not an encoding that can be read`,
    hint: `Give one of: ${TEXT_ENCODINGS.join(', ')}`,
  }),
  RECIPIENTS_GZIP: ({ path }) => ({
    message: `"${path}" is not sound gzip data`,
    hint: 'It may have been cut off while copying. Test it with: gzip -t',
  }),
  RECIPIENTS_CSV: ({ source, line, problem }) => ({
    message: `${source} is not sound CSV at line ${line}: ${problem}`,
    hint: 'A cell with a separator, a newline or a double quote must be in double quotes, and a quote in it written twice.',
  }),
  RECIPIENTS_COLUMN: each({
    noColumns: ({ source }) => ({
      message: `${source} is read as one user ID a line and has no columns`,
      hint: 'Leave --column out, give the file a name that ends in .csv, .tsv, .json or .jsonl, or say what separates its columns with --delimiter.',
    }),
    noCells: ({ source }) => ({
      message: `${source} is read as JSON and has no cells to separate`,
      hint: 'Leave --delimiter out, or give the file a name that ends in .csv.',
    }),
    notFound: ({ problem, source, names, holders }) => {
      const shownNames = names.slice(0, SHOWN_COLUMNS).map((name, index) => `${index + 1} "${name}"`);
      const more = SHOWN_COLUMNS < names.length ? `, and ${names.length - SHOWN_COLUMNS} more` : '';
      return {
        message: `${source} ${columnProblem(problem)}; its columns are ${shownNames.join(', ')}${more}`,
        hint:
          holders.length === 0
            ? 'None of them holds user IDs in its first rows. Name the one that does with --column <name or number>, or what is between the cells with --delimiter.'
            : adviceOnColumns(holders),
      };
    },
  }),
  RECIPIENTS_TOO_LONG: ({ most }) => ({
    message: `a recipients list may have at most ${most} entries`,
    hint: 'Remove what is repeated in it, or send it in parts.',
  }),
  TEMPORARY_FILE: ({ folder, why }) => ({
    message: `cannot keep temporary files in ${folder}: ${why}`,
    hint: 'Check that the folder exists, is yours and is writable.',
  }),
  NO_RECIPIENTS: each({
    nobodyLeft: ({ excluded, heldOut }) => ({
      message: `nobody is left to send to: ${grouped(excluded)} are excluded, ${grouped(heldOut)} held out`,
      hint: 'Check the lists of --to and --exclude, and the share of --hold-out.',
    }),
    empty: ({ source, format }) => ({
      message: `${source} holds no recipients: ${emptiness(format)}`,
      hint: 'Give at least one user ID: U and 32 of 0-9a-f.',
    }),
    noneValid: (facts) => {
      const { source, malformed, first, advice } = facts;
      const none = malformed === 1 ? 'its only entry is not one' : `none of its ${grouped(malformed)} entries is one`;
      return {
        message: `${source} holds no valid user ID: ${none}, the first is ${quoted(first)}`,
        hint: advice === null ? adviceOnEntry(facts) : adviceOnColumns(advice),
      };
    },
  }),
  RECIPIENTS_FILE: ({ path, reason, why }) => ({
    message: `"${path}" ${reason === 'other' ? `cannot be read: ${why}` : UNREADABLE[reason].is}`,
    hint: reason === 'other' ? 'Check the path of the recipients list.' : UNREADABLE[reason].hint,
  }),
  RECIPIENTS_JSON: ({ source, line, problem }) => ({
    message: `${source} is not sound JSON at line ${line}: ${problem}`,
    hint: 'Give an array of user IDs, or a whole answer of the follower API: {"userIds":[…]}. One value a line is .jsonl.',
  }),
  RECIPIENTS_NOT_TEXT: ({ source, seems }) => ({
    message: `${source} is not text: it seems to be ${NOT_TEXT[seems].seems}`,
    hint: NOT_TEXT[seems].hint,
  }),
  KEEP_RECIPIENTS_UNSET: () => ({
    message: 'nothing says how old a broadcast must be before its recipients are forgotten',
    hint: 'Give --older-than 90d, or set it for good in config.json: "broadcast": {"keepRecipients": "90d"}.',
  }),
  RECIPIENTS_FORGOTTEN: each({
    people: ({ id, at }) => ({
      message: `the recipients of ${id} were forgotten on ${dayOf(at)}`,
      hint: `Counts, times and request IDs are kept: line-ops broadcast report ${id}`,
    }),
    again: ({ id, at }) => ({
      message: `nobody can tell whether these people got the same message by ${id}: its recipients were forgotten on ${dayOf(at)}; nothing was sent`,
      hint: `See it with: line-ops broadcast show ${id}; to send it all the same, add --again.`,
    }),
    reached: ({ ids, windowMs }) => ({
      message: `nobody can tell whom the last ${durationWord(windowMs)} reached: the recipients of ${ids[0] ?? ''}${ids.length < 2 ? '' : ` and ${grouped(ids.length - 1)} more`} were forgotten`,
      hint: 'Give --max-per-recipient a shorter time, or leave it out; keep recipients for longer than that time.',
    }),
  }),
  EXCLUDE_MALFORMED: ({ source, malformed, first }) => {
    const count = malformed === 1 ? 'an entry that is' : `${grouped(malformed)} entries that are`;
    const which = first === null ? '' : `, first ${quoted(first)}`;
    return {
      message: `${source} excludes recipients and has ${count} no user ID${which}`,
      hint: `${first === null ? '' : `${REMEDY_OF[first.kind]} `}Whoever is meant by what is no user ID would get the message.`,
    };
  },
} satisfies Catalogue<keyof typeof RECIPIENTS_FAILURES>;

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
