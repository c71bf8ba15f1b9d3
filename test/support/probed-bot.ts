import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

export const BOT_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** What a bot was sent. */
interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Answers one request, of which the whole body is there. */
export type Bot = (received: Received, response: ServerResponse) => void;

/** A server on this machine. Its connections are cut when the test is over. */
export interface Started extends AsyncDisposable {
  readonly port: number;
  /** By the name `localhost`, for which the certificates of the tests are. */
  readonly url: string;
  connections(): number;
}

export interface StartedBot extends Started {
  readonly received: readonly Received[];
}

/** `tls` null is plain http. */
export async function startBot(bot: Bot, tls: TlsOptions | null): Promise<StartedBot> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, rawHeaders } = request;
      const one = { headers, rawHeaders, body: Buffer.concat(chunks).toString() };
      received.push(one);
      bot(one, response);
    });
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  return { ...(await start(server, tls === null ? 'http' : 'https')), received };
}

/** Listens with whatever server, and cuts its connections in the end. */
export async function start(server: NetServer, scheme: 'http' | 'https'): Promise<Started> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://localhost:${port}/hook`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function signatureOf(body: string | Buffer, secret = BOT_SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** 200 for a right signature, 401 for any other: what LINE asks for. */
export const goodBot: Bot = ({ headers, body }, response) => {
  response.writeHead(headers['x-line-signature'] === signatureOf(body) ? 200 : 401).end();
};
