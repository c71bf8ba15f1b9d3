// Counts the tests of all runs of .ci/run. What broke off, could not be loaded or left no report counts as failed: a
// number of passed tests alone would hide it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);
let passed = 0;
let failed = 0;

for (const file of readdirSync(folder).filter((name) => name.endsWith('.status'))) {
  const name = file.slice(0, -'.status'.length);
  const status = readFileSync(join(folder, file), 'utf8').trim();
  const report = readReport(join(folder, `${name}.json`));
  const unloaded = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  const failures = report.numFailedTests + unloaded.length;
  const brokeOff = failures === 0 && (status !== '0' || report.numPassedTests === 0);
  for (const { name: path } of unloaded) say(`${name}: ${path} could not be run`);
  if (brokeOff) say(`${name}: vitest broke off with exit code ${status}`);
  passed += report.numPassedTests;
  failed += failures + (brokeOff ? 1 : 0);
}

function readReport(path) {
  if (!existsSync(path)) return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  return JSON.parse(readFileSync(path, 'utf8'));
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed === 0 || failed > 0 ? 1 : 0;
