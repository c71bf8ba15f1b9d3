import type { Deps } from '../ports/deps.js';
import type { LineApi } from '../ports/line-api.js';
import { type Channel, resolveChannel } from '../usecases/channels/channel.js';
import { type AccessTokens, createAccessTokens } from '../usecases/tokens/access/access-token.js';
import { withReplacedTokens } from '../usecases/tokens/access/replaced-token.js';
import type { Context } from './context.js';

/** A channel, LINE, and the tokens to call it with: what nearly every command needs. No request is made by opening it. */
export interface Session {
  readonly deps: Deps;
  readonly channel: Channel;
  readonly api: LineApi;
  readonly tokens: AccessTokens;
}

export async function openSession({ deps, terminal, globals }: Context): Promise<Session> {
  const channel = await resolveChannel(globals.channel, deps);
  const api = await deps.lineApi({ terminal, channel: channel.name ?? channel.id });
  const tokens = createAccessTokens(channel, api, deps, ({ id, label, state, endReason }) =>
    terminal.warn(`${label === null ? id : `${id} (${label})`} is ${state}: ${endReason}; another token is used`),
  );
  return { deps, channel, api: withReplacedTokens(api, tokens), tokens };
}
