// Measures what design promises, beside what a user would do instead, in one run. Ratios count, not seconds: machines
// differ, and so does one machine from minute to minute.
//
//   npm run bench             every row, at a size that takes a few minutes
//   npm run bench -- --full   ten million recipients, 30 s at the ceiling
//   npm run bench -- start    rows whose name begins so
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureCeiling } from './ceiling.mjs';
import { measureInstall } from './install.mjs';
import { measurePeople } from './people.mjs';
import { measurePlanning } from './planning.mjs';
import { measureStart } from './start.mjs';
import { measureUnthrottled } from './unthrottled.mjs';
import { measureValidation } from './validation.mjs';

const words = process.argv.slice(2);
const full = words.includes('--full');
const wanted = words.filter((word) => !word.startsWith('--'));

const ROWS = [
  ['start', measureStart],
  ['install', measureInstall],
  ['ceiling', measureCeiling],
  ['unthrottled', measureUnthrottled],
  ['planning', measurePlanning],
  ['people', measurePeople],
  ['validation', measureValidation],
];

const folder = await mkdtemp(join(tmpdir(), 'line-ops-bench-'));
try {
  for (const [name, measure] of ROWS) {
    if (wanted.length > 0 && !wanted.some((prefix) => name.startsWith(prefix))) continue;
    for (const { what, measured, reach } of await measure({ full, folder })) {
      console.log(`${what.padEnd(58)} ${measured.padEnd(44)} reach: ${reach}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
