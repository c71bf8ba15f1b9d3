import type { Redactor } from '../../ports/host.js';
import { createFragmentIndex, type FragmentIndex } from './secret-fragments.js';

/** Shorter values are left alone: replacing them would damage ordinary text and hide nothing worth hiding. */
const SHORTEST_SECRET = 6;

/** Answers are longer; what repeats a secret by accident, in lines or encoded, is not. */
const LONGEST_SEARCHED = 64 * 1024;

const MARK = '[redacted]';

export function createRedactor(): Redactor {
  /** Each form a secret may take as a whole, with the secret it stands for. */
  const secretOfForm = new Map<string, string>();
  const fragments: FragmentIndex = createFragmentIndex(MARK);
  const withoutWholes = (text: string, replaces: (form: string) => boolean): string => {
    let clean = text;
    for (const form of secretOfForm.keys())
      if (clean.includes(form) && replaces(form)) clean = clean.replaceAll(form, MARK);
    return clean;
  };
  const withoutParts = (text: string): string => (text.length <= LONGEST_SEARCHED ? fragments.replaceIn(text) : text);
  return {
    register(secret) {
      if (secret.length < SHORTEST_SECRET || secretOfForm.get(secret) === secret) return;
      for (const form of formsOf(secret)) secretOfForm.set(form, secret);
      fragments.add(secret);
    },
    redact(text, handedOut) {
      if (handedOut === undefined) return withoutParts(withoutWholes(text, () => true));
      // It stays whole, whatever other secret it begins like or holds: a token with a mark in it is lost.
      const wholes = formsOf(handedOut);
      const isInside = (form: string) => wholes.some((whole) => whole.includes(form));
      const clean = withoutWholes(text, (form) => !isInside(form));
      const rest = (piece: string) => withoutParts(withoutWholes(piece, () => true));
      const whole = wholes.find((form) => clean.includes(form));
      return whole === undefined ? rest(clean) : clean.split(whole).map(rest).join(whole);
    },
  };
}

/** As it is, in a URL (RFC 3986 takes both cases), and in JSON (some writers escape the slash too). */
function formsOf(secret: string): readonly string[] {
  const inUrl = encodeURIComponent(secret);
  const inJson = JSON.stringify(secret).slice(1, -1);
  const lowerCase = inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [...new Set([secret, inUrl, lowerCase, inJson, inJson.replaceAll('/', '\\/')])];
}
