import type { RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createSelfSigned, type Issued } from './certificates.js';

let made: Issued | null = null;

/** A certificate for this machine that signs itself, made once. */
export function ownCertificate(): Issued {
  made ??= createSelfSigned({ name: '127.0.0.1', isCa: true, names: ['127.0.0.1', 'localhost'] });
  return made;
}

/** A server over TLS until the test is over; answers its URL without a slash at the end. */
export async function serveTls(listener: RequestListener, options: ServerOptions = {}): Promise<string> {
  const { key, pem } = ownCertificate();
  const server = createServer({ key, cert: pem, ...options }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
