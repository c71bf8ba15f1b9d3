import type { Redactor } from '../ports/host.js';

/** Shorter values are left alone: replacing them would damage ordinary text and hide nothing worth hiding. */
const SHORTEST_SECRET = 6;

const MARK = '[redacted]';

export function createRedactor(): Redactor {
  /** Each form a secret may take in a text, with the secret it stands for. */
  const secretOfForm = new Map<string, string>();
  return {
    register(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        secretOfForm.set(form, secret);
      }
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
