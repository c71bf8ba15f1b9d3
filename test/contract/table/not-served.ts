/** Operations of LINE's files that the emulator does not answer: mission stickers are a contract of their own, and no page says what others get. */
export const NOT_SERVED: readonly string[] = ['POST /shop/v3/mission'];
