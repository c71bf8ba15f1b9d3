import type { Finding } from '../engine/finding.js';
import type { Edit } from './edit.js';
import type { Place } from './place.js';

/** What can be done about a finding. */
export type Fix =
  /** The message means the same afterwards: made without a question. */
  | { readonly kind: 'mechanical'; readonly says: string; readonly edits: readonly Edit[] }
  /** Very likely what was meant, and only its writer knows: made where somebody agrees. */
  | { readonly kind: 'asked'; readonly says: string; readonly edits: readonly Edit[] }
  /** As `asked`, where the host answers at this address: somebody must agree to ask it. */
  | { readonly kind: 'host'; readonly says: string; readonly edits: readonly Edit[]; readonly address: string }
  /** As `asked`, with words that people will read; `edits` for the words that are given, where nobody gives any for `words`. */
  | {
      readonly kind: 'words';
      readonly says: string;
      readonly words: string | null;
      readonly edits: (words: string) => readonly Edit[];
    }
  /** Only shown: it changes what people read. */
  | { readonly kind: 'suggestion'; readonly says: string; readonly text: string | null };

/** What a rule's findings are mended by; null where this one cannot be. Pure. */
export type Fixer = (finding: Finding, place: Place) => Fix | null;

/** Another value in the place of the finding, which means the same. */
export function mechanical(says: string, { pointer }: Pick<Place, 'pointer'>, value: string | number | boolean): Fix {
  return { kind: 'mechanical', says, edits: [{ do: 'set', at: pointer, value }] };
}

/** The first of the fixers that knows what to do. */
export function firstOf(...fixers: readonly Fixer[]): Fixer {
  return (finding, place) => {
    for (const fixer of fixers) {
      const fix = fixer(finding, place);
      if (fix !== null) return fix;
    }
    return null;
  };
}
