import { expect, it } from 'vitest';
import { openWorld, readObject } from '../support/binary.js';

it('the demo reaches everybody once, and examines its bot as webhook check does', async () => {
  await using world = await openWorld({ followers: 1 });
  const { exitCode, stdout } = await world.run(['demo', '--json']);
  expect(exitCode).toBe(0);
  const shown = readObject(stdout);
  expect(shown).toMatchObject({ ok: true, failedSteps: [], reached: 100_000, delivered: 100_000, mostPerRecipient: 1 });
  // One call of LINE's own test, and the probes that are rightly signed.
  expect(shown['botRequests']).toBeGreaterThan(10);
});
