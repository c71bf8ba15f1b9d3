import type { Deps } from '../../ports/deps.js';
import type { LineApi } from '../../ports/line-api.js';
import type { AccessTokens } from '../tokens/access/access-token.js';
import type { Channel } from './channel.js';

/** A channel, LINE, and the tokens to call it with: what nearly every use case needs. */
export interface ChannelAtLine {
  readonly deps: Deps;
  readonly channel: Channel;
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}
