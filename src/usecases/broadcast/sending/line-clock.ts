import { LineOpsError } from '../../../domain/failure/failure.js';
import type { Moment } from '../../../domain/line/line-time.js';
import type { Clock } from '../../../ports/host.js';
import type { LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

interface LineClockParts {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
}

/** What time it is, here and at LINE. The age of a retry key is counted by LINE's clock: ours may be set meanwhile. */
export class LineClock {
  readonly #parts: LineClockParts;
  #asking: Promise<LineOpsError | null> | null = null;
  /** LINE, or what stands in for it, answered and told no time: asking again would bring none either. */
  #isSilent = false;

  constructor(parts: LineClockParts) {
    this.#parts = parts;
  }

  /** This moment, without asking. `line` is null where it is not known. */
  now(): Moment {
    const { api, clock } = this.#parts;
    return { own: clock.now(), line: api.lineTime() };
  }

  /** This moment; LINE is asked something cheap where its time is not known. Or why it could not be asked. */
  async read(): Promise<Moment | LineOpsError> {
    if (this.now().line !== null || this.#isSilent) return this.now();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return (await this.#asking) ?? this.now();
  }

  async #ask(): Promise<LineOpsError | null> {
    const { api, tokens } = this.#parts;
    try {
      await api.botInfo(await tokens.current());
      this.#isSilent = api.lineTime() === null;
      return null;
    } catch (error) {
      // A no of LINE tells the time like a yes.
      if (api.lineTime() !== null) return null;
      if (error instanceof LineOpsError) return error;
      throw error;
    }
  }
}
