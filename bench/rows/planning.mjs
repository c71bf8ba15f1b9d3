import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, ROOT, runNode, startEmulator, writeUserIds } from '../processes.mjs';

/** Reading, checking, de-duplicating and storing a long list, and the first request of a run from it. */
export async function measurePlanning({ full, folder }) {
  const count = full ? 10_000_000 : 1_000_000;
  const list = join(folder, 'planning.txt');
  const messages = join(folder, 'message.json');
  await writeUserIds(list, count);
  writeFileSync(messages, '{"type":"text","text":"hello"}');
  const home = join(folder, 'planning');
  const emulator = await startEmulator([], home);
  const env = { ...emulator.env, LINE_OPS_HOME: home };
  try {
    const created = await runNode([BINARY, 'broadcast', 'create', '--messages', messages, '--to', list, '--json'], {
      env,
    });
    const { id } = JSON.parse(created.stdout);
    let firstBatchMs = 0;
    const run = await runNode([BINARY, 'broadcast', 'resume', id, '--yes', '--json', '--verbose'], {
      env,
      signalAfterMs: 5_000,
      onStderr: (text, ms) => {
        if (firstBatchMs === 0 && text.includes('multicast')) firstBatchMs = ms;
      },
    });
    // More than 2^24 entries, and a Set throws: ten million is near its end.
    const set = await runNode([join(ROOT, 'bench/set-loop.mjs'), list]);
    const millions = count / 1_000_000;
    return [
      {
        what: `planning ${millions} million recipients`,
        ours: `${(created.ms / 1000).toFixed(1)} s, ${(count / created.ms / 1000).toFixed(2)} million/s`,
        peer: `lines into a Set, not stored: ${(set.ms / 1000).toFixed(1)} s`,
        ratio: created.ms / set.ms,
        reach: 'at least 1 million/s',
        met: 1 <= count / created.ms / 1000,
      },
      {
        what: '  memory',
        ours: `${Math.round(created.peakMiB)} MiB`,
        peer: `${Math.round(set.peakMiB)} MiB`,
        ratio: created.peakMiB / set.peakMiB,
        reach: 'at most 300 MiB',
        met: created.peakMiB <= 300,
      },
      {
        what: '  first batch answered after "resume"',
        ours: `${(firstBatchMs / 1000).toFixed(2)} s`,
        reach: 'at most 1 s',
        met: 0 < firstBatchMs && firstBatchMs <= 1_000,
      },
      {
        what: '  memory while sending',
        ours: `${Math.round(run.peakMiB)} MiB`,
        reach: 'at most 150 MiB',
        met: run.peakMiB <= 150,
      },
    ];
  } finally {
    await emulator.stop();
  }
}
