import { expect, it } from 'vitest';
import { FIRST_CHANNEL } from '../../src/emulator/channel.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { World } from '../support/binary.js';
import { createRoot } from '../support/certificates.js';
import { signatureOf, startBot } from '../support/probed-bot.js';

it('trusts no CA of NODE_EXTRA_CA_CERTS, which LINE does not know, but those of --ca', async () => {
  const root = createRoot('Own Root');
  const own = root.issue({ name: 'localhost', names: ['localhost'] });
  await using bot = await startBot(
    ({ headers, body }, response) => {
      response.writeHead(headers['x-line-signature'] === signatureOf(body, FIRST_CHANNEL.secret) ? 200 : 401).end();
    },
    { key: own.key, cert: own.pem },
  );
  await using world = new World(await startEmulator({ followers: 1 }));
  const ca = world.file('root.pem', root.pem);
  const argv = ['webhook', 'check', bot.url, '--skip-line-test', '--json'];
  const env = { NODE_EXTRA_CA_CERTS: ca };
  const distrusted = await world.start(argv, { env }).ended;
  const failed = JSON.parse(distrusted.stdout).checks.filter(({ status }: { status: string }) => status === 'fail');
  expect([distrusted.exitCode, failed.map(({ id }: { id: string }) => id)]).toEqual([
    3,
    ['certificate-trusted', 'certificate-chain'],
  ]);
  const trusted = await world.start([...argv, '--ca', ca], { env }).ended;
  expect([trusted.exitCode, JSON.parse(trusted.stdout).ok]).toEqual([0, true]);
});
