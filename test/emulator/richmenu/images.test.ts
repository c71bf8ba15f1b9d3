import { expect, it } from 'vitest';
import { imageFacts } from '../../../src/emulator/richmenu/menus/image-facts.js';
import { type Bot, image, jpeg, menu, png, refusal, startBot } from './menus.js';

const MB = 1024 * 1024;
const WRONG = { status: 400, body: { message: 'The image size is not allowed for richmenu' } };

const imageOf = ({ emulator, token }: Bot, richMenuId: string) =>
  fetch(`${emulator.url}/v2/bot/richmenu/${richMenuId}/content`, { headers: { authorization: `Bearer ${token}` } });

it.each([
  ['PNG', png(2500, 843, MB), 'image/png'],
  ['JPEG', jpeg(), 'image/jpeg'],
])('a %s comes back byte for byte, with its type and length', async (_name, data, type) => {
  const bot = await startBot();
  const { richMenuId } = await bot.line.createRichMenu(menu());
  await bot.files.setRichMenuImage(richMenuId, image(data, type));
  const answer = await imageOf(bot, richMenuId);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('content-length')).toBe(String(data.length));
  expect(Buffer.from(await answer.arrayBuffer()).equals(data)).toBe(true);
});

it('an image that is torn on its way is not taken for whole', async () => {
  const bot = await startBot();
  const { richMenuId } = await bot.line.createRichMenu(menu());
  await bot.files.setRichMenuImage(richMenuId, image(png()));
  bot.emulator.setFaults(['torn-body=1@rich-menu-image']);
  const answer = await imageOf(bot, richMenuId);
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

it.each([
  ['of another format', Buffer.from('GIF89a, or something else that is no picture at all')],
  ['that is empty', Buffer.alloc(0)],
  ['that breaks off before its size', jpeg().subarray(0, 20)],
  ['larger than a megabyte', png(800, 270, MB + 1)],
  ['that is too narrow', png(799, 270)],
  ['that is too wide', png(2501, 843)],
  ['that is too low', jpeg(800, 249)],
  ['that is too high for its width', jpeg(800, 552)],
])('a file %s is refused, and the menu stays without', async (_what, data) => {
  const bot = await startBot();
  const { richMenuId } = await bot.line.createRichMenu(menu());
  expect(await refusal(bot.files.setRichMenuImage(richMenuId, image(data)))).toEqual(WRONG);
  expect((await imageOf(bot, richMenuId)).status).toBe(404);
});

it('an image may have other pixels than its menu, and cannot be replaced', async () => {
  const { line, files } = await startBot();
  const { richMenuId } = await line.createRichMenu(menu());
  await files.setRichMenuImage(richMenuId, image(png(1200, 405)));
  expect(await refusal(files.setRichMenuImage(richMenuId, image(png())))).toEqual({
    status: 400,
    body: { message: 'An image has already been uploaded to the richmenu' },
  });
});

it('takes no other type than JPEG and PNG, no menu that is not there, and no request of more than two megabytes', async () => {
  const { line, files } = await startBot();
  const { richMenuId } = await line.createRichMenu(menu());
  const upload = (id: string, data: Buffer, type?: string) => refusal(files.setRichMenuImage(id, image(data, type)));
  expect(await upload(richMenuId, png(), 'image/gif')).toMatchObject({ status: 415 });
  expect(await upload(richMenuId, png(), '')).toMatchObject({ status: 415 });
  expect(await upload(`richmenu-${'0'.repeat(32)}`, png())).toMatchObject({ status: 404 });
  expect(await upload(richMenuId, png(800, 270, 2 * MB + 1))).toMatchObject({ status: 413 });
});

it('a JPEG is read past comments, tables and fill bytes', () => {
  expect(imageFacts(jpeg(2500, 1686))).toEqual({ contentType: 'image/jpeg', width: 2500, height: 1686 });
});
