import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, runNode, startEmulator, writeUserIds } from './processes.mjs';

/** Everybody of a long broadcast into a file, one ID a line, and as CSV. */
export async function measureExport({ full, folder }) {
  const count = full ? 10_000_000 : 1_000_000;
  const list = join(folder, 'export.txt');
  const messages = join(folder, 'export-message.json');
  await writeUserIds(list, count);
  writeFileSync(messages, '{"type":"text","text":"hello"}');
  const home = join(folder, 'export');
  const emulator = await startEmulator([], home);
  const env = { ...emulator.env, LINE_OPS_HOME: home };
  try {
    const create = ['broadcast', 'create', '--messages', messages, '--to', list, '--json'];
    const { id } = JSON.parse((await runNode([BINARY, ...create], { env })).stdout);
    const rows = [];
    for (const format of ['ids', 'csv']) {
      const out = join(folder, `exported.${format}`);
      const run = await runNode(
        [BINARY, 'broadcast', 'export', id, '--accepted', '--pending', '--format', format, '--out', out, '--json'],
        { env },
      );
      const bytes = statSync(out).size;
      rmSync(out);
      rows.push(
        {
          what: `export of ${count / 1_000_000} million recipients, ${format}`,
          measured: `${(run.ms / 1000).toFixed(1)} s, ${(count / run.ms / 1000).toFixed(2)} million/s, ${Math.round(bytes / 1e6)} MB`,
          reach: '1 million/s',
        },
        { what: '  memory', measured: `${Math.round(run.peakMiB)} MiB`, reach: '150 MiB' },
      );
    }
    return rows;
  } finally {
    await emulator.stop();
  }
}
