import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request as passOn } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who asked: the program, the official SDK, or a client that is wrong on purpose. */
export type Client = 'line-ops' | 'sdk' | 'wrong on purpose';

/** A request and its whole answer. */
export interface Exchange {
  readonly client: Client;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly answer: {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  };
}

/** Stands before a server and writes down what passes. */
export interface RecordingProxy {
  readonly url: string;
  /** In the order of their answers. An answer that broke off is in none of them. */
  readonly exchanges: readonly Exchange[];
  stop(): Promise<void>;
}

/** Longer than any pause: a connection that closes while a client uses it again is no answer. */
const KEPT_OPEN_MS = 60_000;

/** Starts a proxy on 127.0.0.1 that changes nothing of what passes, in either direction. */
export async function startRecordingProxy(target: string, client: Client): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    try {
      const { method = 'GET', url = '/', headers, rawHeaders } = incoming;
      const body = await readAll(incoming);
      const answered = await new Promise<IncomingMessage>((resolve, reject) => {
        const outgoing = passOn(target + url, { method, headers: rawHeaders, agent }, resolve);
        outgoing.on('error', reject);
        outgoing.end(body);
      });
      const { statusCode: status = 0, headers: answerHeaders, rawHeaders: rawAnswerHeaders } = answered;
      const answer = { status, headers: answerHeaders, body: await readAll(answered) };
      const { pathname: path, searchParams: query } = new URL(url, target);
      exchanges.push({ client, method, path, query, headers, body, answer });
      response.writeHead(status, rawAnswerHeaders);
      response.end(answer.body);
    } catch {
      incoming.socket.destroy();
    }
  });
  server.keepAliveTimeout = KEPT_OPEN_MS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    stop: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
