import { tokenName } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import { type Channel, resolveChannel } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { createAccessTokens } from '../../usecases/tokens/access/access-token.js';
import { withReplacedTokens } from '../../usecases/tokens/access/replaced-token.js';
import type { Globals } from '../program/globals.js';

export function findChannel({ channel }: Globals, deps: Deps): Promise<Channel> {
  return resolveChannel(channel, deps);
}

/** The channel with LINE behind it; says so where a stored token turns out to have ended. */
export async function callLine(
  channel: Channel,
  { deps, terminal }: { readonly deps: Deps; readonly terminal: Terminal },
): Promise<ChannelAtLine> {
  const api = await deps.lineApi({ terminal, channel: channel.name ?? channel.id });
  const tokens = createAccessTokens(channel, api, deps, (token) =>
    terminal.warn(`${tokenName(token)} is ${token.state}: ${token.endReason}; another token is used`),
  );
  return { deps, channel, api: withReplacedTokens(api, tokens), tokens };
}
