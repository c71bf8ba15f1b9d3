import { createHash } from 'node:crypto';
import { channelAccessToken, insight, manageAudience, messagingApi } from '@line/bot-sdk';
import type { Emulator } from '../../src/emulator/emulator.js';
import { assertion, credentials } from './platform.js';

export const NOON = new Date('2026-11-21T03:00:00Z');
export const messages: messagingApi.TextMessage[] = [{ type: 'text', text: 'Hello' }];

/** The official SDK's clients, as they come, pointed at an emulator. */
export interface Sdk {
  readonly emulator: Emulator;
  readonly tokens: channelAccessToken.ChannelAccessTokenClient;
  readonly line: messagingApi.MessagingApiClient;
  readonly lineFiles: messagingApi.MessagingApiBlobClient;
  readonly insight: insight.InsightClient;
  readonly audiences: manageAudience.ManageAudienceClient;
  readonly audienceFiles: manageAudience.ManageAudienceBlobClient;
  /** The emulator's long-lived token. */
  readonly token: string;
}

/** `channelAccessToken` and `headers` replace what every request of the Messaging API clients carries. */
export function sdkFor(
  emulator: Emulator,
  { channelAccessToken: given, headers = {} }: { channelAccessToken?: string; headers?: Record<string, string> } = {},
): Sdk {
  const token = given ?? emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const config = { channelAccessToken: token, baseURL: emulator.url, defaultHeaders: headers };
  return {
    emulator,
    token,
    tokens: new channelAccessToken.ChannelAccessTokenClient({ baseURL: emulator.url, defaultHeaders: headers }),
    line: new messagingApi.MessagingApiClient(config),
    lineFiles: new messagingApi.MessagingApiBlobClient(config),
    insight: new insight.InsightClient(config),
    audiences: new manageAudience.ManageAudienceClient(config),
    audienceFiles: new manageAudience.ManageAudienceBlobClient(config),
  };
}

/** A JWT assertion by the emulator's own clock. */
export function jwt({ emulator }: Sdk, parts: { header?: object; claims?: object } = {}): string {
  return assertion(emulator, { ...parts, now: emulator.now() }).client_assertion;
}

export const secretOf = ({ emulator }: Sdk): string => credentials(emulator).client_secret;

/** A UUID that follows from a name. */
export function uuid(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
