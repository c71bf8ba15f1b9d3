/** Operations of LINE's files that the emulator does not answer yet. */
export const NOT_SERVED: readonly string[] = ['POST /shop/v3/mission'];
