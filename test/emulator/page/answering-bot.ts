import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call } from '../platform.js';

type Event = Readonly<Record<string, unknown>> & { readonly replyToken?: string };

/** A bot that answers each event that can be answered; the events that it got, oldest first. */
export async function answeringBot(
  emulator: Emulator,
  answer: (event: Event) => readonly object[],
): Promise<readonly Event[]> {
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const events: Event[] = [];
  const take = async (body: string) => {
    const taken: { events: Event[] } = JSON.parse(body);
    for (const event of taken.events) {
      events.push(event);
      const { replyToken } = event;
      if (replyToken === undefined) continue;
      await call(emulator, 'POST', '/v2/bot/message/reply', { token, body: { replyToken, messages: answer(event) } });
    }
  };
  const answers: Promise<void>[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    response.end();
    answers.push(take(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Before the emulator ends, which was there first.
  onTestFinished(async () => {
    await Promise.all(answers);
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  emulator.setWebhook(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/webhook`);
  return events;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
