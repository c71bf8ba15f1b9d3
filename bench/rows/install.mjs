import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../processes.mjs';

/** What a user gets: every package of the lock file that is not for development, and this one. */
export async function measureInstall() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const folders = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path.startsWith('node_modules/') && !dev && !devOptional)
    .map(([path]) => join(ROOT, path));
  let kilobytes = 0;
  let installed = 0;
  for (const folder of [...folders, join(ROOT, 'dist'), join(ROOT, 'bin')]) {
    try {
      kilobytes += Number(
        execFileSync('du', ['-sk', folder], { stdio: ['ignore', 'pipe', 'ignore'] })
          .toString()
          .split('\t')[0],
      );
      installed += 1;
    } catch {
      // A package for another platform is in the lock file and not on this disk.
    }
  }
  const [megabytes, packages_] = [kilobytes / 1024, installed - 2];
  return [
    {
      what: 'installed for a user',
      ours: `${megabytes.toFixed(1)} MB, ${packages_} packages`,
      reach: 'at most 50 MB, 70 packages',
      met: megabytes <= 50 && packages_ <= 70,
    },
  ];
}
