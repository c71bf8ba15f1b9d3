import { auth, findings, ofEachCase, refused, usage } from '../declared.js';
import type { Misused, OwnWords, Problem } from '../facts.js';

/** Channels, their keys and their webhook. */
export const CHANNELS_FAILURES = {
  CHANNEL_NOT_CHOSEN: usage<{ count: number; name: string }>(),
  NO_CHANNEL: auth<{ which: 'one' } | { which: 'all' }>(),
  CHANNEL_ID_MISSING: auth(),
  CHANNEL_SECRET_MISSING: auth<{ channel: string; name: string | null }>(),
  KEY_ID_MISMATCH: usage<{ where: string; kid: string; whose: string; keyId: string }>(),
  ASSERTION_KEY_FILE: usage<{ path: string }>(),
  ASSERTION_KEY_MISSING: auth<{ which: 'noIdentity'; channel: string } | { which: 'noKey' }>(),
  BROADCAST_RUNNING: usage<{ id: string; name: string }>(),
  KEY_ID_REFUSED: auth<{ signingKeyId: string }>(),
  WEBHOOK_NOT_SET: refused(),
  MISSING_OPTION: usage<
    | ({ which: 'parsed' } & Misused)
    | { which: 'assertionKey' }
    | { which: 'channelId' }
    | { which: 'channelSecret' }
    | { which: 'tlsFile'; option: string }
    | { which: 'forwardTo' }
  >(),
  MISSING_ARGUMENT: usage<
    | ({ which: 'parsed' } & Misused)
    | { which: 'verb'; path: string }
    | { which: 'revoke' }
    | { which: 'channelName' }
    | { which: 'tokenToRevoke' }
    | { which: 'tokenToVerify' }
    | { which: 'botServer' }
  >(),
  CHANNEL_NOT_NAMED: usage<{ which: 'key'; channel: string } | { which: 'keyId'; signingKeyId: string }>(),
  SIGNATURE_INVALID: findings<{ explanation: string; hint: string }>(),
  UNKNOWN_CHANNEL: usage<{ name: string; configured: readonly string[] }>(),
  INVALID_WEBHOOK_URL: usage<
    ({ which: 'ofEmulator' } & OwnWords) | { which: 'ofRules'; problems: readonly string[]; mostCharacters: number }
  >(),
  WEBHOOK_URL_REFUSED: refused<{ problem: Problem }>(),
  CHANNEL_EXISTS: usage<
    | { which: 'added'; name: string; holderId: string; channelId: string; lost: readonly string[] }
    | { which: 'renamed'; to: string; channelId: string }
  >(),
  WEBHOOK_TEST_SKIPPED: ofEachCase(),
  /** What a command examined is not as it should be, or may not be. */
  EXAMINATION_FAILED: findings<{ name: string; titles: readonly string[]; isFailure: boolean }>(),
  /** A bot server that webhooks are to be sent to. */
  INVALID_BOT_URL: usage<
    | { which: 'form' | 'line'; option: string; text: string }
    | { which: 'user'; option: string }
    | { which: 'address'; host: string; of: string }
  >(),
  TLS_FILES_NOT_USABLE: usage<{ certFile: string; keyFile: string; why: string }>(),
  ADDRESS_NOT_AVAILABLE: usage<{ host: string; why: string }>(),
  NOT_A_RECORD: usage<{ path: string }>(),
  NOTHING_TO_REPLAY: usage<{ path: string; webhooks: number; unsigned: number }>(),
  REPLAY_NOT_ACCEPTED: findings<{ sent: number; refused: number; unanswered: number }>(),
  WEBHOOK_TEST_FAILED: findings<{ what: string; explanation: string; hint: string | null }>(),
  CALLBACKS_WRONG: findings<{ errors: number }>(),
  ID_TOKEN_WRONG: findings<{ failed: readonly string[] }>(),
} as const;
