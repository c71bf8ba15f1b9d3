import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messagingApi } from '@line/bot-sdk';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { tokenOf } from '../platform.js';

type Event = Readonly<Record<string, unknown>>;

/** A bot server that the emulator calls until the test is over; the events that it got. */
export async function listeningBot(emulator: Emulator): Promise<readonly Event[]> {
  const events: Event[] = [];
  const bot = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    events.push(...JSON.parse(body).events);
    response.end();
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bot.close());
  emulator.setWebhook(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/`);
  return events;
}

/** The official SDK's client, pointed at the emulator. */
export async function clientFor(emulator: Emulator): Promise<messagingApi.MessagingApiClient> {
  return new messagingApi.MessagingApiClient({ channelAccessToken: await tokenOf(emulator), baseURL: emulator.url });
}
