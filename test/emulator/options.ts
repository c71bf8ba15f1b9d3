import type { EmulatorOptions } from '../../src/cli/emulator/emulator-options.js';

/** What `emulator start` and `exec` get where no option is on the line, but for fewer followers. */
export const OPTIONS: EmulatorOptions = {
  port: 0,
  followers: 10,
  blocked: 0,
  quota: undefined,
  unverified: undefined,
  addChannel: undefined,
  longLived: undefined,
  latency: 0,
  fault: undefined,
  seed: 1,
  clock: undefined,
  narrowcastMs: 500,
  audienceMs: 500,
  menuBatchMs: 500,
  noRateLimits: undefined,
  mutate: undefined,
  state: undefined,
  record: undefined,
  import: undefined,
};
