// A small bot and its test, as a bot team would write them: the SDK as it comes, and nothing of ours. It runs under
// "line-ops emulator exec --long-lived" and ends with the number of expectations that did not hold.
import { createServer } from 'node:http';
import { messagingApi, middleware } from '@line/bot-sdk';

const {
  LINE_OPS_API_URL: api,
  LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken,
  LINE_CHANNEL_SECRET: channelSecret,
} = process.env;
const client = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: api });

const verify = middleware({ channelSecret });
const replies = [];
const bot = createServer((request, response) => {
  void verify(request, response, (problem) => {
    response.writeHead(problem === undefined ? 200 : 401).end();
    if (problem !== undefined) return;
    for (const { replyToken, message } of request.body.events) {
      replies.push(
        client.replyMessage({ replyToken, messages: [{ type: 'text', text: `You said: ${message.text}` }] }),
      );
    }
  });
});
await new Promise((resolve) => bot.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${bot.address().port}/webhook`;

let failures = 0;
function expectThat(what, holds) {
  if (!holds) failures += 1;
  process.stdout.write(`${holds ? 'ok' : 'NOT OK'} ${what}\n`);
}

await client.setWebhookEndpoint({ endpoint: url });
const test = await client.testWebhookEndpoint({});
expectThat('the webhook test succeeds', test.success && test.reason === 'OK');

const forged = await fetch(url, { method: 'POST', headers: { 'x-line-signature': 'forged' }, body: '{"events":[]}' });
expectThat('a forged signature is refused', forged.status === 401);

const { userIds } = await client.getFollowers();
const event = {
  type: 'message',
  source: { type: 'user', userId: userIds[0] },
  message: { type: 'text', id: '1', text: 'Hi' },
};
const sent = await fetch(`${api}/_emulator/events`, { method: 'POST', body: JSON.stringify({ events: [event] }) });
expectThat('the event is delivered', (await sent.json()).delivered === true);

const [reply] = await Promise.all(replies);
expectThat('the bot replies once', replies.length === 1 && reply.sentMessages.length === 1);
const deliveries = await (await fetch(`${api}/_emulator/deliveries?userId=${userIds[0]}`)).json();
expectThat('the user gets the reply', deliveries.messages === 1);

bot.close();
bot.closeAllConnections();
process.exitCode = failures;
