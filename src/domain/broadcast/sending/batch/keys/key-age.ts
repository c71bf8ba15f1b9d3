/** LINE remembers a retry key this long after the first request. @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
export const RETRY_KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A retry key is given up this long before its end: a request on its way, and clocks that differ, must not meet it. */
const RETRY_KEY_MARGIN_MS = 2 * 60 * 1000;

/** Whether LINE may have forgotten the key, so that sending it again could deliver twice. */
export function isKeyTooOld(keyAgeMs: number): boolean {
  // A negative age comes from a clock that was set back: how old the key really is cannot be told.
  return keyAgeMs < 0 || RETRY_KEY_LIFETIME_MS - RETRY_KEY_MARGIN_MS <= keyAgeMs;
}
