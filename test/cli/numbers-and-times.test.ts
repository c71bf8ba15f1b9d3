import { expect, it } from 'vitest';
import { createWorld, START } from '../support/world.js';

const BROADCAST = ['broadcast', 'plan', '--messages', 'm.json', '--to', 'ids.txt'];

const HOUR_MS = 60 * 60 * 1000;
const NUMBERS = ['0', '-1', '1.5', '1e9', 'NaN', 'Infinity', '', '99999999999999999999', `${'9'.repeat(400)}`];

it.each<readonly string[]>([
  ...['--stage-size', '--recipients-per-minute', '--batch-size', '--max-recipients', '--friends'].flatMap((option) =>
    NUMBERS.map((number) => [...BROADCAST, option, number]),
  ),
  ...['0.001/h', '0/s', '1/d', 'NaN/s', '-1/s', '1e3/s', ''].map((rate) => [...BROADCAST, '--rate', rate]),
  ...['999999999d', '31d', '-1s', '1.5h', 'NaNs', ''].map((interval) => [...BROADCAST, '--interval', interval]),
  ...['2d', '25h', '-1s', 'NaNs', ''].map((patience) => [...BROADCAST, '--keep-trying', patience]),
  ['broadcast', 'resume', 'b-20260115-aaaaaa', '--keep-trying', '999999999d'],
  ...['0%', '100%', '1e1%', '-1%', 'NaN%', '1', ''].map((share) => [...BROADCAST, '--hold-out', share]),
  ...['101%', '-1', '1e3', 'NaN', '9999999999999999', ''].map((budget) => [...BROADCAST, '--max-refused', budget]),
  ...['0%,rest', '101%', '1%,NaN', '1e3,rest', `${'1,'.repeat(1_000)}rest`].map((sizes) => [
    ...BROADCAST,
    '--stages',
    sizes,
  ]),
  ...[
    '2027-02-30T10:00+09:00',
    '2027-02-20T25:00+09:00',
    '2027-02-20T10:00+25:00',
    '2027-02-20T10:00',
    new Date(START - HOUR_MS).toISOString(),
  ].map((at) => [...BROADCAST, '--at', at]),
  ['token', 'issue', '--expires-in', '31d'],
  ['token', 'issue', '--expires-in', '0s'],
  ['token', 'check', '--within', '999999999d'],
  ['token', 'get', '--min-ttl', '999999999d'],
  ['token', 'rotate', '--grace', '999999999d', '--label', 'a', '--to', 'stdout'],
  ['token', 'rotate', '--if-expires-within', '999999999d', '--label', 'a', '--to', 'stdout'],
  ['log', 'list', '--since', '999999999d'],
  ['log', 'list', '--since', '2027-02-30'],
  ['log', 'list', '--until', '2026-11-22T24:00:00Z'],
  ['log', 'prune', '--older-than', '999999999d', '--yes'],
  ['webhook', 'set', 'https://example.com/', '--test-after', '999999999d', '--yes'],
  ['emulator', 'start', '--clock', '2027-02-30T00:00:00Z'],
  ['emulator', 'start', '--clock', '2027-02-20 10:00'],
])('exit 2 and no request: %s %s … %s %s %s %s %s %s', async (...argv) => {
  const world = createWorld();
  world.addChannel();

  const ran = await world.run(...argv);

  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^error: .+\nhint: .+\n$/);
  expect(ran.stderr).not.toContain('m.json');
  // Refused for what was given, not because the files of this test are not there.
  expect(ran.stderr).not.toMatch(/m\.json|ids\.txt/);
  expect(world.calls).toEqual([]);
});
