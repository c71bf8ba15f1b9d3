import { expect, it } from 'vitest';
import { QUESTIONS } from '../../src/domain/doctor/checklist.js';
import { openWorld, readObject } from '../support/binary.js';

it('processes that answer at the same time keep the answers of each other', async () => {
  await using world = await openWorld({ followers: 1 });
  const { LINE_CHANNEL_ID: id = '', LINE_CHANNEL_SECRET: secret = '' } = world.emulator.env;
  const env = { LINE_CHANNEL_ID: undefined, LINE_CHANNEL_SECRET: undefined };
  await world.run(['channel', 'add', 'shop', '--channel-id', id, '--channel-secret-stdin'], { input: secret });

  const ids = QUESTIONS.map((question) => question.id);
  await Promise.all(ids.slice(0, 4).map((one) => world.run(['doctor', '--answer', `${one}=yes`], { env })));

  const { stdout } = await world.run(['doctor', '--json'], { env });
  const checks = readObject(stdout)['checks'];
  const statuses = Array.isArray(checks) ? new Map(checks.map(({ id: one, status }) => [one, status])) : new Map();
  expect(ids.slice(0, 4).map((one) => statuses.get(one))).toEqual(['pass', 'pass', 'pass', 'pass']);
});
