/**
 * Whether the switches of a channel are as LINE wants them: webhooks, or else response mode and greeting message, must be
 * on. Of the latter two the API shows nothing, so that only one half of it can be told.
 *
 * @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/
 */
type ResponseSettings = 'allowed' | 'unknown';

export function responseSettings({ active }: { readonly active: boolean | null }): ResponseSettings {
  return active ? 'allowed' : 'unknown';
}

/** What is to be known of them where webhooks are off. */
export const OFF_TOGETHER =
  'LINE does not allow webhooks, response mode and greeting message to be off at once: who writes to the account would get no answer from anybody';
