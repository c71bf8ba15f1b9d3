import { expect, it } from 'vitest';
import { parseUserId } from '../../../src/domain/line/ids.js';
import { Followers } from '../../../src/emulator/bot/followers.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { SentBook } from '../../../src/emulator/sent/sent-book.js';
import { answeringBot } from '../page/answering-bot.js';
import { call, emulate, tokenOf } from '../platform.js';

const RECEIVED_NEVER = 'U00000000000000000000000000000000';

it('tells what a chat shows, whichever way it was sent', async () => {
  const emulator = await emulate({ followers: 200, narrowcastMs: 60_000 });
  const [first, second] = [emulator.followerId(0), emulator.followerId(1)];
  await send(emulator, 'push', 'pushed', { to: first });
  await send(emulator, 'multicast', 'to two', { to: [second, first] });
  await send(emulator, 'multicast', 'to one', { to: [second] });
  await send(emulator, 'broadcast', 'to all');
  await send(emulator, 'narrowcast', 'to some');
  expect(texts(emulator, first)).toEqual(['push pushed', 'multicast to two', 'broadcast to all']);
  expect(texts(emulator, second)).toEqual(['multicast to two', 'multicast to one', 'broadcast to all']);
  emulator.moveClock(60_000);
  expect(texts(emulator, first).at(-1)).toBe('narrowcast to some');
  expect(texts(emulator, RECEIVED_NEVER)).toEqual([]);

  const { body } = await call(emulator, 'GET', `/_emulator/messages?userId=${first}`);
  expect(body).toEqual({ chatId: first, messages: emulator.messagesTo(first) });
  expect((await call(emulator, 'GET', '/_emulator/messages')).status).toBe(400);
});

it('shows a message with the ID that the push was answered, once for however many retries', async () => {
  const emulator = await emulate();
  const to = emulator.followerId(3);
  const headers = { 'x-line-retry-key': '123e4567-e89b-42d3-a456-426614174000' };
  const { body, headers: answered } = await send(emulator, 'push', 'Hello', { to }, headers);
  expect((await send(emulator, 'push', 'Hello', { to }, headers)).status).toBe(409);
  const [sent] = body['sentMessages'] as [{ id: string }];
  expect(emulator.messagesTo(to)).toEqual([
    {
      id: sent.id,
      from: 'bot',
      userId: null,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      method: 'push',
      requestId: answered.get('x-line-request-id'),
      message: { type: 'text', text: 'Hello' },
    },
  ]);
});

it('shows nothing to who has blocked the account, and nothing of a narrowcast that failed', async () => {
  const emulator = await emulate({ followers: 60, blockedRatio: 1 });
  const to = emulator.followerId(0);
  await send(emulator, 'push', 'pushed', { to });
  await send(emulator, 'multicast', 'to one', { to: [to] });
  await send(emulator, 'broadcast', 'to all');
  expect(emulator.messagesTo(to)).toEqual([]);

  const other = await emulate({ followers: 60, narrowcastMs: 0 });
  await call(other, 'POST', '/_emulator/narrowcasts', { body: { failNext: 1 } });
  await send(other, 'narrowcast', 'lost');
  await send(other, 'narrowcast', 'found');
  expect(texts(other, other.followerId(0))).toEqual(['narrowcast found']);
});

it('remembers the latest thousand requests, and fewer where they are large', () => {
  const book = new SentBook(new Followers({ count: 1, blockedRatio: 0 }));
  const note = (number: number, bytes: number) =>
    book.note(
      { requestId: String(number), method: 'broadcast', sentAt: 0, to: { type: 'friends' }, messages: [] },
      bytes,
    );
  for (let number = 1; number <= 1001; number++) note(number, 100);
  expect([book.requests().length, book.requests()[0]?.requestId]).toEqual([1000, '2']);
  for (let number = 1002; number <= 1020; number++) note(number, 2 * 1024 * 1024);
  expect(book.requests().map(({ requestId }) => Number(requestId))).toEqual(
    Array.from({ length: 16 }, (_, position) => 1005 + position),
  );
});

