import type { ChannelAccessToken } from '../../domain/line/secret.js';
import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { Channel } from './channel.js';

/** Gives the channel access token for the next call; a long run asks again for every request. */
export interface AccessTokens {
  current(): Promise<ChannelAccessToken>;
  /**
   * LINE refused this token: the next `current` gives another one.
   *
   * @throws {LineOpsError} `auth` when there is no other one to try.
   */
  replace(refused: ChannelAccessToken): Promise<void>;
}

/** A channel, LINE, and the tokens to call it with: what nearly every use case needs. */
export interface ChannelAtLine {
  readonly deps: Deps;
  readonly channel: Channel;
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}
