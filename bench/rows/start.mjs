import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, median, ROOT, startEmulator } from '../processes.mjs';

const PAIRS = 21;
const WARM_UPS = 3;

/** What each may take, in times of a bare node: on Node 20, and on later ones, which start faster. */
const COMMANDS = [
  { args: ['--version'], on20: 1.2, later: 1.15 },
  { args: ['--help'], on20: 1.5, later: 1.4 },
  { args: ['token', 'list', '--offline'], on20: 2.2, later: 2.0 },
  { args: ['__complete', 'bash', ' \t\n', 'line-ops token re'], as: 'a completion', on20: 2.2, later: 2.0 },
];

/**
 * Each command against a bare `node -e 0`, in turn, so that the machine's mood meets both. Started directly and waited for, with
 * nothing of ours alive beside it: what a parent does meanwhile would be in both, and make every ratio smaller.
 */
export function measureStart({ folder }) {
  return nodes().flatMap(([node, version]) =>
    COMMANDS.map(({ args, as = args.join(' '), on20, later }) => {
      const reach = version.startsWith('20.') ? on20 : later;
      const what = `start: ${as}, Node ${version.split('.')[0]}`;
      const env = environment(mkdtempSync(join(folder, 'start-')));
      const ours = () => timed(node, [BINARY, ...args], env);
      const bare = () => timed(node, ['-e', '0'], env);
      for (let run = 0; run < WARM_UPS; run += 1) {
        const status = ours().status;
        if (status !== 0) return { what, ours: `ends with ${status}`, reach: `at most ${reach}`, met: false };
        bare();
      }
      const pairs = Array.from({ length: PAIRS }, () => [bare().ms, ours().ms]);
      const [bareMs, ourMs] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
      const ratio = median(ourMs) / median(bareMs);
      return {
        what,
        ours: ms(ourMs),
        peer: `node -e 0: ${ms(bareMs)}`,
        ratio,
        reach: `at most ${reach}`,
        met: ratio <= reach,
      };
    }),
  );
}

/** From the command to the first 200. */
export async function measureReady({ folder }) {
  const ready = [];
  for (let run = 0; run < 5; run += 1) {
    const startedAt = performance.now();
    const emulator = await startEmulator([], folder);
    await (await fetch(`${emulator.url}/_emulator/deliveries`)).arrayBuffer();
    ready.push(performance.now() - startedAt);
    await emulator.stop();
  }
  const middle = median(ready);
  return [{ what: 'emulator: command to first 200', ours: ms(ready), reach: 'at most 300 ms', met: middle <= 300 }];
}

/** The one that runs this, and those that .ci/run has installed. */
function nodes() {
  const later = ['22', '24'].map((version) => join(ROOT, `.ci/node-versions/node_modules/node-${version}/bin/node`));
  return [process.execPath, ...later]
    .filter((node) => existsSync(node))
    .map((node) => [node, spawnSync(node, ['--version']).stdout.toString().trim().slice(1)]);
}

function timed(node, args, env) {
  const startedAt = performance.now();
  const { status } = spawnSync(node, args, { env, stdio: 'ignore' });
  return { status, ms: performance.now() - startedAt };
}

/** The user's own settings of node, as a file of certificates to read at every start, would be in both, and flatter the ratio. */
function environment(home) {
  const { PATH, TMPDIR } = process.env;
  return {
    PATH,
    ...(TMPDIR !== undefined && { TMPDIR }),
    HOME: home,
    LINE_OPS_HOME: home,
    LINE_OPS_SECRET_STORE: 'file',
    LINE_CHANNEL_ID: '1234567890',
    LINE_CHANNEL_SECRET: 'bench-secret',
  };
}

function ms(times) {
  return `${median(times).toFixed(0)} ms, least ${Math.min(...times).toFixed(0)}`;
}
