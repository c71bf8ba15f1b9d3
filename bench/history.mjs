import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ROOT } from './processes.mjs';

const HISTORY = fileURLToPath(new URL('history.jsonl', import.meta.url));

/** When, of what, and on which kind of machine; no name of a machine or a person. */
export function aboutThisRun() {
  const [first] = cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.versions.node,
    machine: {
      cpu: (first?.model ?? 'unknown').trim(),
      cpus: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: platform(),
      arch: arch(),
    },
  };
}

/** One line more. Only ratios can be compared from machine to machine, and so they alone are kept. */
export function record(about, rows) {
  const ratios = rows.filter(({ ratio }) => ratio !== null).map(({ what, ratio }) => [what, Number(ratio.toFixed(3))]);
  const missed = rows.filter(({ met }) => met === false).map(({ what }) => what);
  appendFileSync(HISTORY, `${JSON.stringify({ ...about, ratios: Object.fromEntries(ratios), missed })}\n`);
}

/** Null outside a clone; a plus where the sources are not those of the commit. */
function commit() {
  try {
    const git = (...args) =>
      execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return `${git('rev-parse', '--short=12', 'HEAD').trim()}${git('status', '--porcelain', '--', 'src', 'build', 'bin').trim() === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}
