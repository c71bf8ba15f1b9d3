// What failures carry that is more than a word or a number.

/** Another failure that is a part of this one. */
export interface Problem extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** Why something did not work: the system's words, or a failure of ours, which has none yet. */
export type Reason = string | Problem;

/** A character that does not belong where it is; the position counts from 1. */
export interface Stranger {
  readonly position: number;
  readonly character: string;
}

/** Why a text is no credential. */
export type CredentialFault =
  | { readonly type: 'empty' }
  | { readonly type: 'notDigits' }
  | { readonly type: 'notJws' }
  | { readonly type: 'tooLong'; readonly most: number }
  | { readonly type: 'stranger'; readonly stranger: Stranger };

/** What a request proved itself with. */
export type Carried = 'the channel ID and the channel secret' | 'the assertion' | 'the token';

/** Who holds a lock; `since` in milliseconds since 1970. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: number;
}

/** A token as people know it. */
export interface NamedToken {
  readonly id: string;
  readonly label: string | null;
}

/** Tokens of a type, among which is no place for one more. */
export interface FullInventory {
  readonly type: 'v2.1' | 'short-lived' | 'long-lived' | 'stateless';
  readonly active: number;
  /** Null where LINE names none. */
  readonly limit: number | null;
  readonly isKnownHereOnly: boolean;
  /** Whom LINE would end for one more, without a word; null where it would not. */
  readonly victim: NamedToken | null;
  readonly ground: 'listLags' | 'noneStored' | null;
  /** Oldest first. */
  readonly live: readonly NamedToken[];
  /** Whether the string of one of them is stored here. */
  readonly canEndOne: boolean;
  readonly foreign: number;
  /** Milliseconds until the first of them ends; null where nobody knows. */
  readonly firstEndsInMs: number | null;
}

/** An earlier broadcast of the same message to the same people. */
export interface SentAgain {
  readonly id: string;
  readonly name: string | null;
  readonly agoMs: number;
  /** The word that names the people; null where more than half of a list are the same. */
  readonly toWord: string | null;
  /** Since when nobody can tell who its recipients were; null where they were compared. */
  readonly forgottenAt: number | null;
}

/** Why nothing can be sent to an audience now. */
export type WhyUnusable =
  | { readonly which: 'notReady'; readonly status: string }
  | { readonly which: 'noRight'; readonly permission: string }
  | { readonly which: 'openJobs'; readonly open: number }
  /** LINE gives no number of so few people, and sends to none of them. */
  | { readonly which: 'notCounted'; readonly type: string };

/** Whose recipients `broadcast prune` has forgotten, and what they were asked for. */
export type ForgottenFacts =
  | { readonly which: 'people'; readonly id: string; readonly at: number }
  /** Nobody can tell any more whether these people were sent the same message within a day. */
  | { readonly which: 'again'; readonly id: string; readonly at: number }
  /** Nor how often they were reached in this time. */
  | { readonly which: 'reached'; readonly ids: readonly string[]; readonly windowMs: number };

/** So many entries of one kind, with the lines of the first ones. */
export interface MalformedGroup {
  readonly kind: MalformedKind;
  readonly count: number;
  /** In order, from 1. */
  readonly lines: readonly number[];
}

/**
 * What an entry of a recipients list is that is no user ID.
 *
 * - `group-or-room-id`: multicast reaches users only.
 * - `upper-case`: a user ID but for the case of its letters.
 * - `trailing-separator`: a user ID with a comma, semicolon or the like behind it.
 * - `invisible-character`: a user ID but for characters in it that nobody can see.
 * - `display-id`: seems to be the LINE ID that people choose.
 */
export type MalformedKind =
  | 'group-or-room-id'
  | 'upper-case'
  | 'trailing-separator'
  | 'invisible-character'
  | 'display-id'
  | 'other';

/** One entry that is no user ID. */
export interface MalformedFacts {
  readonly line: number;
  readonly text: string;
  readonly kind: MalformedKind;
}

