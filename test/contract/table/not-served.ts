/** Operations of LINE's files that the emulator does not answer yet. */
export const NOT_SERVED: readonly string[] = [
  'GET /v2/bot/insight/demographic',
  'POST /v2/bot/audienceGroup/click',
  'POST /v2/bot/audienceGroup/imp',
  'POST /shop/v3/mission',
];
