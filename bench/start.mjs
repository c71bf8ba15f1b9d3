import { BINARY, median, runNode, startEmulator } from './processes.mjs';

const PAIRS = 15;

/** Each command against a bare `node -e 0`, in turn, so that the machine's mood meets both. */
export async function measureStart({ folder }) {
  // Node 20 reads the file of NODE_EXTRA_CA_CERTS at every start, ours and the bare one: that would flatter the ratio.
  const bareEnv = { NODE_EXTRA_CA_CERTS: undefined, NODE_OPTIONS: undefined };
  const env = {
    ...bareEnv,
    LINE_OPS_HOME: folder,
    LINE_CHANNEL_ID: '1234567890',
    LINE_CHANNEL_SECRET: 'bench-secret',
  };
  const rows = [];
  for (const [args, reach] of [
    [['--version'], 1.2],
    [['--help'], 1.5],
    [['token', 'list', '--offline'], 2.2],
  ]) {
    const ratios = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const bare = await runNode(['-e', '0'], { env: bareEnv });
      const ours = await runNode([BINARY, ...args], { env });
      ratios.push(ours.ms / bare.ms);
    }
    rows.push({
      what: `start-up: ${args.join(' ')}`,
      measured: `${median(ratios).toFixed(2)} times a bare node`,
      reach: `${reach}`,
    });
  }
  const ready = [];
  for (let run = 0; run < 5; run += 1) {
    const startedAt = performance.now();
    const emulator = await startEmulator([], folder);
    await fetch(`${emulator.url}/_emulator/deliveries`);
    ready.push(performance.now() - startedAt);
    await emulator.stop();
  }
  rows.push({ what: 'emulator: command to first 200', measured: `${Math.round(median(ready))} ms`, reach: '300 ms' });
  return rows;
}
