import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The secret of the test vector of https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
export const DESTINATION = 'U8e742f61d673b39c7fff3cecb7536ef0';

export function signatureOf(body: string | Uint8Array, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** A body with these events; each gets what LINE always sends. */
export function bodyOf(...events: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({
    destination: DESTINATION,
    events: events.map((event, index) => ({
      type: 'follow',
      webhookEventId: `01FZ74A0TDDPYRVKNK77XKC${String(index).padStart(3, '0')}`,
      deliveryContext: { isRedelivery: false },
      timestamp: Date.now(),
      mode: 'active',
      source: { type: 'user', userId: `U${'4af49806'.repeat(4)}` },
      ...event,
    })),
  });
}

/** Posts as LINE does; answers status and body. The right signature unless told. */
export function postWebhook(
  url: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = { 'x-line-signature': signatureOf(body) },
): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    });
    call.on('error', reject).on('response', (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }));
    });
    call.end(body);
  });
}

export interface BotRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A bot server that keeps what it gets. */
export interface BotServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly BotRequest[];
  /** Resolves when the next request has come. */
  arrival(): Promise<void>;
}

/** Answers 200, or as told, until the end of the test: `await using`. */
export async function openBot(
  answer: (request: BotRequest, response: ServerResponse) => void = (_request, response) => response.end(),
): Promise<BotServer> {
  const requests: BotRequest[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { url = '', headers, rawHeaders } = incoming;
      const received = { url, headers, rawHeaders, body: Buffer.concat(chunks) };
      requests.push(received);
      for (const wake of waiting.splice(0)) wake();
      answer(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callback`,
    requests,
    arrival: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
