import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { RateLimiter } from '../../../src/emulator/sending/rate-limiter.js';
import { call, emulate, TEXT, tokenOf } from '../platform.js';
import { clientFor } from './bot.js';

const PATH = '/v2/bot/chat/loading/start';

async function seenBy(emulator: Emulator): Promise<readonly unknown[]> {
  const { body } = await call(emulator, 'GET', '/_emulator/loading');
  return (body['animations'] as readonly { readonly userId: string }[]).map(({ userId }) => userId);
}

it('a loading animation is seen for the seconds that the official SDK asked for, and asked again it begins anew', async () => {
  const emulator = await emulate({ clock: new Date('2026-11-21T03:00:00Z') });
  const client = await clientFor(emulator);
  const chatId = emulator.followerId(0);

  const answer = await client.showLoadingAnimationWithHttpInfo({ chatId, loadingSeconds: 5 });
  expect([answer.httpResponse.status, answer.body]).toEqual([202, {}]);
  emulator.moveClock(4000);
  expect(await seenBy(emulator)).toEqual([chatId]);
  await client.showLoadingAnimation({ chatId });
  emulator.moveClock(19_000);
  expect(await seenBy(emulator)).toEqual([chatId]);
  emulator.moveClock(1000);
  expect(await seenBy(emulator)).toEqual([]);
});

it.each(['push', 'multicast', 'broadcast', 'narrowcast'] as const)(
  'a message by %s ends the loading animation of whom it reaches',
  async (method) => {
    const emulator = await emulate({ followers: 2 });
    const token = await tokenOf(emulator);
    const [one, other] = [emulator.followerId(0), emulator.followerId(1)];
    for (const chatId of [one, other]) await call(emulator, 'POST', PATH, { token, body: { chatId } });
    expect(await seenBy(emulator)).toEqual([one, other]);

    const to = method === 'push' ? { to: one } : method === 'multicast' ? { to: [one] } : {};
    await call(emulator, 'POST', `/v2/bot/message/${method}`, { token, body: { ...to, messages: TEXT } });
    emulator.moveClock(1000);
    expect(await seenBy(emulator)).toEqual('to' in to ? [other] : []);
  },
);

it('who is no friend sees no loading animation, and the bot is not told', async () => {
  const emulator = await emulate({ followers: 10, blockedRatio: 0.5 });
  const token = await tokenOf(emulator);
  for (let index = 0; index <= 10; index++) {
    const { status } = await call(emulator, 'POST', PATH, { token, body: { chatId: emulator.followerId(index) } });
    expect(status).toBe(202);
  }
  const friends = (await call(emulator, 'GET', '/v2/bot/followers/ids', { token })).body['userIds'];
  expect(await seenBy(emulator)).toEqual(friends);
});

const NOT_A_USER = {
  message: 'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.',
  property: 'chatId',
};
const RANGE = { message: 'Must be between 5 and 60', property: 'loadingSeconds' };
const STEP = { message: 'must be a multiple of five', property: 'loadingSeconds' };

it.each<[what: string, body: object, details: readonly object[]]>([
  ['a group', { chatId: `C${'1'.repeat(32)}` }, [NOT_A_USER]],
  ['a room', { chatId: `R${'1'.repeat(32)}` }, [NOT_A_USER]],
  ['an ill-formed user ID', { chatId: 'U1' }, [NOT_A_USER]],
  ['nobody', { loadingSeconds: 5 }, [{ message: 'May not be empty', property: 'chatId' }]],
  ['4 seconds', { chatId: `U${'1'.repeat(32)}`, loadingSeconds: 4 }, [RANGE, STEP]],
  ['7 seconds', { chatId: `U${'1'.repeat(32)}`, loadingSeconds: 7 }, [STEP]],
  ['65 seconds', { chatId: `U${'1'.repeat(32)}`, loadingSeconds: 65 }, [RANGE]],
])('refuses a loading animation for %s', async (_what, body, details) => {
  const emulator = await emulate();
  const { status, body: answer } = await call(emulator, 'POST', PATH, { token: await tokenOf(emulator), body });
  expect([status, answer]).toEqual([400, { message: `The request body has ${details.length} error(s)`, details }]);
});

it('a hundred loading animations a second are taken', () => {
  const limiter = new RateLimiter();
  const taken = Array.from({ length: 101 }, () => limiter.take('POST', PATH, 0));
  expect(taken).toEqual([...Array(100).fill(true), false]);
});

it('a loading animation goes on where the state goes on', async () => {
  const [first, second] = [await emulate(), await emulate()];
  await (await clientFor(first)).showLoadingAnimation({ chatId: first.followerId(3), loadingSeconds: 60 });
  second.importState(first.exportState());
  expect(await seenBy(second)).toEqual([first.followerId(3)]);
});
