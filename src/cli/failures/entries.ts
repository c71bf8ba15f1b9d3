import { shownEntry } from '../../domain/broadcast/planning/malformed.js';
import type {
  ColumnProblem,
  ColumnWithIds,
  MalformedFacts,
  MalformedKind,
  NotText,
  RecipientFormat,
  UnreadableList,
} from '../../domain/failure/facts.js';

// What is said about the entries, the columns and the form of a recipients list.

export function quoted({ line, text }: MalformedFacts): string {
  return `"${shownEntry(text)}" in line ${line}`;
}

export function emptiness(format: RecipientFormat | null): string {
  if (format === 'csv') return 'it has no rows below a header';
  return format === null ? 'it is empty' : 'it is empty, or has blank lines only';
}

interface ReadList {
  readonly isStdin: boolean;
  readonly format: RecipientFormat | null;
  readonly first: MalformedFacts;
}

/** What to do about a list whose first entry is no user ID, as none is. */
export function adviceOnEntry({ first: { text, kind }, isStdin, format }: ReadList): string {
  if (format === 'txt' && /^\s*[[{"]/.test(text))
    return 'This looks like JSON: give it in a file that ends in .json, or in .jsonl with one value a line.';
  if (kind !== 'other' && kind !== 'display-id') return REMEDY_OF[kind];
  switch (format) {
    case 'txt':
      return adviceOnLine(text, isStdin) ?? REMEDY_OF[kind];
    case 'json':
    case 'jsonl':
      return text.startsWith('{')
        ? 'Name the property that holds the user IDs: --column <name>. Without it, userId is read, or an array in userIds.'
        : 'Each value must be a JSON string, or an object with the property userId.';
    case 'csv':
      return 'Check that --column names the column with the user IDs: U and 32 of 0-9a-f.';
    case null:
      return REMEDY_OF[kind];
  }
}

function adviceOnLine(text: string, isStdin: boolean): string | null {
  if (/[,;\t]/.test(text))
    return isStdin
      ? 'This looks like CSV: name the column of the user IDs with --column.'
      : 'This looks like CSV: let its name end in .csv and give --column.';
  return /^U[0-9a-f]{32}./.test(text) ? 'Put one user ID, and nothing else, in each line.' : null;
}

/** What to do about entries of a kind. */
export const REMEDY_OF: Readonly<Record<MalformedKind, string>> = {
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

/** Columns that are shown where none is clear. */
export const SHOWN_COLUMNS = 20;

/** What to do where other columns hold user IDs. */
export function adviceOnColumns(holders: readonly ColumnWithIds[]): string {
  const titled = holders.map(({ number, title, value }) => ({
    value,
    words: `${number}${title === null ? '' : ` "${title}"`}`,
  }));
  const [first] = titled;
  if (first !== undefined && titled.length === 1)
    return `Column ${first.words} holds user IDs: --column ${first.value}`;
  const all = titled.map(({ words }) => words).join(' and ');
  return `Columns ${all} hold user IDs; name the one that is meant: --column ${first?.value ?? ''}`;
}

/** Why no column is that of the user IDs. */
export function columnProblem(problem: ColumnProblem): string {
  switch (problem.type) {
    case 'noneKnown':
      return 'has no column that is known to hold the user IDs';
    case 'severalKnown':
      return 'has several columns that may hold the user IDs';
    case 'several':
      return `has ${problem.count} columns called "${problem.wanted}"`;
    case 'notThere':
      return `has no column "${problem.wanted}"`;
  }
}

const EXCEL_HINT = 'Export the sheet as CSV and give that file, with --column for the user IDs.';

/** What a file seems to be that is no text, and what to give in its place. */
export const NOT_TEXT: Readonly<Record<NotText, { readonly seems: string; readonly hint: string }>> = {
  gzip: {
    seems: 'gzip data',
    hint: 'Let its name end in .gz, or unpack it before: gunzip -c <file> | line-ops … --to -',
  },
  xlsx: { seems: 'an Excel file (.xlsx) or another ZIP archive', hint: EXCEL_HINT },
  xls: { seems: 'an old Excel file (.xls)', hint: EXCEL_HINT },
  pdf: { seems: 'a PDF', hint: 'Give a text file with one user ID a line.' },
  binary: {
    seems: 'a binary file',
    hint: 'Give a text file with one user ID a line, a .csv, a .json or a .jsonl.',
  },
};

/** Why a list cannot be read, and what helps. */
export const UNREADABLE: Readonly<
  Record<Exclude<UnreadableList, 'other'>, { readonly is: string; readonly hint: string }>
> = {
  missing: { is: 'does not exist', hint: 'Check the path of the recipients list.' },
  folder: { is: 'is a folder', hint: 'Name the file in it that holds the recipients.' },
  forbidden: {
    is: 'may not be read by you',
    hint: 'Check the permissions of the file and of the folders above it.',
  },
};
