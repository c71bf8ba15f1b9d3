import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came in. */
interface Came {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What answers one request; `end` without a body is 200 with `{}`. */
export type Answering = (came: Came, response: ServerResponse) => void;

/** A server in LINE's place that answers as it is told, and issues stateless tokens. */
export interface StubLine extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  /** Without the requests for tokens. */
  readonly came: readonly Came[];
}

export const STUB_TOKEN = 'the-Stub-Token-0123456789-abcdefghijklmnop';

export async function startStubLine(answering: Answering): Promise<StubLine> {
  const came: Came[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    response.setHeader('x-line-request-id', `r-${came.length}`);
    if (url === '/oauth2/v3/token')
      return json(response, 200, { token_type: 'Bearer', access_token: STUB_TOKEN, expires_in: 900 });
    const one = { method, url, headers, body: Buffer.concat(chunks) };
    came.push(one);
    answering(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    came,
    env: {
      LINE_OPS_API_URL: url,
      LINE_OPS_DATA_API_URL: url,
      LINE_CHANNEL_ID: '1234567890',
      LINE_CHANNEL_SECRET: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
