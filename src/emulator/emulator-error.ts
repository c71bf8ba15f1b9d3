/** What the emulator was given and cannot work with. Its callers are programs too: it brings its own words. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
  readonly kind = 'usage';

  constructor(
    readonly code: EmulatorErrorCode,
    message: string,
    /** What to do next. */
    readonly hint: string,
    readonly details: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(message);
  }
}

export type EmulatorErrorCode =
  | 'STATE_FILE_NOT_FOUND'
  | 'STATE_FILE_IN_USE'
  | 'INVALID_STATE_FILE'
  | 'INVALID_STATE'
  | 'INVALID_FAULT'
  | 'INVALID_CHANNEL'
  | 'RECORD_NOT_WRITABLE'
  | 'INVALID_WEBHOOK_URL'
  | 'NO_WEBHOOK'
  | 'INVALID_EVENT';
