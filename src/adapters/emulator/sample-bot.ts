import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { SampleBot } from '../../ports/emulator.js';

/** A bot server as LINE wants one: 200 for a right signature, at once; 401 for a wrong or missing one. */
export async function startSampleBot(channelSecret: string): Promise<SampleBot> {
  let received = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isSigned = hasRightSignature(Buffer.concat(chunks), request.headers['x-line-signature'], channelSecret);
      if (isSigned) received += 1;
      response.writeHead(isSigned ? 200 : 401).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    received: () => received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
function hasRightSignature(body: Buffer, signature: string | string[] | undefined, channelSecret: string): boolean {
  const expected = createHmac('sha256', channelSecret).update(body).digest();
  const actual = Buffer.from(typeof signature === 'string' ? signature : '', 'base64');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
