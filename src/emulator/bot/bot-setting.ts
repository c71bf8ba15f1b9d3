import { type ChannelIdentity, FIRST_CHANNEL } from '../channel.js';
import { isTextOrNull } from '../control/control-body.js';
import type { JsonObject } from '../http/line-request.js';

/**
 * What the account is called, as LINE Official Account Manager sets it.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-bot-info
 */
export interface BotSetting {
  basicId: string;
  premiumId: string | null;
  displayName: string;
  pictureUrl: string | null;
  chatMode: 'bot' | 'chat';
  /** Where it was made: LINE tells attributes of friends, and makes audiences, of accounts of some countries only. */
  country: string;
}

/** A new account: without a picture and a premium ID, its chat off. */
export function newBot(channel: ChannelIdentity): BotSetting {
  const basicId = channel.id === FIRST_CHANNEL.id ? '@000emulator' : `@${channel.id}`;
  return { basicId, premiumId: null, displayName: 'Emulated bot', pictureUrl: null, chatMode: 'bot', country: 'JP' };
}

/** The account with what an order changes; null where a property has another type. */
export function changedBot(bot: BotSetting, order: JsonObject): BotSetting | null {
  const { basicId, premiumId, displayName, pictureUrl, chatMode, country } = { ...bot, ...order };
  if (typeof basicId !== 'string' || typeof displayName !== 'string') return null;
  if (!isTextOrNull(premiumId) || !isTextOrNull(pictureUrl) || (chatMode !== 'bot' && chatMode !== 'chat')) return null;
  if (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country)) return null;
  return { basicId, premiumId, displayName, pictureUrl, chatMode, country };
}
