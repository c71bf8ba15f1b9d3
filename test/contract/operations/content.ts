import type { World } from '../table/area.js';
import { area } from '../table/record-area.js';

const CONTENT = 'GET /v2/bot/message/{messageId}/content';

/** Has a user send one message, and takes it back where that is said. */
async function received({ emulator, bot }: World, event: object, isUnsent = false): Promise<{ messageId: string }> {
  await emulator.sendEvents([{ type: 'message', ...event }]);
  const messageId = String(Object(bot.lastEvent()['message']).id);
  if (isUnsent) await emulator.sendEvents([{ type: 'unsend', unsend: { messageId } }]);
  return { messageId };
}

export const CONTENT_OF_USERS = area({
  name: 'content of users',
  prepare: async (world) => {
    world.emulator.setWebhook(world.bot.url);
    const elsewhere = { type: 'video', contentProvider: { type: 'external' } };
    return {
      image: await received(world, { message: { type: 'image' } }),
      video: await received(world, { message: { type: 'video' } }),
      audio: await received(world, { message: { type: 'audio' } }),
      file: await received(world, { message: { type: 'file' } }),
      text: await received(world, { message: { type: 'text' } }),
      external: await received(world, { message: elsewhere }),
      slow: await received(world, { message: { type: 'video' }, content: { preparingMs: 1000 } }),
      failed: await received(world, { message: { type: 'audio' }, content: { transcoding: 'failed' } }),
      unsent: await received(world, { message: { type: 'video' } }, true),
    };
  },
  rows: {
    [CONTENT]: {
      request: ({ image }) => ({ path: image }),
      also: [
        ({ video }) => ({ path: video }),
        ({ audio }) => ({ path: audio }),
        ({ file }) => ({ path: file }),
        // 202.
        ({ slow }) => ({ path: slow }),
      ],
      refusals: [
        [404, 'not found', { path: { messageId: '1' } }],
        [404, 'not found', ({ text }) => ({ path: text })],
        [404, 'not found', ({ external }) => ({ path: external })],
        [404, 'not found', ({ failed }) => ({ path: failed })],
        [410, 'The content is gone', ({ unsent }) => ({ path: unsent })],
      ],
    },
    [`${CONTENT}/preview`]: {
      request: ({ video }) => ({ path: video }),
      also: [({ image }) => ({ path: image })],
      refusals: [
        [400, 'The content can not be previewed', ({ audio }) => ({ path: audio })],
        [404, 'not found', { path: { messageId: '1' } }],
        [404, 'not found', ({ external }) => ({ path: external })],
        [410, 'The content is gone', ({ unsent }) => ({ path: unsent })],
      ],
    },
    [`${CONTENT}/transcoding`]: {
      request: ({ video }) => ({ path: video }),
      answer: { status: 'succeeded' },
      also: [({ slow }) => ({ path: slow }), ({ failed }) => ({ path: failed })],
      refusals: [
        [400, "Transcoding status doesn't support this type of content", ({ image }) => ({ path: image })],
        [404, 'not found', { path: { messageId: '1' } }],
        [404, 'not found', ({ external }) => ({ path: external })],
        [410, 'The content is gone', ({ unsent }) => ({ path: unsent })],
      ],
    },
  },
});
