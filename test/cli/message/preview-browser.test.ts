import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { browser, describeInBrowser } from '../../support/browser.js';

describeInBrowser('a page in a real browser', () => {
  it.each([
    ["a page with default-src 'none' loads nothing", `default-src 'none'`, 0],
    ['a page that may load images does, so that the test above can fail', 'img-src *', 1],
  ])('%s', async (_, policy, loaded) => {
    const page = await (await browser()).newPage();
    onTestFinished(() => page.close());
    const server = await countingServer();
    await page.setContent(
      `<meta http-equiv="Content-Security-Policy" content="${policy}"><img src="${server.url}/a.png">`,
    );
    expect(server.asked()).toBe(loaded);
  });
});

/** A server that counts what it is asked for: a browser announces requests that its policy then stops. */
async function countingServer() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}
