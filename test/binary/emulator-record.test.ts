import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openWorld, readObject, until } from '../support/binary.js';

/** Enough that a multicast is a line of several pages of memory, and that one is written whenever the kill comes. */
const RECIPIENTS = 500;
const CONNECTIONS = 4;

it('an emulator that is killed while it records leaves whole lines, and each delivery behind its request', async () => {
  await using world = await openWorld({ followers: 1 });
  const record = world.file('record.jsonl', 'of an earlier run\n');
  const running = world.start(['emulator', 'start', '--json', '--long-lived', '--record', record]);
  await until('the emulator serves', () => running.hasEnded || running.stdout.endsWith('\n'));
  const { url, env } = JSON.parse(running.stdout);
  const bot = new Bot(url, env.LINE_CHANNEL_ACCESS_TOKEN);
  const to = await bot.followers();
  const sending = Promise.all(Array.from({ length: CONNECTIONS }, () => bot.sendsUntilItFails(to)));
  await until('many are sent', () => 20 <= bot.accepted);
  await running.kill();
  await sending;

  const text = readFileSync(record, 'utf8');
  expect(text).toMatch(/\n$/);
  const lines = text.trimEnd().split('\n').map(readObject);
  const requests = lines.filter(({ schema }) => schema === 'line-ops/emulator-request@1');
  const sends = requests.filter(({ operation }) => operation === 'multicast').map(({ requestId }) => requestId);
  const deliveries = lines.filter(({ schema }) => schema === 'line-ops/emulator-delivery@1');
  // The last one may have been on its way to the disk.
  expect(sends.slice(0, deliveries.length)).toEqual(deliveries.map(({ requestId }) => requestId));
  expect(deliveries.length).toBeGreaterThanOrEqual(bot.accepted);
  expect(deliveries.every(({ reached }) => reached === RECIPIENTS)).toBe(true);
  expect(text).not.toContain(env.LINE_CHANNEL_ACCESS_TOKEN);
});

class Bot {
  accepted = 0;

  constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  async followers(): Promise<readonly string[]> {
    const answer: unknown = await (await this.#ask(`/v2/bot/followers/ids?limit=${RECIPIENTS}`)).json();
    const userIds = readObject(JSON.stringify(answer))['userIds'];
    return Array.isArray(userIds) ? userIds.map(String) : [];
  }

  async sendsUntilItFails(to: readonly string[]): Promise<void> {
    const body = JSON.stringify({ to, messages: [{ type: 'text', text: 'Hello' }] });
    try {
      for (;;) {
        const { status } = await this.#ask('/v2/bot/message/multicast', body);
        if (status === 200) this.accepted += 1;
      }
    } catch {
      // The emulator is gone.
    }
  }

  #ask(path: string, body: string | null = null): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    return fetch(`${this.url}${path}`, body === null ? { headers } : { method: 'POST', headers, body });
  }
}
