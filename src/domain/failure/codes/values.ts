import { usage } from '../declared.js';
import type { CredentialFault, Misused } from '../facts.js';

/** Values that an operator gives: options, variables, IDs. */
export const VALUES_FAILURES = {
  INVALID_SECRET_STORE: usage<{ text: string }>(),
  INVALID_TARGET: usage<
    | { which: 'unknown'; text: string }
    | { which: 'noFile'; rest: string }
    | { which: 'noVariable'; rest: string; variable: string }
  >(),
  CONFLICTING_OPTIONS: usage<
    | ({ which: 'parsed' } & Misused)
    | { which: 'revoke' }
    | { which: 'targetTwice'; target: string }
    | { which: 'emulators' }
    | { which: 'format'; format: string | undefined }
    | { which: 'destination'; destination: string; method: string }
    | { which: 'channels' }
    | { which: 'outlineImages' }
    | { which: 'token' }
    | { which: 'stdin' }
  >(),
  INVALID_DURATION: usage<
    | { which: 'commandTimeout'; longestHours: number; text: string }
    | { which: 'grace'; longestMs: number }
    | { which: 'form'; text: string; longestDays: number | null }
  >(),
  INVALID_TIME: usage<{ which: 'moment'; text: string } | { which: 'instant'; text: string; hasForm: boolean }>(),
  INVALID_USER_ID: usage<{ text: string }>(),
  INVALID_CHANNEL_NAME: usage<{ text: string }>(),
  UNKNOWN_SHELL: usage<{ text: string; known: readonly string[] }>(),
  INVALID_RETRY_KEY: usage<{ text: string }>(),
  INVALID_TOKEN_KEY_ID: usage<{ text: string }>(),
  INVALID_TOKEN_ID: usage<{ text: string }>(),
  INVALID_BROADCAST_ID: usage<{ text: string }>(),
  INVALID_CHANNEL_ID: usage<
    { which: 'word'; text: string } | { which: 'credential'; where: string; fault: CredentialFault }
  >(),
  INVALID_KEY_ID: usage<
    { which: 'word'; text: string } | { which: 'credential'; where: string; fault: CredentialFault }
  >(),
  INVALID_CHANNEL_SECRET: usage<{ where: string; fault: CredentialFault }>(),
  INVALID_TOKEN_STRING: usage<{ where: string; fault: CredentialFault }>(),
  INVALID_ANSWER: usage<
    { which: 'form'; text: string } | { which: 'question'; id: string; meant: string | null; ids: readonly string[] }
  >(),
  INVALID_ID_TOKEN: usage<{ where: string; fault: CredentialFault }>(),
  INVALID_CALLBACK_LIST: usage<{ which: 'json'; source: string } | { which: 'entry'; source: string; place: number }>(),
  NOTHING_EXPLAINED: usage<{ text: string | null; nearest: string | null }>(),
  UNKNOWN_SCHEMA: usage<{ text: string; nearest: string | null }>(),
} as const;
