import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** A run of vitest as .ci/run leaves it: its exit code, and its report where it came to write one. */
interface LeftRun {
  readonly status: number;
  readonly passed?: number;
  readonly failed?: number;
  readonly unloaded?: readonly string[];
}

/** The closing line of such runs, and the exit code of the script that prints it. */
function closingLine(...runs: readonly LeftRun[]) {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-closing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, { status, passed, failed = 0, unloaded = [] }] of runs.entries()) {
    writeFileSync(join(folder, `${index}.status`), `${status}\n`);
    if (passed === undefined) continue;
    const testResults = unloaded.map((name) => ({ name, status: 'failed', assertionResults: [] }));
    const report = { numPassedTests: passed, numFailedTests: failed, testResults };
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(report));
  }
  const { stdout, status } = spawnSync(process.execPath, ['.ci/closing-line.mjs', folder], { encoding: 'utf8' });
  return { line: stdout.trim(), status };
}

it.each<[what: string, runs: readonly LeftRun[], line: string, status: number]>([
  [
    'the runs together',
    [
      { status: 0, passed: 40 },
      { status: 0, passed: 2 },
    ],
    '42 passed, 0 failed',
    0,
  ],
  ['a failed test', [{ status: 1, passed: 40, failed: 2 }], '40 passed, 2 failed', 1],
  ['a file that could not be loaded', [{ status: 1, passed: 40, unloaded: ['a.test.ts'] }], '40 passed, 1 failed', 1],
  ['an error outside of all tests', [{ status: 1, passed: 40 }], '40 passed, 1 failed', 1],
  ['a run that left no report', [{ status: 0, passed: 40 }, { status: 139 }], '40 passed, 1 failed', 1],
  ['a run without a test', [{ status: 0, passed: 0 }], '0 passed, 1 failed', 1],
  ['no run at all', [], '0 passed, 0 failed', 1],
])('the closing line of the checks counts %s', (_what, runs, line, status) => {
  expect(closingLine(...runs)).toEqual({ line, status });
});
