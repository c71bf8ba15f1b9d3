import { failed, usage } from '../declared.js';
import type {
  ColumnProblem,
  ColumnWithIds,
  ForgottenFacts,
  MalformedFacts,
  NotText,
  RecipientFormat,
  UnreadableList,
} from '../facts.js';

/** Lists of recipients. */
export const RECIPIENTS_FAILURES = {
  INVALID_DELIMITER: usage<{ text: string }>(),
  INVALID_ENCODING: usage<{ text: string }>(),
  RECIPIENTS_GZIP: usage<{ path: string }>(),
  RECIPIENTS_CSV: usage<{ source: string; line: number; problem: string }>(),
  RECIPIENTS_COLUMN: usage<
    | { which: 'noColumns'; source: string }
    | { which: 'noCells'; source: string }
    | {
        which: 'notFound';
        problem: ColumnProblem;
        source: string;
        names: readonly string[];
        holders: readonly ColumnWithIds[];
      }
  >(),
  RECIPIENTS_TOO_LONG: usage<{ most: number }>(),
  TEMPORARY_FILE: failed<{ folder: string; why: string }>(),
  NO_RECIPIENTS: usage<
    | { which: 'nobodyLeft'; excluded: number; heldOut: number }
    | { which: 'empty'; source: string; format: RecipientFormat | null }
    | {
        which: 'noneValid';
        source: string;
        isStdin: boolean;
        format: RecipientFormat | null;
        advice: readonly ColumnWithIds[] | null;
        malformed: number;
        first: MalformedFacts;
      }
  >(),
  RECIPIENTS_FILE: usage<{ path: string; reason: UnreadableList; why: string }>(),
  RECIPIENTS_JSON: usage<{ source: string; line: number; problem: string }>(),
  RECIPIENTS_NOT_TEXT: usage<{ source: string; seems: NotText }>(),
  KEEP_RECIPIENTS_UNSET: usage(),
  RECIPIENTS_FORGOTTEN: usage<ForgottenFacts>(),
  EXCLUDE_MALFORMED: usage<{ source: string; malformed: number; first: MalformedFacts | null }>(),
} as const;