/**
 * - `txt`: one user ID a line.
 * - `csv`: one in a column of each row; `.tsv` too.
 * - `jsonl`: a string, or an object with a property, a line.
 * - `json`: an array of these, or `{"userIds":[…]}` as the follower API answers.
 */
export type RecipientFormat = 'txt' | 'csv' | 'jsonl' | 'json';

/** A column that holds user IDs: its number from 1, its name where it has one, and what an option calls it. */
export interface ColumnWithIds {
  readonly number: number;
  readonly title: string | null;
  readonly value: string;
}

/** Why no column is that of the user IDs. */
export type ColumnProblem =
  | { readonly type: 'noneKnown' }
  | { readonly type: 'severalKnown' }
  | { readonly type: 'notThere'; readonly wanted: string }
  | { readonly type: 'several'; readonly wanted: string; readonly count: number };

export type UnreadableList = 'missing' | 'folder' | 'forbidden' | 'other';

export type NotText = 'gzip' | 'xlsx' | 'xls' | 'pdf' | 'binary';

/** What was to be done with a file of the state. */
export interface StateAct {
  readonly verb: string;
  readonly path: string;
}

/** What a file would lose that is replaced by another one. */
export type Loss =
  | { readonly type: 'otherNames'; readonly count: number }
  | { readonly type: 'mount' }
  | { readonly type: 'owner' }
  | { readonly type: 'encoding'; readonly found: ForeignEncoding }
  | { readonly type: 'accessList' }
  | { readonly type: 'accessListUnknown' }
  | { readonly type: 'accessListGiven' };

/** What shows that a file is in another encoding than UTF-8 without a mark. */
export type ForeignEncoding = 'mark' | 'utf-16' | 'zeros' | 'escapes' | 'notUtf8';

/** A broadcast that stopped: what it stopped for and how it goes on, in words. */
export interface Stopped {
  readonly id: string;
  readonly why: string;
  readonly next: string;
}

/** A broadcast with recipients of whom nobody can tell; `stranger` is who answered in LINE's place. */
export interface Doubted extends Stopped {
  readonly unknown: number;
  readonly because:
    | { readonly type: 'failed'; readonly error: unknown }
    | { readonly type: 'stranger'; readonly stranger: string }
    | null;
}

/** What became of a token that stdout did not take; `name` as people call it, `end` says when it ends. */
export type HandOutEnd =
  | { readonly became: 'kept'; readonly name: string; readonly options: string }
  | { readonly became: 'revoked'; readonly name: string }
  | { readonly became: 'endsByItself'; readonly name: string; readonly end: string }
  | { readonly became: 'stored'; readonly name: string; readonly id: string; readonly problem: Problem }
  | {
      readonly became: 'lost';
      readonly name: string;
      readonly end: string;
      readonly problem: Problem;
      readonly storeProblem: Problem;
    };

export interface RunningEmulator {
  readonly pid: number;
  readonly url: string;
}

/** A command line that the parser does not take: its words; and whether a secret may stand in it. */
export interface Misused {
  readonly words: string;
  readonly isSecret: boolean;
  readonly advice: Advice;
}

/** What whoever made a slip on the command line may have meant. Each line works as it stands. */
export type Advice =
  | { readonly type: 'see'; readonly see: string }
  | { readonly type: 'lines'; readonly lines: readonly string[] }
  /** The word alone, where the line has more that is wrong. */
  | { readonly type: 'word'; readonly word: string; readonly see: string }
  | {
      readonly type: 'option of others';
      readonly option: string;
      readonly holders: readonly string[];
      readonly see: string;
    }
  | { readonly type: 'missing'; readonly options: readonly string[]; readonly see: string }
  /** Where the IDs come from. */
  | { readonly type: 'shown by'; readonly line: string; readonly see: string };

/** Words that are not ours. */
export interface OwnWords {
  readonly words: string;
  readonly hint: string;
}

/** How a broadcast is sent. */
export type SentBy = 'push' | 'multicast' | 'narrowcast' | 'broadcast';
