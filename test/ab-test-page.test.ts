import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../src/emulator/emulator.js';
import { openCommandLine } from './support/command-line.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PEOPLE = 800;

async function openShop() {
  const emulator = await startEmulator({ followers: PEOPLE, longLived: true });
  const cli = openCommandLine(emulator.env);
  onTestFinished(async () => {
    cli.remove();
    await emulator.stop();
  });
  const file = (name: string) => join(cli.home, name);
  for (const name of ['a.json', 'b.json'])
    writeFileSync(file(name), JSON.stringify({ type: 'text', text: `${name}: https://example.com/${name}` }));
  const users = Array.from({ length: PEOPLE }, (_, index) => emulator.followerId(index));
  writeFileSync(file('users.csv'), `user_id\n${users.join('\n')}\n`);
  return { emulator, cli, file };
}

it('a third group of the whole list gets neither of the two', async () => {
  const { cli, file } = await openShop();
  const send = async (...options: readonly string[]) => {
    const words = ['--to', file('users.csv'), ...options, '--yes', '--json'];
    return JSON.parse((await cli.run('broadcast', 'send', ...words)).stdout);
  };
  const first = await send('--messages', file('a.json'), '--hold-out', '55%');
  const second = await send('--messages', file('b.json'), '--exclude', first.id, '--hold-out', '10%');
  const shares = [first.recipients.accepted, second.recipients.accepted, second.recipients.heldOut];
  expect(shares.reduce((sum, people) => sum + people, 0)).toBe(PEOPLE);
  [0.45, 0.45, 0.1].forEach((share, at) => {
    expect(Math.abs((shares[at] ?? 0) / PEOPLE - share)).toBeLessThan(0.05);
  });
});

it('the page about A/B tests has commands that do what it says', async () => {
  const { emulator, cli, file } = await openShop();
  const page = readFileSync(join('docs', 'ab-test.md'), 'utf8');
  const commands = [...page.matchAll(/^line-ops (.*)$/gm)].map(([, words = '']) => words.split(' '));

  const ids: string[] = [];
  const answers: string[] = [];
  for (const words of commands) {
    if (words[1] === 'insight' && ids.length === 2) emulator.moveClock(14 * DAY_MS);
    const argv = words.map((word) => {
      if (word === '<first>') return ids[0] ?? '';
      if (word === '<second>') return ids[1] ?? '';
      return /\.(json|csv|html)$/.test(word) ? file(word) : word;
    });
    const { exitCode, stdout, stderr } = await cli.run(...argv);
    expect({ argv, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
    if (words[1] === 'send') ids.push(/created (b-\S+?);/.exec(stderr)?.[1] ?? '');
    answers.push(stdout);
  }

  expect(commands.map(([, verb]) => verb)).toEqual(['send', 'plan', 'send', 'insight', 'insight', 'report']);
  expect(answers[1]).toContain('promo_b, a new one; 1 of 1,000 units this month');
  // Everybody has one of the two, and nobody both.
  expect(emulator.deliveries()).toMatchObject({ recipients: PEOPLE, maxPerRecipient: 1 });
  expect(JSON.parse(answers[4] ?? '')).toMatchObject({
    units: [
      { unit: 'promo_b', status: 'final', uniqueImpression: expect.any(Number), uniqueClick: expect.any(Number) },
    ],
  });
});
