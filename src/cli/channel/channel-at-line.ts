import { tokenName } from '../../domain/tokens/token.js';
import type { Deps } from '../../ports/deps.js';
import type { ApiNotice, LineApi } from '../../ports/line-api.js';
import type { Terminal } from '../../ports/terminal.js';
import { type Channel, resolveChannel } from '../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { createAccessTokens } from '../../usecases/tokens/access/access-token.js';
import { withReplacedTokens } from '../../usecases/tokens/access/replaced-token.js';
import { reasonText } from '../failures/text-of.js';
import type { Globals } from '../program/globals.js';

export function findChannel({ channel }: Globals, deps: Deps): Promise<Channel> {
  return resolveChannel(channel, deps);
}

type Caller = { readonly deps: Deps; readonly terminal: Terminal };

/** The LINE Platform; its calls are logged under the channel. */
export function openLineApi(channel: string | null, { deps, terminal }: Caller): Promise<LineApi> {
  return deps.lineApi({ terminal, channel, tell: noticeTo(terminal) });
}

/** Says on the terminal what is noticed beside the answers. */
export function noticeTo(terminal: Terminal): (notice: ApiNotice) => Promise<void> {
  return async (notice) => terminal.warn(await noticeText(notice));
}

async function noticeText(notice: ApiNotice): Promise<string> {
  switch (notice.type) {
    case 'clockDiffers':
      return `the clock of this computer is ${notice.difference}; the ends of tokens and of retry keys are counted by LINE's`;
    case 'notLogged':
      return `warning: the ${LOG_NAMES[notice.log]} in ${notice.folder} cannot be written: ${await reasonText(notice.why)}`;
  }
}

const LOG_NAMES = { requests: 'request log', webhooks: 'log of webhooks' } as const;

/** The channel with LINE behind it; says so where a stored token turns out to have ended. */
export async function callLine(channel: Channel, { deps, terminal }: Caller): Promise<ChannelAtLine> {
  const api = await openLineApi(channel.name ?? channel.id, { deps, terminal });
  const tokens = createAccessTokens(channel, api, deps, (token) =>
    terminal.warn(`${tokenName(token)} is ${token.state}: ${token.endReason}; another token is used`),
  );
  return { deps, channel, api: withReplacedTokens(api, tokens), tokens };
}
