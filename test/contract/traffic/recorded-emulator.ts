import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import { type Client, type Exchange, startRecordingProxy } from './recording-proxy.js';

/** An emulator whose every exchange with LINE's endpoints is written down; `url` and `env` lead through the recorder. */
export interface RecordedEmulator {
  readonly emulator: Emulator;
  readonly exchanges: readonly Exchange[];
  stop(): Promise<void>;
}

/** Starts an emulator behind a recorder. Rate limits are off unless asked for: they are about time, not about form. */
export async function startRecordedEmulator(client: Client, options: EmulatorOptions): Promise<RecordedEmulator> {
  const emulator = await startEmulator({ rateLimits: false, ...options });
  const proxy = await startRecordingProxy(emulator.url, client);
  const env = { ...emulator.env, LINE_OPS_API_URL: proxy.url, LINE_OPS_DATA_API_URL: proxy.url };
  return {
    emulator: { ...emulator, url: proxy.url, env },
    get exchanges() {
      return proxy.exchanges.filter(({ path }) => !path.startsWith('/_emulator/'));
    },
    stop: async () => {
      await proxy.stop();
      await emulator.stop();
    },
  };
}

/** What a bot server got from the platform. */
export interface WebhookRequest {
  readonly signature: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** A bot server that keeps what it gets. */
export interface RecordingBot {
  readonly url: string;
  readonly requests: readonly WebhookRequest[];
  /** The status of its next answers. */
  status: number;
  /** The event that came last, its first where several came at once. */
  lastEvent(): Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function startRecordingBot(): Promise<RecordingBot> {
  const requests: WebhookRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { 'x-line-signature': signature, 'content-type': contentType } = request.headers;
    requests.push({ signature: String(signature), contentType: String(contentType), body: Buffer.concat(chunks) });
    response.writeHead(bot.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bot: RecordingBot = {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    status: 200,
    lastEvent: () => JSON.parse(requests.at(-1)?.body.toString() ?? '{"events":[{}]}').events[0] ?? {},
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return bot;
}
