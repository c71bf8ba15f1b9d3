import type { Socket } from 'node:net';

/** A status line takes a few dozen characters. */
const MOST_CHARACTERS = 80;

/** The status line of an answer to plain HTTP, or null. Ends the connection. */
export function askPlainly(socket: Socket, host: string, userAgent: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    let said = '';
    const timer = setTimeout(() => finish(), timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const [line = ''] = said.split(/\r?\n/);
      resolve(/^HTTP\/\d/.test(line) ? line.slice(0, MOST_CHARACTERS) : null);
    };
    socket.on('error', finish);
    socket.once('close', finish);
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1', 0, MOST_CHARACTERS);
      if (said.includes('\n') || MOST_CHARACTERS < said.length) finish();
    });
    socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${userAgent}\r\nConnection: close\r\n\r\n`);
  });
}
