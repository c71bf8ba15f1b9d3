// What a user would do instead: a loop with the official SDK, so many requests at a time, without keys or books.
//
//   node bench/sdk-loop.mjs <url> <token> <at once> <requests>
import { HTTPFetchError, messagingApi } from '@line/bot-sdk';

const [url = '', token = '', atOnce = '1', requests = '0'] = process.argv.slice(2);
const client = new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: url });
const to = Array.from({ length: 500 }, (_, index) => `U${index.toString(16).padStart(32, '0')}`);
let left = Number(requests);
let accepted = 0;
let tooMany = 0;
const startedAt = performance.now();

async function loop() {
  while (left > 0) {
    left -= 1;
    try {
      await client.multicast({ to, messages: [{ type: 'text', text: 'hello' }] });
      accepted += 1;
    } catch (error) {
      if (!(error instanceof HTTPFetchError && error.status === 429)) throw error;
      tooMany += 1;
    }
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, loop));
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ perSecond: accepted / seconds, tooMany }));
