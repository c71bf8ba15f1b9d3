import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, bundled, runNode, startEmulator, writeUserIds } from '../processes.mjs';

/** What is asked of everybody of a long broadcast after it was sent, and what forgetting them gives back. */
export async function measurePeople({ full, folder }) {
  const count = full ? 10_000_000 : 1_000_000;
  const home = join(folder, 'people');
  const file = (name) => join(folder, name);
  await writeUserIds(file('people.txt'), count);
  // A tenth of them is new.
  await writeUserIds(file('next.txt'), count, count / 10);
  writeFileSync(file('people.json'), '{"type":"text","text":"hello"}');
  writeFileSync(file('next.json'), '{"type":"text","text":"hello again"}');
  const emulator = await startEmulator([], home);
  const env = { ...emulator.env, LINE_OPS_HOME: home };
  const lineOps = async (...words) => {
    const run = await runNode([BINARY, ...words, '--json'], { env });
    if (run.status !== 0) throw new Error(run.stderr);
    return run;
  };
  const rows = [];
  const row = (what, { ms, peakMiB, cpuSeconds }, { of = count, mostMiB = 150, also = [] } = {}) =>
    rows.push(
      {
        what: `${what}, ${count / 1_000_000} million`,
        ours: [
          `${(ms / 1000).toFixed(1)} s`,
          // On a machine that has other things to do, only this says something.
          `${cpuSeconds.toFixed(1)} s of a core`,
          `${(of / ms / 1000).toFixed(2)} million/s`,
          ...also,
        ].join(', '),
        reach: 'at least 1 million/s',
        met: 1 <= of / ms / 1000,
      },
      {
        what: '  memory',
        ours: `${Math.round(peakMiB)} MiB`,
        reach: `at most ${mostMiB} MiB`,
        met: peakMiB <= mostMiB,
      },
    );
  const stored = (what, most) => {
    const bytes = ['state.db', 'state.db-wal'].reduce(
      (sum, name) => sum + (statSync(join(home, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
    const each = bytes / count;
    const promised = most === null ? {} : { reach: `at most ${most} bytes`, met: each <= most };
    rows.push({ what, ours: `${each.toFixed(2)} bytes a recipient`, ...promised });
  };
  try {
    const messages = ['--messages', file('people.json')];
    const created = await lineOps('broadcast', 'create', ...messages, '--to', file('people.txt'));
    const { id } = JSON.parse(created.stdout);
    stored('state file, planned', 20);
    const sent = await runNode([bundled('sent'), id, home, join(home, 'journal')]);
    if (sent.status !== 0) throw new Error(sent.stderr);
    stored('state file, sent', 26);
    for (const format of ['ids', 'csv']) {
      const out = file(`exported.${format}`);
      const run = await lineOps('broadcast', 'export', id, '--accepted', '--format', format, '--out', out);
      row(`export, ${format}`, run, { also: [`${Math.round(statSync(out).size / 1e6)} MB`] });
      rmSync(out);
    }
    row('report', await lineOps('broadcast', 'report', id));
    const page = file('report.html');
    row('report as a page', await lineOps('broadcast', 'report', id, '--html', page));
    row('verify', await lineOps('broadcast', 'verify', id));
    const { stdout } = await runNode(['-e', LAST_LINE, file('people.txt')]);
    row('user show', await lineOps('user', 'show', stdout.trim(), '--offline'));
    const next = ['broadcast', 'plan', '--messages', file('next.json'), '--to', file('next.txt')];
    const both = { of: 2 * count, mostMiB: 300 };
    row('plan --exclude, of a list and a broadcast', await lineOps(...next, '--exclude', id), both);
    row('plan --max-per-recipient, the same', await lineOps(...next, '--max-per-recipient', '1/7d'), both);
    row('prune', await lineOps('broadcast', 'prune', '--older-than', '0s', '--yes'));
    stored('state file, pruned', null);
    return rows;
  } finally {
    await emulator.stop();
  }
}

const LAST_LINE = `
const { openSync, fstatSync, readSync } = require('node:fs');
const file = openSync(process.argv[1]);
const bytes = Buffer.alloc(34);
readSync(file, bytes, 0, 34, fstatSync(file).size - 34);
process.stdout.write(bytes);
`;
