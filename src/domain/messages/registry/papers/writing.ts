import type { SendMethod } from '../../engine/finding.js';
import type { Destination } from '../../engine/shapes.js';
import type { Example, Paper, UnreadableBecause } from '../paper.js';

/** The version that first had rules. */
const FIRST_VERSION = '0.1.0';

interface PaperParts {
  readonly limit?: number | string;
  readonly accepted: Example;
  readonly refused: Example;
  /** Where not the first. */
  readonly version?: string;
  /** The day of LINE's news, such as 2025-04-23. */
  readonly announced?: string;
}

/** The paper of a rule; one that can be either an error or a warning has `warned` too. */
export function paper(parts: PaperParts): Paper & { readonly warned: null };
export function paper(parts: PaperParts & { readonly warned: Example }): Paper & { readonly warned: Example };
export function paper({
  limit,
  accepted,
  refused,
  warned,
  version = FIRST_VERSION,
  announced,
}: PaperParts & { readonly warned?: Example }): Paper {
  const since = { version, announced: announced ?? null };
  return { limit: limit ?? null, since, accepted, refused, warned: warned ?? null };
}

interface Circumstances {
  readonly method?: SendMethod;
  readonly destination?: Destination;
  readonly lineAnswers?: string;
}

/** A document of messages, for a multicast unless said otherwise. */
export function document(value: unknown, circumstances: Circumstances = {}): Example {
  return { content: { form: 'value', value }, ...inFull(circumstances) };
}

/** The text of a JSON file. */
export function jsonText(text: string, circumstances: Circumstances = {}): Example {
  return { content: { form: 'json', text }, ...inFull(circumstances) };
}

/** The text of a YAML file. */
export function yamlText(text: string, circumstances: Circumstances = {}): Example {
  return { content: { form: 'yaml', text }, ...inFull(circumstances) };
}

/** A file that no text is had from; in its place stands what it is. */
export function unreadable(why: UnreadableBecause, text: string): Example {
  return { content: { form: 'unreadable', why, text }, ...inFull({}) };
}

function inFull({ method = 'multicast', destination = 'unknown', lineAnswers }: Circumstances) {
  return { method, destination, lineAnswers: lineAnswers ?? null };
}
