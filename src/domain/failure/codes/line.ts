import { auth, failed, incomplete, limit, refused, unavailable, usage } from '../declared.js';
import type { Carried, Stopped, Stranger } from '../facts.js';

/** What LINE, or whoever stands before it, answers. */
export const LINE_FAILURES = {
  INVALID_API_URL: usage<
    { which: 'noUrl'; variable: string; example: string } | { which: 'notPlain'; variable: string }
  >(),
  INSECURE_API_URL: usage<{ variable: string }>(),
  LINE_ANSWER_UNREADABLE: unavailable<{ what: string }>(),
  LINE_NOT_REACHABLE: unavailable<
    { which: 'ofLine'; doing: string; why: string } | ({ which: 'stopped' } & Stopped) | ({ which: 'push' } & Stopped)
  >(),
  LINE_FAILED: unavailable<{ doing: string; status: number }>(),
  ANSWER_NOT_FROM_LINE: unavailable<{ doing: string; status: number }>(),
  RATE_LIMITED: limit<
    | { which: 'ofLine'; doing: string; status: number; answer: string }
    | ({ which: 'stopped' } & Stopped)
    | ({ which: 'push' } & Stopped)
  >(),
  INSIGHT_USED_UP: limit<{ left: number; open: number }>(),
  CREDENTIALS_REFUSED: auth<{ doing: string; status: number; answer: string; carried: Carried }>(),
  NOT_AVAILABLE_FOR_ACCOUNT: refused<{ doing: string; status: number; answer: string }>(),
  LINE_REFUSED: refused<
    | { which: 'request'; doing: string; status: number; answer: string }
    | ({ which: 'stopped' } & Stopped)
    | ({ which: 'push' } & Stopped)
  >(),
  INVALID_API_METHOD: usage<{ text: string }>(),
  INVALID_API_PATH: usage<{ which: 'otherHost' | 'fragment' | 'path'; text: string }>(),
  /** It is about credentials, and the program has verbs for them. */
  TOKEN_ENDPOINT: usage<{ path: string }>(),
  SEND_WITHOUT_KEY: usage<{ path: string }>(),
  RETRY_KEY_NOT_TAKEN: usage<{ path: string }>(),
  /** Where in a text; null for what is none. */
  INVALID_API_DATA: usage<{ source: string; at: { line: number; column: number; problem: string } | null }>(),
  NOT_FOR_TERMINAL: usage<{ contentType: string }>(),
  NOT_FOR_JSON: usage<{ contentType: string }>(),
  ANSWER_NOT_TAKEN: failed<{ method: string; path: string; why: string }>(),
  PAGE_REPEATED: unavailable<{ path: string; pages: number }>(),
  API_SEND_UNKNOWN: incomplete<{ path: string; why: string; command: string; takesStdin: boolean }>(),
  RETRY_KEY_OF_ANOTHER: refused<{ which: 'known' | 'byLine' }>(),
  RETRY_KEY_FORGOTTEN: incomplete<{ since: string }>(),
  CLOCK_SKEW: auth<{ doing: string; status: number; answer: string; difference: string }>(),
  INVALID_ASSERTION_KEY: usage<
    | { which: 'notUsable'; where: string }
    | { which: 'otherKey'; where: string; type: string | null; bits: number | null; wantedBits: number }
    | { which: 'damaged'; where: string }
    | { which: 'pem'; where: string }
    | { which: 'publicKey'; where: string }
    | { which: 'noNumber'; where: string; name: string; stranger: Stranger }
    | { which: 'notAJwk'; where: string }
    | { which: 'jwkSet'; where: string; hasNone: boolean }
    | { which: 'notJson'; where: string; stranger: Stranger | null }
  >(),
} as const;
