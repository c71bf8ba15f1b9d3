import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { browser, describeInBrowser } from '../../support/browser.js';
import { emulate } from '../platform.js';
import { answeringBot } from './answering-bot.js';

const QUICK = [
  {
    type: 'text',
    text: 'Which one?',
    quickReply: { items: [{ type: 'action', action: { type: 'postback', label: 'Red', data: 'colour=red' } }] },
  },
];

describeInBrowser('the page of the emulator', () => {
  it('shows what a person types and what the bot answers, as text whatever it is', async () => {
    const emulator = await emulate({ followers: 3, longLived: true });
    await answeringBot(emulator, ({ message }) => [
      { type: 'text', text: `You said ${(message as { text: string }).text}` },
    ]);
    const { page, said, strange } = await opened(emulator);
    const text = '<script>document.title = "pressed"</script>';
    await type(page, text);
    const chat = page.getByRole('log');
    await chat.getByText(`You said ${text}`).waitFor();
    expect(await chat.locator('.mine .said').allTextContents()).toEqual([text]);
    expect(await page.title()).toBe('Emulator of LINE');
    expect(await said()).toBe('Sent: the bot took it.');
    expect(strange).toEqual([]);
  });

  it('tells the bot what is pressed with the keyboard, and that somebody blocks the account', async () => {
    const emulator = await emulate({ followers: 3, longLived: true });
    const events = await answeringBot(emulator, ({ type: kind }) =>
      kind === 'postback' ? [{ type: 'text', text: 'Red it is' }] : QUICK,
    );
    const { page, strange } = await opened(emulator);
    await type(page, 'Hi');
    const reply = page.getByRole('button', { name: 'Red' });
    await reply.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Red it is').waitFor();
    expect(await reply.count()).toBe(0);
    await page.getByRole('button', { name: 'unsend this message' }).click();
    await page.getByText('Unsent: the bot was told.').waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    await page.getByText('has blocked the account').waitFor();
    const told = events.map(({ type: kind, source }) => [kind, (source as { userId: string }).userId]);
    const userId = emulator.followerId(0);
    expect(told).toEqual(['message', 'postback', 'unsend', 'unfollow'].map((kind) => [kind, userId]));
    expect(events[1]?.['postback']).toEqual({ data: 'colour=red' });
    expect(strange).toEqual([]);
  });

  it('moves the clock, says what is not served, and that no webhook is set', async () => {
    const emulator = await emulate({ followers: 3 });
    await fetch(`${emulator.url}/v2/bot/of/tomorrow`);
    const { page, strange } = await opened(emulator);
    await page.getByRole('region', { name: 'Not served' }).getByText('GET /v2/bot/of/tomorrow').waitFor();
    const before = emulator.now();
    await page.getByRole('button', { name: '+1 day' }).click();
    await page.getByText('The clock was moved.').waitFor();
    expect(emulator.now() - before).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000);
    await type(page, 'Hi');
    await page.getByText('The webhook is not set, or not active').waitFor();
    expect(strange.filter((message) => !message.includes('409'))).toEqual([]);
  });

  it('is never wider than the screen', async () => {
    const emulator = await emulate({ followers: 3, longLived: true });
    await answeringBot(emulator, () => [{ type: 'text', text: 'W'.repeat(400) }]);
    const { page } = await opened(emulator);
    await type(page, 'M'.repeat(400));
    await page.getByText('WWW').waitFor();
    for (const width of [320, 360, 800, 1280, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });
});

async function type(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message as this user').fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** The page, what it says of the last deed, and what a browser complains of. */
async function opened(emulator: Emulator) {
  const page = await (await browser()).newPage();
  onTestFinished(() => page.close());
  const strange: string[] = [];
  page.on('console', (message) => strange.push(message.text()));
  page.on('pageerror', ({ message }) => strange.push(message));
  await page.goto(`${emulator.url}/_emulator/`);
  await page.getByText(emulator.followerId(0)).first().waitFor({ state: 'attached' });
  const said = async () => page.getByRole('status').textContent();
  return { page, said, strange };
}
