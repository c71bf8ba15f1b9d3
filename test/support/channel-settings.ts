import { parseChannelId, parseChannelName } from '../../src/domain/line/ids.js';
import type { ChannelSettings } from '../../src/ports/store.js';

/** A channel of which only this is known. */
export function channelCalled(name: string, more: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    name: parseChannelName(name),
    channelId: parseChannelId('1'),
    signingKeyId: null,
    botUserId: null,
    botName: null,
    production: false,
    timeZone: null,
    formerNames: [],
    answers: [],
    triedWebhooks: [],
    ...more,
  };
}
