import { oneError } from '../table/area.js';
import { area } from '../table/record-area.js';

export const CHAT = area({
  name: 'chat',
  prepare: async ({ emulator, bot }) => {
    emulator.setWebhook(bot.url);
    await emulator.sendEvents([{ type: 'message' }]);
    const message: unknown = bot.lastEvent()['message'];
    return { markAsReadToken: String(Object(message).markAsReadToken) };
  },
  rows: {
    'POST /v2/bot/chat/markAsRead': {
      request: ({ markAsReadToken }) => ({ json: { markAsReadToken } }),
      answer: {},
      refusals: [
        [
          400,
          'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.',
          {
            json: { markAsReadToken: 'none' },
          },
        ],
        [400, null, { json: {} }],
      ],
    },
    'POST /v2/bot/chat/loading/start': {
      request: ({ emulator }) => ({ json: { chatId: emulator.followerId(0), loadingSeconds: 5 } }),
      answer: {},
      also: [({ emulator }) => ({ json: { chatId: emulator.followerId(0) } })],
      refusals: [
        [
          400,
          {
            message: 'The request body has 2 error(s)',
            details: [
              { message: 'Must be between 5 and 60', property: 'loadingSeconds' },
              { message: 'must be a multiple of five', property: 'loadingSeconds' },
            ],
          },
          ({ emulator }) => ({ json: { chatId: emulator.followerId(0), loadingSeconds: 1 } }),
        ],
        [
          400,
          oneError(
            'chatId',
            'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.',
          ),
          { json: { chatId: `C${'0'.repeat(32)}` } },
        ],
      ],
    },
    'POST /v2/bot/user/{userId}/linkToken': {
      request: ({ emulator }) => ({ path: { userId: emulator.followerId(0) } }),
      refusals: [
        [404, 'Not found', ({ emulator }) => ({ path: { userId: emulator.followerId(5) } })],
        [400, "The value for the 'userId' parameter is invalid", { path: { userId: 'nobody' } }],
      ],
    },
  },
});
