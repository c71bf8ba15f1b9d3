import { failed, ofEachCase, unavailable, usage } from '../declared.js';
import type { Advice, Misused, OwnWords, RunningEmulator, Stopped } from '../facts.js';

/** The terminal, files, other programs, the emulator. */
export const SURROUNDINGS_FAILURES = {
  COMMAND_NOT_STARTED: ofEachCase<
    | { which: 'program'; command: string; why: string }
    | { which: 'shell'; folder: string; why: string; isThere: boolean }
  >(),
  EMULATOR_NOT_STOPPED: unavailable<{ url: string; pid: number }>(),
  STATE_FILE_NOT_USABLE: usage<{ file: string; why: string }>(),
  PORT_NOT_AVAILABLE: usage<{ port: number; why: string }>(),
  STDIN_IS_TERMINAL: usage<{ which: 'messages' } | { which: 'input' }>(),
  FILE_TOO_LARGE: usage<{ path: string }>(),
  FILE_NOT_UTF8: usage<{ source: string }>(),
  LINE_TOO_LONG: usage<{ source: string; problem: string }>(),
  FILE_NOT_READABLE: usage<{ source: string; why: string }>(),
  /** A folder or a pattern stands for no file. */
  NO_SUCH_FILES: usage<{ source: string; why: string }>(),
  CANNOT_ASK: usage<{ which: 'any' } | { which: 'init' }>(),
  STDOUT_NOT_TAKEN: failed<{ why: string }>(),
  STDOUT_CLOSED: usage(),
  STDIN_TOO_LONG: usage<{ maxBytes: number }>(),
  CONFIRMATION_NEEDED: usage<{ which: 'production'; name: string | null } | { which: 'any' }>(),
  CHANNEL_NOT_CONFIRMED: usage<{ confirmedName: string; channel: string }>(),
  CANCELLED: ofEachCase<
    | ({ which: 'push' } & Stopped)
    | { which: 'notTyped'; what: string }
    | { which: 'saidNo' }
    | { which: 'leftInit'; command: string }
  >(),
  DEMO_FAILED: failed<{ failedSteps: readonly string[] }>(),
  INVALID_SHARE: usage<{ text: string }>(),
  INVALID_NUMBER: usage<{ name: string; min: number; max: number; text: string }>(),
  UNKNOWN_COMMAND: usage<
    | ({ which: 'parsed' } & Misused)
    | { which: 'command'; word: string; path: string; advice: Advice }
    | { which: 'topic'; words: readonly string[]; advice: Advice }
  >(),
  FILE_NOT_WRITABLE: usage<
    { which: 'dash' } | { which: 'exists'; path: string } | { which: 'other' | 'replaced'; path: string; why: string }
  >(),
  NO_SUCH_EMULATOR: usage<{ wanted: string; running: readonly RunningEmulator[] }>(),
  SEVERAL_EMULATORS: usage<{ running: readonly RunningEmulator[] }>(),
  /** What the parser of the command line says. */
  USAGE: usage<Misused>(),
  UNKNOWN_OPTION: usage<({ which: 'parsed' } & Misused) | { which: 'dryRun'; command: string }>(),
  INVALID_ARGUMENT: usage<Misused>(),
  TOO_MANY_ARGUMENTS: usage<Misused>(),
  /** What the emulator cannot work with: it speaks for itself. */
  STATE_FILE_NOT_FOUND: usage<OwnWords>(),
  STATE_FILE_IN_USE: usage<OwnWords>(),
  INVALID_STATE_FILE: usage<OwnWords>(),
  INVALID_STATE: usage<OwnWords>(),
  INVALID_FAULT: usage<OwnWords>(),
  INVALID_CHANNEL: usage<({ which: 'ofEmulator' } & OwnWords) | { which: 'ofOption' }>(),
  RECORD_NOT_WRITABLE: usage<OwnWords>(),
  NO_WEBHOOK: usage<OwnWords>(),
  INVALID_EVENT: usage<OwnWords>(),
  /** The operating system refuses something, and nobody meant it to be used there. */
  SYSTEM_ERROR: failed<OwnWords>(),
} as const;
