import type { Redactor } from '../ports/host.js';

/** Shorter values are left alone: replacing them would damage ordinary text and hide nothing worth hiding. */
const SHORTEST_SECRET = 6;

/** Tokens are shorter. Private keys and kept files are given to no command, and would make many more forms to look for. */
const LONGEST_ENCODED = 1024;

/** Where `base64` of GNU and most others break lines. */
const BASE64_LINE = 76;

const MARK = '[redacted]';

export function createRedactor(): Redactor {
  /** Each form a secret may take in a text, with the secret it stands for. */
  const secretOfForm = new Map<string, string>();
  return {
    register(secret) {
      if (secret.length < SHORTEST_SECRET || secretOfForm.get(secret) === secret) return;
      for (const form of [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        ...base64Forms(secret),
      ])
        secretOfForm.set(form, secret);
    },
    redact(text, handedOut) {
      let clean = text;
      for (const [form, secret] of secretOfForm) {
        if (secret !== handedOut && clean.includes(form)) clean = clean.replaceAll(form, MARK);
      }
      return clean;
    },
  };
}

/**
 * The secret as commands that get it on stdin encode it: with the line end or without, in both alphabets, whole or in
 * lines, longest first. Padding is left out, so that text without it is recognised too.
 */
function base64Forms(secret: string): readonly string[] {
  if (LONGEST_ENCODED < secret.length) return [];
  const whole = [`${secret}\n`, secret].flatMap((text) => {
    const bytes = Buffer.from(text);
    return [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  });
  return [...whole, ...whole.flatMap(lines)].filter((form) => SHORTEST_SECRET <= form.length);
}

function lines(encoded: string): readonly string[] {
  const count = Math.ceil(encoded.length / BASE64_LINE);
  return Array.from({ length: count }, (_, line) => encoded.slice(line * BASE64_LINE, (line + 1) * BASE64_LINE));
}
