/** A part of the text of a text message (v2). */
export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'placeholder'; readonly key: string }
  /** A brace without a partner, and where it stands, in UTF-16 units. */
  | { readonly type: 'stray'; readonly brace: '{' | '}'; readonly index: number };

/**
 * A doubled brace, a placeholder, a brace alone, or text. A text may be 5,000 units of "{": looking only so far for the
 * end of a key keeps the reading linear.
 */
const PART = /(\{\{|\}\})|\{([^{}]{0,199})\}|([{}])|[^{}]+/g;

/** The parts of a text in order; a doubled brace is the character itself. */
export function textParts(written: string): readonly TextPart[] {
  return Array.from(written.matchAll(PART), ({ 0: text, 1: doubled, 2: key, 3: alone, index }) => {
    if (key !== undefined) return { type: 'placeholder', key };
    if (alone !== undefined) return { type: 'stray', brace: alone === '{' ? '{' : '}', index };
    return { type: 'text', text: doubled === undefined ? text : doubled.charAt(0) };
  });
}
