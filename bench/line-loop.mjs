// A LINE that takes everything after 100 ms, for any number of channels, at hardly any cost: what asks it is measured.
// Remembers when each multicast came, and for which bot; hands it out at /sent, and forgets it.
import { createServer } from 'node:http';

const ANSWER_MS = 100;
const JSON_TYPE = { 'content-type': 'application/json', 'x-line-request-id': 'bench' };

let sent = [];
let first = null;

const ANSWERS = {
  '/v2/bot/info': (channel) => ({
    userId: `U${channel.padStart(32, '0')}`,
    basicId: '@bench',
    displayName: 'bench',
    chatMode: 'bot',
    markAsReadMode: 'auto',
  }),
  '/v2/bot/message/quota': () => ({ type: 'none' }),
  '/v2/bot/message/quota/consumption': () => ({ totalUsage: 0 }),
  '/sent': () => {
    const all = sent;
    [sent, first] = [[], null];
    return all;
  },
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const answer = (body) => response.writeHead(200, JSON_TYPE).end(body);
  if (request.url === '/v2/bot/message/multicast') {
    first ??= performance.now();
    sent.push([channelOf(request), performance.now() - first, Date.now()]);
    request.resume();
    request.on('end', () => setTimeout(answer, ANSWER_MS, '{}'));
  } else if (request.url === '/oauth2/v3/token') {
    let form = '';
    request.on('data', (chunk) => {
      form += chunk;
    });
    request.on('end', () =>
      answer(
        JSON.stringify({
          token_type: 'Bearer',
          access_token: `token-of-${new URLSearchParams(form).get('client_id')}`,
          expires_in: 900,
        }),
      ),
    );
  } else {
    request.resume();
    request.on('end', () => answer(JSON.stringify(ANSWERS[request.url]?.(channelOf(request)) ?? {})));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

function channelOf(request) {
  return (request.headers.authorization ?? '').split('-').at(-1) ?? '';
}