it('shows what the user wrote, as edited, and not what was unsent', async () => {
  const emulator = await emulate({ longLived: true });
  const bot = await answeringBot(emulator, ({ message }) => [
    { type: 'text', text: `You said ${(message as { text: string }).text}` },
  ]);
  const [userId, other] = [emulator.followerId(1), emulator.followerId(2)];
  const source = { type: 'user', userId };
  const idOf = (event: object | undefined) => (event as { message: { id: string } }).message.id;
  const say = (text: string, from = source) =>
    emulator.sendEvents([{ type: 'message', source: from, message: { type: 'text', text } }]);
  await say('first');
  await answered(emulator, userId, 2);
  await say('second');
  await say('elsewhere', { type: 'user', userId: other });
  const shown = () => emulator.messagesTo(userId).map(({ from, message }) => `${from}: ${String(message['text'])}`);
  await answered(emulator, userId, 4);
  await answered(emulator, other, 2);
  expect(shown()).toEqual(['user: first', 'bot: You said first', 'user: second', 'bot: You said second']);
  expect(emulator.messagesTo(userId)[0]).toMatchObject({ userId, method: null, requestId: null, id: idOf(bot[0]) });

  await emulator.sendEvents([{ type: 'unsend', source, unsend: { messageId: idOf(bot[0]) } }]);
  await emulator.sendEvents([
    { type: 'messageEdited', source, message: { type: 'text', id: idOf(bot[1]), text: 'changed' } },
  ]);
  expect(shown()).toEqual(expect.arrayContaining(['user: changed']));
  expect(shown()).not.toEqual(expect.arrayContaining(['user: first']));
  const next = await emulate();
  next.importState(emulator.exportState());
  expect(next.messagesTo(userId)).toEqual(emulator.messagesTo(userId));
});

it('goes on showing it after a restart from its state', async () => {
  const emulator = await emulate({ followers: 60, narrowcastMs: 0 });
  const to = emulator.followerId(0);
  await send(emulator, 'push', 'pushed', { to });
  await send(emulator, 'multicast', 'to two', { to: [emulator.followerId(1), to] });
  await send(emulator, 'broadcast', 'to all');
  await send(emulator, 'narrowcast', 'to some');
  const before = emulator.messagesTo(to);
  const next = await emulate({ followers: 60 });
  next.importState(emulator.exportState());
  expect(before).toHaveLength(4);
  expect(next.messagesTo(to)).toEqual(before);
  await send(next, 'push', 'later', { to });
  expect(texts(next, to).at(-1)).toBe('push later');
});

it('goes by who was a friend when it was sent', () => {
  const followers = new Followers({ count: 1, blockedRatio: 0 });
  const book = new SentBook(followers);
  const later = parseUserId('U0123456789abcdef0123456789abcdef');
  const note = (requestId: string) =>
    book.note({ requestId, method: 'broadcast', sentAt: 0, to: { type: 'friends' }, messages: [] }, 1);
  note('before');
  followers.follow(later, 1);
  note('as a friend');
  followers.block(followers.indexOfId(later), 2);
  note('blocked');
  followers.follow(later, 3);
  note('again');
  const reached = (userId: string) => book.requestsTo(userId, 4).map(({ requestId }) => requestId);
  expect(reached(later)).toEqual(['as a friend', 'again']);
  expect(reached(followers.idOf(0))).toEqual(['before', 'as a friend', 'blocked', 'again']);
});

/** Until the chat holds so many messages: the bot answers after it has taken the event. */
async function answered(emulator: Emulator, chatId: string, count: number): Promise<void> {
  await expect.poll(() => emulator.messagesTo(chatId).length).toBe(count);
}

function texts(emulator: Emulator, chatId: string): readonly string[] {
  return emulator.messagesTo(chatId).map(({ method, message }) => `${method} ${String(message['text'])}`);
}

async function send(
  emulator: Emulator,
  method: string,
  text: string,
  to: object = {},
  headers: Record<string, string> = {},
) {
  return call(emulator, 'POST', `/v2/bot/message/${method}`, {
    token: await tokenOf(emulator),
    body: { ...to, messages: [{ type: 'text', text }] },
    headers,
  });
}
