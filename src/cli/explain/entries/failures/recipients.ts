import type { RECIPIENTS_FAILURES } from '../../../../domain/failure/codes/recipients.js';
import type { Entries } from '../../entry.js';

const USER_ID_PAGE = 'https://developers.line.biz/en/docs/messaging-api/getting-user-ids/';

export const RECIPIENTS: Entries<keyof typeof RECIPIENTS_FAILURES> = {
  INVALID_DELIMITER: {
    means: 'The cells of a CSV are separated by one character, and that cannot be this one.',
    causes: ['Several characters were given.', 'The shell took the character for itself: quote it.'],
    next: ['Quote it, or name it: `line-ops broadcast plan --messages sale.json --to users.csv --delimiter tab`.'],
  },
  INVALID_ENCODING: {
    means: 'Lists can be read in that many encodings, and this is none of them.',
    causes: ['It is spelled otherwise.', 'Windows programs for Japanese mostly write Shift_JIS.'],
    next: [
      'Try it: `line-ops broadcast plan --messages sale.json --to users.csv --encoding shift_jis`; or save the file as UTF-8.',
    ],
  },
  RECIPIENTS_GZIP: {
    means:
      'The compressed list cannot be unpacked to its end. Nobody was taken from it, because people would be missing.',
    causes: ['The file was cut off while it was copied.', 'It is no gzip file, and only called so.'],
    next: ['Test it with `gzip -t`, and copy it again.'],
  },
  RECIPIENTS_CSV: {
    means:
      'The CSV breaks off in the middle of a quoted cell, or has a quote where none may be. Nothing was taken from it.',
    causes: ['A program wrote cells with quotes or line breaks without escaping them.', 'The file was cut off.'],
    next: ['Mend the line that is named, or export the user IDs alone, one a line.'],
  },
  RECIPIENTS_COLUMN: {
    means: 'It is not clear which cell of a line is the user ID, or the file has no cells at all.',
    causes: [
      'The CSV has no column that is called as `--column` says.',
      'The name of the file does not end in .csv or .tsv.',
    ],
    next: ['Name the column, or its number: `line-ops broadcast plan --messages sale.json --to users.csv --column 2`.'],
  },
  RECIPIENTS_TOO_LONG: {
    means: 'The list has more entries than one broadcast can hold.',
    causes: ['Several exports were put together.', 'The list holds each person many times.'],
    next: ['Take doubles out with `sort -u`, or send it in parts.'],
  },
  TEMPORARY_FILE: {
    means: 'A long list is kept in a temporary file while it is read, and that cannot be written.',
    causes: ['The disk is full.', 'The temporary folder is missing or belongs to somebody else.'],
    next: ['Free some space, or set TMPDIR to a folder of yours.'],
  },
  NO_RECIPIENTS: {
    means: 'After reading, doubles, exclusions and hold-outs nobody is left to send to.',
    causes: [
      'The file is empty, or another column holds the user IDs.',
      'Everybody is excluded, because everybody has it already.',
      'The IDs are display names or group IDs.',
    ],
    next: [
      'See what was read: `line-ops broadcast plan --messages sale.json --to users.csv --json`.',
      'A user ID is U and 32 characters of 0-9 and a-f.',
    ],
    docs: USER_ID_PAGE,
  },
  RECIPIENTS_FILE: {
    means: 'The list cannot be read as a file.',
    causes: ['The path is wrong, or relative to another folder.', "It is a folder, or another user's."],
    next: ['Check the path: `line-ops broadcast plan --messages sale.json --to ./users.csv`.'],
  },
  RECIPIENTS_JSON: {
    means: 'The JSON of the list breaks off or is not one of the forms that hold user IDs.',
    causes: ['One value a line is `.jsonl`.', 'The answer of an API was saved in part.'],
    next: ['Give an array of user IDs, or `{"userIds":[…]}`; for followers: `line-ops user list --out followers.txt`.'],
  },
  RECIPIENTS_NOT_TEXT: {
    means: 'The list is not text: it is a spreadsheet, an archive, an image or the like.',
    causes: ['An .xlsx file was named.', 'The encoding is UTF-16 without its mark.'],
    next: [
      'Export it as CSV in UTF-8.',
      'Or name its encoding: `line-ops broadcast plan --messages sale.json --to users.csv --encoding utf-16le`.',
    ],
  },
  KEEP_RECIPIENTS_UNSET: {
    means:
      '`broadcast prune` needs an age, and neither the line nor the configuration gives one. Nothing was forgotten.',
    causes: ['`--older-than` was left out.'],
    next: ['Give it, and look first: `line-ops broadcast prune --older-than 90d --dry-run`.'],
  },
  RECIPIENTS_FORGOTTEN: {
    means:
      'The user IDs of that broadcast were forgotten, as was asked for. Counts, times and request IDs are kept; who got it, nobody can tell.',
    causes: [
      '`broadcast prune` ran over it.',
      'A window of `--max-per-recipient` reaches further back than recipients are kept.',
    ],
    next: [
      'See what is kept: `line-ops broadcast report <id>`.',
      'Give a shorter window, or send with `--again` where the doubt is meant.',
    ],
  },
  EXCLUDE_MALFORMED: {
    means:
      'A list of people to leave out has lines that are no user ID. Whoever is meant by them would get the message, so that nothing was stored.',
    causes: ['The list has a comma behind each ID, or is in another encoding.', 'It holds another kind of ID.'],
    next: [
      'Mend the list; each line has to be U and 32 characters of 0-9 and a-f.',
      'Leave out whom a broadcast reached: `line-ops broadcast plan --messages sale.json --to users.csv --exclude b-20261121-4f7k2p`.',
    ],
  },
};
