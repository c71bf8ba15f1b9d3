// Measures what design promises, beside what a user would do instead, in one run. Ratios count, not seconds: machines
// differ, and so does one machine from minute to minute.
//
//   npm run bench              every row, at a size that takes a few minutes
//   npm run bench -- --full    ten million recipients, 30 s at the ceiling
//   npm run bench -- start     rows whose name begins so
//   npm run bench -- --json    one JSON document on stdout in place of the table
//   npm run bench -- --record  adds the ratios of this run to bench/history.jsonl
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aboutThisRun, record } from './history.mjs';
import { measureCeiling } from './rows/ceiling.mjs';
import { measureInstall } from './rows/install.mjs';
import { measurePeople } from './rows/people.mjs';
import { measurePlanning } from './rows/planning.mjs';
import { measureReady, measureStart } from './rows/start.mjs';
import { measureTeam } from './rows/team.mjs';
import { measureUnthrottled } from './rows/unthrottled.mjs';
import { measureValidation } from './rows/validation.mjs';
import { tableOf } from './table.mjs';

const words = process.argv.slice(2);
const full = words.includes('--full');
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = words.filter((word) => word.startsWith('--') && !['--full', '--json', '--record'].includes(word));
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}`);

// The start of a process is measured first, while this one has started nothing.
const ROWS = [
  ['start', measureStart],
  ['ready', measureReady],
  ['install', measureInstall],
  ['ceiling', measureCeiling],
  ['unthrottled', measureUnthrottled],
  ['team', measureTeam],
  ['planning', measurePlanning],
  ['people', measurePeople],
  ['validation', measureValidation],
];

const about = { ...aboutThisRun(), full };
const rows = [];
const folder = await mkdtemp(join(tmpdir(), 'line-ops-bench-'));
try {
  for (const [name, measure] of ROWS) {
    if (wanted.length > 0 && !wanted.some((prefix) => name.startsWith(prefix))) continue;
    process.stderr.write(`${name} …\n`);
    for (const { what, ours, peer = null, ratio = null, reach = null, met = null } of await measure({ full, folder }))
      rows.push({ what, ours, peer, ratio, reach, met });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  words.includes('--json') ? JSON.stringify({ schema: 'line-ops/bench@1', ...about, rows }) : tableOf(about, rows),
);
if (words.includes('--record')) record(about, rows);
