import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { parseChannelId } from '../../../src/domain/line/ids.js';
import { assertion, channelSecret } from '../../../src/domain/line/secret.js';
import { toldAs } from '../../support/failures.js';

const NOW = Date.UTC(2026, 10, 21, 3, 0, 0);
const MINUTE_MS = 60_000;

/** A LINE that refuses every assertion at its own time. */
async function openApi(serverTime: number) {
  const server = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json', date: new Date(serverTime).toUTCString() });
    response.end('{"error":"invalid_client","error_description":"Invalid exp"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const api = await createLineApi({
    env: { LINE_OPS_API_URL: `http://127.0.0.1:${address.port}` },
    clock: { now: () => NOW, sleep: async () => {} },
    redactor: createRedactor(),
    observe: () => {},
  });
  onTestFinished(() => api.close());
  return api;
}

it.each([
  ['behind', 25 * MINUTE_MS, "the clock of this computer is 25 min behind LINE's", 1500],
  ['ahead of', -25 * MINUTE_MS, "the clock of this computer is 25 min ahead of LINE's", -1500],
])('names a clock that is %s LINE when an assertion is refused', async (_how, skewMs, words, seconds) => {
  const api = await openApi(NOW + skewMs);

  for (const call of [
    api.issueV21Token(assertion('a.b.c')),
    api.listV21KeyIds(assertion('a.b.c')),
    api.issueStatelessToken(assertion('a.b.c')),
  ])
    await expect(call).rejects.toEqual(
      toldAs({
        kind: 'auth',
        code: 'CLOCK_SKEW',
        message: expect.stringContaining(words),
        details: { clockSkewSeconds: seconds },
      }),
    );
});

it('does not blame the clock where it is right, or where a secret was refused', async () => {
  await expect((await openApi(NOW + 20_000)).issueV21Token(assertion('a.b.c'))).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
  });
  const secret = { channelId: parseChannelId('1'), secret: channelSecret('x') };
  await expect((await openApi(NOW + 25 * MINUTE_MS)).issueStatelessToken(secret)).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
  });
});
