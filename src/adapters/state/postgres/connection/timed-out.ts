/** No answer in time; whether it was done is not known. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';

  constructor(readonly ms: number) {
    super(`no answer within ${Math.round(ms / 1_000)} s`);
  }
}
