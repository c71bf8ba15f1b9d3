import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of a statement: `pass` and is answered; `cut` before the server sees it; `lose`: the server does it and the
 * connection is cut in place of the answer; `hold`: the server does it, and its answer comes with `letGo`, if ever.
 */
export type Fate = 'pass' | 'cut' | 'lose' | 'hold';

/** One round to the server: whatever the client sends until the server says that it is ready again. */
export interface Round {
  /** From 1, over all connections since the proxy began. */
  readonly number: number;
  /** The SQL of it. */
  readonly sql: string;
}

/** A fate for each round. */
export type Judge = (round: Round) => Fate;

const pass: Judge = () => 'pass';

/** Fate of one round alone, by its number. */
export function atRound(number: number, fate: Fate): Judge {
  return (round) => (round.number === number ? fate : 'pass');
}

/** Lengths and codes of the messages that begin a connection, which have no type. https://www.postgresql.org/docs/15/protocol-message-formats.html */
const LENGTH_BYTES = 4;
const TYPE_BYTES = 1;
const CODE_BYTES = 4;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

/** Between clients and a server of this machine, without TLS: it knows where messages begin and end. */
export class PostgresProxy implements AsyncDisposable {
  /** What has passed or been cut, in order. */
  readonly rounds: Round[] = [];
  judge: Judge = pass;
  /** Whether new connections are taken; else they are cut at once. */
  isOpen = true;
  readonly #lines = new Set<Line>();
  readonly #server: Server;

  private constructor(
    readonly port: number,
    server: Server,
  ) {
    this.#server = server;
  }

  /** Listens on a port of its own: `await using`. */
  static async before(serverPort: number): Promise<PostgresProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new PostgresProxy(address.port, server);
    server.on('connection', (client) => proxy.#take(client, serverPort));
    return proxy;
  }

  /** Cuts every connection, as a failover does. */
  cutAll(): void {
    for (const line of this.#lines) line.cut();
  }

  /** Nothing goes through any more in either direction, and nobody is told: as where a network falls apart. */
  silence(): void {
    for (const line of this.#lines) line.isSilent = true;
  }

  /** Lets held answers go. */
  letGo(): void {
    for (const line of this.#lines) line.letGo();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(client: Socket, serverPort: number): void {
    if (!this.isOpen) {
      client.destroy();
      return;
    }
    const line = new Line(client, createConnection(serverPort, '127.0.0.1'), (sql) => {
      const round = { number: this.rounds.length + 1, sql };
      this.rounds.push(round);
      return this.judge(round);
    });
    this.#lines.add(line);
    client.once('close', () => this.#lines.delete(line));
  }
}

/** One connection of a client, and its own to the server. */
class Line {
  isSilent = false;
  #fromClient = Buffer.alloc(0);
  #fromServer = Buffer.alloc(0);
  #hasBegun = false;
  /** The server answers the wish for encryption with one byte without a length. */
  #bytesUnframed = 0;
  #sql: string[] = [];
  /** Of rounds that are not answered. */
  readonly #fates: Fate[] = [];
  #held: Buffer[] | null = null;

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    readonly judge: (sql: string) => Fate,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut());
      socket.once('close', () => this.cut());
    }
    client.on('data', (bytes: Buffer) => this.#heardClient(bytes));
    server.on('data', (bytes: Buffer) => this.#heardServer(bytes));
  }

  cut(): void {
    this.client.destroy();
    this.server.destroy();
  }

  letGo(): void {
    this.#fates.fill('pass');
    for (const message of this.#held ?? []) this.client.write(message);
    this.#held = null;
  }

  #heardClient(bytes: Buffer): void {
    if (this.isSilent) return;
    this.#fromClient = Buffer.concat([this.#fromClient, bytes]);
    for (;;) {
      const length = this.#hasBegun ? lengthOf(this.#fromClient) : firstLengthOf(this.#fromClient);
      if (length === null || this.#fromClient.length < length) return;
      const message = this.#fromClient.subarray(0, length);
      this.#fromClient = this.#fromClient.subarray(length);
      if (!this.#hasBegun) this.#begin(message);
      else if (!this.#mayPass(message)) {
        this.cut();
        return;
      }
      this.server.write(message);
    }
  }

  #begin(message: Buffer): void {
    const code = message.length < LENGTH_BYTES + CODE_BYTES ? 0 : message.readInt32BE(LENGTH_BYTES);
    if (code === SSL_REQUEST || code === GSS_REQUEST) this.#bytesUnframed += 1;
    else this.#hasBegun = true;
  }

  /** A query, and the sync behind a parsed one, end what the client has to say until it is answered. */
  #mayPass(message: Buffer): boolean {
    const type = String.fromCharCode(message[0] ?? 0);
    const payload = message.subarray(TYPE_BYTES + LENGTH_BYTES);
    if (type === 'Q') this.#sql.push(textUpToZero(payload));
    if (type === 'P') this.#sql.push(textUpToZero(payload.subarray(payload.indexOf(0) + 1)));
    if (type !== 'Q' && type !== 'S') return true;
    const fate = this.judge(this.#sql.join('; '));
    this.#sql = [];
    if (fate === 'cut') return false;
    this.#fates.push(fate);
    return true;
  }

  #heardServer(bytes: Buffer): void {
    if (this.isSilent) return;
    this.#fromServer = Buffer.concat([this.#fromServer, bytes]);
    if (0 < this.#bytesUnframed) {
      this.#answer(this.#fromServer.subarray(0, this.#bytesUnframed));
      this.#fromServer = this.#fromServer.subarray(this.#bytesUnframed);
      this.#bytesUnframed = 0;
    }
    for (;;) {
      const length = lengthOf(this.#fromServer);
      if (length === null || this.#fromServer.length < length) return;
      const message = this.#fromServer.subarray(0, length);
      this.#fromServer = this.#fromServer.subarray(length);
      const isReady = message[0] === 'Z'.charCodeAt(0);
      const fate = this.#fates[0] ?? 'pass';
      if (isReady) this.#fates.shift();
      if (fate === 'lose') {
        // The server has done all of the round when it says that it is ready.
        if (!isReady) continue;
        this.cut();
        return;
      }
      if (fate === 'hold') this.#held ??= [];
      this.#answer(message);
    }
  }

  #answer(message: Buffer): void {
    if (this.#held === null) this.client.write(message);
    else this.#held.push(Buffer.from(message));
  }
}

function lengthOf(bytes: Buffer): number | null {
  return bytes.length < TYPE_BYTES + LENGTH_BYTES ? null : TYPE_BYTES + bytes.readInt32BE(TYPE_BYTES);
}

function firstLengthOf(bytes: Buffer): number | null {
  return bytes.length < LENGTH_BYTES ? null : bytes.readInt32BE(0);
}

function textUpToZero(bytes: Buffer): string {
  return bytes.subarray(0, bytes.indexOf(0)).toString('utf8');
}
