import { failure } from '../failure/failure.js';

/** User IDs of one request with JSON. @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const MOST_IN_JSON = 10_000;
/** A third of what LINE takes in a file (1,500,000), so that a request of 17 MB is held in memory, and sent again, and not one of 51 MB. */
const PEOPLE_OF_A_FILE = 500_000;
/** @see https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
const LONGEST_NAME = 120;
const LONGEST_UPLOAD_DESCRIPTION = 300;
/** Open uploads of one audience. @see https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
export const MOST_OPEN_JOBS = 10;

/** So long LINE may not know an audience yet that it has made: it is neither lost nor deleted. */
export const KNOWN_WITHIN_MS = 60_000;

/** How many people each request of an upload has: one with JSON where that is enough, else files. */
export function partSizes(people: number): readonly number[] {
  if (fitsJson(people)) return [people];
  const sizes: number[] = [];
  for (let left = people; 0 < left; left -= PEOPLE_OF_A_FILE) sizes.push(Math.min(left, PEOPLE_OF_A_FILE));
  return sizes;
}

/** Whether an audience is made of them with JSON, or of a file. */
export function fitsJson(people: number): boolean {
  return people <= MOST_IN_JSON;
}

/**
 * What LINE calls a part of an upload by: the operator's words, if any, and a mark by which the audience is found
 * again, and the part when it fails.
 */
export function uploadDescription(
  words: string | null,
  { id, part, of }: { readonly id: string; readonly part: number; readonly of: number },
): string {
  const mark = `line-ops ${id} ${part + 1}/${of}`;
  return words === null ? mark : `${words} (${mark})`;
}

const MARK = /line-ops (u-[0-9a-z]{10}) (\d+)\/\d+\)?$/;
/** `line-ops u-0123456789 12345/12345` and what stands around it. */
const LONGEST_MARK = 40;

/** The upload and its part that a job is of; null for a job of somebody else. */
export function markIn(description: string | null): { readonly id: string; readonly part: number } | null {
  const [, id, part] = MARK.exec(description ?? '') ?? [];
  return id === undefined ? null : { id, part: Number(part) - 1 };
}

/** @throws {LineOpsError} `usage` unless LINE takes it for the name of an audience. */
export function parseAudienceName(text: string): string {
  if (text.trim() === '') throw failure('INVALID_AUDIENCE_NAME', { which: 'empty' });
  if (LONGEST_NAME < text.length) throw failure('INVALID_AUDIENCE_NAME', { which: 'long', most: LONGEST_NAME });
  // LINE refuses control characters.
  if (/\p{Cc}/u.test(text)) throw failure('INVALID_AUDIENCE_NAME', { which: 'control' });
  return text;
}

/** @throws {LineOpsError} `usage` unless it fits into what LINE calls an upload by, together with our mark. */
export function parseUploadDescription(text: string): string {
  const most = LONGEST_UPLOAD_DESCRIPTION - LONGEST_MARK;
  if (most < text.length) throw failure('INVALID_UPLOAD_DESCRIPTION', { most });
  if (/\p{Cc}/u.test(text)) throw failure('INVALID_UPLOAD_DESCRIPTION', { most });
  return text;
}

/** LINE takes `SPRING` and `spring` for the same name. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
