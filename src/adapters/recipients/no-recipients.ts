import type { ColumnWithIds, RecipientFormat } from '../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import type { CheckedEntries } from './checked-entries.js';

/** What was read, and as what. */
interface ReadSource {
  /** How errors call it. */
  readonly name: string;
  readonly isStdin: boolean;
  /** Null where it is no text. */
  readonly format: RecipientFormat | null;
  /** What would help if it holds no user ID, in words; null where nothing is known. */
  readonly advice: readonly ColumnWithIds[] | null;
}

/** The error for a source without a single valid user ID: whether it is empty, or what is wrong with its lines. */
export function noRecipients(source: ReadSource, entries: CheckedEntries): LineOpsError {
  const { malformed } = entries;
  const [first] = entries.malformedSamples();
  const { name, isStdin, format, advice } = source;
  if (first === undefined) {
    return failure('NO_RECIPIENTS', { which: 'empty', source: name, format }, { details: { malformed: 0 } });
  }
  return failure(
    'NO_RECIPIENTS',
    { which: 'noneValid', source: name, isStdin, format, advice, malformed, first },
    { details: { malformed, line: first.line, kinds: entries.malformedKinds() } },
  );
}

/** The error for a list of which nobody is left to send to. */
export function nobodyLeft({
  excluded,
  heldOut,
}: {
  readonly excluded: number;
  readonly heldOut: number;
}): LineOpsError {
  return failure('NO_RECIPIENTS', { which: 'nobodyLeft', excluded, heldOut }, { details: { excluded, heldOut } });
}

/** The error for a list of people to leave out in which something is no user ID: whoever was meant would get the message. */
export function unsafeExclusion(source: string, entries: CheckedEntries): LineOpsError {
  const { malformed } = entries;
  const first = entries.malformedSamples()[0] ?? null;
  return failure(
    'EXCLUDE_MALFORMED',
    { source, malformed, first },
    { details: { malformed, line: first?.line ?? null, kinds: entries.malformedKinds() } },
  );
}
