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
  },
});
