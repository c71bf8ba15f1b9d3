/** What somebody who meets a code, a status or a message of LINE wants to know of it, in sentences of our own. */
export interface Entry {
  /** What has happened, and what has not. */
  readonly means: string;
  /** Why, the likeliest first. */
  readonly causes: readonly [string, ...string[]];
  /** What to do, in this order; commands stand in backticks and can be typed. */
  readonly next: readonly [string, ...string[]];
  /** LINE's page on it. */
  readonly docs?: string;
}

/** An entry for each of these names; one without does not compile. */
export type Entries<Name extends string> = Readonly<Record<Name, Entry>>;

export const SUBJECT_KINDS = ['failure', 'exit-code', 'message', 'reason', 'narrowcast', 'audience', 'status'] as const;

/**
 * What an entry is about:
 *
 * - `failure`: an error code of line-ops.
 * - `exit-code`: what line-ops ended with.
 * - `message`: a text of LINE, whatever stands in its gaps.
 * - `reason`: how LINE's call of a bot server ended.
 * - `narrowcast`: LINE's number for a narrowcast that failed.
 * - `audience`: LINE's word for what is wrong with an audience.
 * - `status`: an HTTP status of LINE.
 */
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Something that can be explained. */
export interface Subject extends Entry {
  readonly kind: SubjectKind;
  /** By which it is asked for: `TOKEN_LIMIT_REACHED`, `429`, `narrowcast-2`. */
  readonly name: string;
  /** What it is, for people: a name alone may say little. */
  readonly title: string;
  /** How it shows in a text of others. Each is linear: texts are long, and not ours. */
  readonly seenAs: readonly RegExp[];
}

/** A subject of LINE's: how it shows is no matter of its name. */
export type LineSubject = Omit<Subject, 'kind'>;
